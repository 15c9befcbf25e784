import { describe, expect, it } from 'vitest'
import { compose, fromYaw, identity, inverse, rotationAngle, type Transform } from '../../sweep/transform.ts'
import { checkEgoMotion, estimateEgoMotion } from './estimateEgoMotion.ts'
import { cloudSweep, planeScene, scanScene, streetScene } from './syntheticScene.fixture.ts'

const noGround = (sweep: { count: number }) => new Uint8Array(sweep.count)
const still = identity<'world', 'sweep'>()

/** Scans the scene from two places; returns the sweeps and the true E. */
function scannedPair(seed: number, motion: Transform<'world', 'sweep'>) {
  const scene = streetScene(seed)
  const sweep0 = scanScene(scene, still, 2 * seed + 1)
  const sweep1 = scanScene(scene, motion, 2 * seed + 2)
  const truth = inverse(motion as Transform) as Transform<'sweep1', 'sweep0'>
  return { sweep0, sweep1, truth }
}

const forward = (metres: number, degrees: number) =>
  fromYaw<'world', 'sweep'>((degrees * Math.PI) / 180, [metres, 0.02 * metres, 0])

function errorOf(found: Transform, truth: Transform): { metres: number; degrees: number } {
  const difference = compose(inverse(truth), found)
  return {
    metres: Math.hypot(...difference.translation),
    degrees: (rotationAngle(difference) * 180) / Math.PI,
  }
}

describe('ego motion from two sweeps of a synthetic street', () => {
  for (const [seed, metres, degrees] of [
    [1, 0, 0],
    [2, 0.5, 0],
    [3, 1, 2],
    [4, 1.5, -3],
    [5, 2, 5],
    [6, 2, 0],
    [7, 1, -5],
    [8, -0.7, 1],
  ] as const)
    it(`seed ${seed}: ${metres} m and ${degrees} degrees per sweep to 5 mm and 0.02 degrees, and says good`, async () => {
      const { sweep0, sweep1, truth } = scannedPair(seed, forward(metres, degrees))
      const result = await estimateEgoMotion(sweep0, sweep1, noGround(sweep0), noGround(sweep1), {
        previous: null,
        intervalSeconds: 0.1,
      })
      const error = errorOf(result.sweep1FromSweep0, truth)
      expect(error.metres).toBeLessThan(0.005)
      expect(error.degrees).toBeLessThan(0.02)
      expect(result.warning).toBeNull()
      expect(result.trust).toBe('good')
      expect(result.source).toBe('estimated')
    })
})

describe('the two sweeps of a pair', () => {
  it.each([3, 4, 8])('tell the same motion in either order, to 0.01 mm (seed %i)', async seed => {
    const { sweep0, sweep1 } = scannedPair(seed, forward(1, 2))
    const options = { previous: null, intervalSeconds: 0.1 }
    const there = await estimateEgoMotion(sweep0, sweep1, noGround(sweep0), noGround(sweep1), options)
    const back = await estimateEgoMotion(sweep1, sweep0, noGround(sweep1), noGround(sweep0), options)
    const round = compose(back.sweep1FromSweep0 as Transform, there.sweep1FromSweep0)
    expect(Math.hypot(...round.translation)).toBeLessThan(1e-5)
    expect(rotationAngle(round)).toBeLessThan(1e-6)
  })
})

describe('checking given poses', () => {
  it('believes the true motion and returns it unchanged (seed 3)', () => {
    const { sweep0, sweep1, truth } = scannedPair(3, forward(1, 2))
    const result = checkEgoMotion(sweep0, sweep1, noGround(sweep0), noGround(sweep1), truth)
    expect(result.sweep1FromSweep0).toBe(truth)
    expect(result.warning).toBeNull()
    expect(result.trust).toBe('good')
  })

  it('flags a pose that is 20 cm off, with the residual in the sentence (seed 3)', () => {
    const { sweep0, sweep1 } = scannedPair(3, forward(1, 2))
    const wrong = inverse(forward(1.2, 2) as Transform) as Transform<'sweep1', 'sweep0'>
    const result = checkEgoMotion(sweep0, sweep1, noGround(sweep0), noGround(sweep1), wrong)
    expect(result.trust).toBe('bad')
    expect(result.warning).toMatch(/coherent residual of (19|20|21)\.\d cm/)
  })
})

describe('sweeps that cannot tell the ego motion say so', () => {
  const run = (a: Float32Array, b: Float32Array) => {
    const sweep0 = cloudSweep(a)
    const sweep1 = cloudSweep(b)
    return estimateEgoMotion(sweep0, sweep1, noGround(sweep0), noGround(sweep1), {
      previous: null,
      intervalSeconds: 0.1,
    })
  }

  it('empty sweeps', async () => {
    const result = await run(new Float32Array(0), new Float32Array(0))
    expect(result.trust).toBe('bad')
    expect(result.warning).toContain('cannot be told')
  })

  it('one plane seen twice', async () => {
    const result = await run(planeScene(1, 0), planeScene(2, 0))
    expect(result.trust).toBe('bad')
    expect(result.warning).not.toBeNull()
  })

  it('two streets that have nothing in common (seeds 11, 12)', async () => {
    const result = await run(
      scanScene(streetScene(11), still, 1).positions,
      scanScene(streetScene(12), still, 2).positions,
    )
    expect(result.trust).not.toBe('good')
    expect(result.warning).not.toBeNull()
  })

  it('clouds 300 m apart', async () => {
    const a = scanScene(streetScene(13), still, 1).positions
    const b = a.map((value, i) => (i % 3 === 0 ? value + 300 : value))
    const result = await run(a, b)
    expect(result.trust).toBe('bad')
  })
})
