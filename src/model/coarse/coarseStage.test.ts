import { beforeAll, describe, expect, it } from 'vitest'
import type { SimulatedSensor } from '../simulator/options.ts'
import { FIRST_INSTANCE } from '../sweep/estimate.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { compose, identity, inverse, rotationAngle, type Transform } from '../sweep/transform.ts'
import { bitsOf } from './bits.fixture.ts'
import type { CoarseInput } from './coarseInput.ts'
import { brokenInvariants } from './coarseInvariants.fixture.ts'
import type { CoarseResult } from './coarseResult.ts'
import { runCoarseStage } from './coarseStage.ts'
import { cloudSweep } from './egoMotion/syntheticScene.fixture.ts'
import { defaultParameters } from './parameters.ts'
import { blobs } from './seededClouds.fixture.ts'
import { residualFlow, type SimulatedPair, simulatedPair } from './simulatedPair.fixture.ts'

function inputOf(
  pair: Pick<SimulatedPair, 'sweep0' | 'sweep1' | 'sensorClass'>,
  given: CoarseInput['givenSweep1FromSweep0'],
): CoarseInput {
  return {
    sweep0: pair.sweep0,
    sweep1: pair.sweep1,
    givenSweep1FromSweep0: given,
    previousSweep1FromSweep0: null,
    context: [],
    intervalSeconds: 0.1,
    sensorClass: pair.sensorClass,
    parameters: defaultParameters(pair.sensorClass),
  }
}

/** All that a result says, without the times that it took. */
const said = ({ timings, ...rest }: CoarseResult) => bitsOf({ ...rest, stages: timings.map(it => it.stage) })

const cases: readonly (readonly [SimulatedSensor, number])[] = [
  ['av2', 7],
  ['hdl-64e', 8],
]

describe.each(cases)('coarse stage, %s in simulated street %i', (sensor, seed) => {
  let pair: SimulatedPair
  let given: CoarseResult
  let estimated: CoarseResult

  beforeAll(async () => {
    pair = await simulatedPair(seed, sensor)
    given = await runCoarseStage(inputOf(pair, pair.truth.sweep1FromSweep0))
    estimated = await runCoarseStage(inputOf(pair, null))
  })

  it('keeps its invariants with given poses and without', () => {
    expect(brokenInvariants(inputOf(pair, pair.truth.sweep1FromSweep0), given)).toEqual([])
    expect(brokenInvariants(inputOf(pair, null), estimated)).toEqual([])
  })

  it('finds the ego motion itself to 3 cm and 0.1 degrees and trusts the true one', () => {
    expect(given.egoMotion.trust).toBe('good')
    const difference = compose(inverse(pair.truth.sweep1FromSweep0), estimated.egoMotion.sweep1FromSweep0)
    expect(Math.hypot(...difference.translation)).toBeLessThan(0.03)
    expect(rotationAngle(difference)).toBeLessThan((0.1 * Math.PI) / 180)
  })

  it('labels most of what drives, hardly anything that stands, and explains more flow than standing still does', () => {
    const p = pair.sweep0.positions
    for (const result of [given, estimated]) {
      let [driving, found, standing, wrong, error, egoError] = [0, 0, 0, 0, 0, 0]
      for (let i = 0; i < pair.sweep0.count; i++) {
        if (result.ground0[i] === 1 || Math.hypot(p[3 * i]!, p[3 * i + 1]!) > 50) continue
        const residual = residualFlow(pair.truth, p, i)
        const moves = result.estimate.instance[i]! >= FIRST_INSTANCE
        if (residual > 0.3) {
          driving++
          found += moves ? 1 : 0
          const off = (flow: Float32Array) =>
            Math.hypot(...[0, 1, 2].map(k => flow[3 * i + k]! - pair.truth.flow[3 * i + k]!))
          error += off(result.estimate.flow)
          egoError += off(result.egoEstimate.flow)
        } else if (residual < 0.005) {
          standing++
          wrong += moves ? 1 : 0
        }
      }
      expect(driving).toBeGreaterThan(1000)
      // Measured: 0.93 and more, 0.2 % and less, a tenth.
      expect(found / driving).toBeGreaterThan(0.8)
      expect(wrong / standing).toBeLessThan(0.01)
      expect(error).toBeLessThan(0.3 * egoError)
    }
  })

  it('gives the same bits twice, and reads its input only', async () => {
    const before = bitsOf([pair.sweep0, pair.sweep1])
    const again = await runCoarseStage(inputOf(pair, pair.truth.sweep1FromSweep0))
    expect(said(again).numbers.equals(said(given).numbers)).toBe(true)
    expect(said(again).words).toBe(said(given).words)
    expect(said(estimated).numbers.equals(said(given).numbers)).toBe(false)
    expect(bitsOf([pair.sweep0, pair.sweep1]).numbers.equals(before.numbers)).toBe(true)
  })

  it('of a sweep and itself says that nothing moves', async () => {
    const same = { ...pair, sweep1: { ...pair.sweep0, id: 'again' } }
    for (const motion of [identity<'sweep1', 'sweep0'>(), null]) {
      const input = inputOf(same, motion)
      const result = await runCoarseStage(input)
      expect(brokenInvariants(input, result)).toEqual([])
      expect(result.estimate.instances).toEqual([])
      expect(result.estimate.instance.some(id => id !== 0)).toBe(false)
      expect(Math.hypot(...result.egoMotion.sweep1FromSweep0.translation)).toBeLessThan(5e-3)
      expect(result.motions.every(it => !it.accepted)).toBe(true)
    }
  })
})

describe('coarse stage, small and empty sweeps', () => {
  const run = async (first: Float32Array, next: Float32Array, motion: CoarseInput['givenSweep1FromSweep0']) => {
    const sweeps: [Sweep, Sweep] = [cloudSweep(first), cloudSweep(next)]
    const input = inputOf({ sweep0: sweeps[0], sweep1: sweeps[1], sensorClass: 'unknown' }, motion)
    const result = await runCoarseStage(input)
    expect(brokenInvariants(input, result)).toEqual([])
    expect(result.estimate.instances).toEqual([])
    expect(result.motions.every(it => !it.accepted)).toBe(true)
    return result
  }
  const still: Transform<'sweep1', 'sweep0'> = identity()

  for (const [name, first, next] of [
    ['no points', 0, 0],
    ['no points, then five', 0, 5],
    ['five points, then none', 5, 0],
    ['five points twice', 5, 5],
    ['300 loose points, then five', 300, 5],
  ] as const)
    it(`${name}: no crash, nothing moves (seed 1)`, async () => {
      for (const motion of [still, null]) {
        const result = await run(blobs(1, first, 20), blobs(1, next, 20), motion)
        if (next === 0 || first === 0) expect(result.egoMotion.trust).not.toBe('good')
      }
    })

  it('copies of one point are no object (seed 2)', async () => {
    await run(new Float32Array(300).fill(4), new Float32Array(300).fill(4), still)
  })
})

describe('coarse stage as a task', () => {
  const input = () => {
    const sweep = cloudSweep(blobs(3, 4000, 25))
    return inputOf({ sweep0: sweep, sweep1: sweep, sensorClass: 'unknown' }, identity())
  }

  it('names its stages in order, to the user and in its timings', async () => {
    const shown: string[] = []
    const result = await runCoarseStage(input(), { onProgress: ({ stage }) => shown.push(stage) })
    expect(shown).toEqual(['Ground', 'Clustering', 'Ego motion', 'Ray casting', 'Rigid motion', 'Pseudo-labels'])
    expect(result.timings.map(it => it.stage)).toEqual([
      'ground',
      'clustering',
      'ego-motion',
      'ray-casting',
      'rigid-motion',
      'pseudo-labels',
    ])
  })

  it.each([1, 2, 3, 4, 5, 6])('cancelled at its stage %i it rejects with `cancelled` and goes no further', async at => {
    const controller = new AbortController()
    let stages = 0
    const onProgress = () => {
      if (++stages === at) controller.abort()
    }
    await expect(runCoarseStage(input(), { signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'cancelled',
    })
    expect(stages).toBe(at)
  })
})
