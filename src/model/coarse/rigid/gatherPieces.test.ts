import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { identity } from '../../sweep/transform.ts'
import { brokenInvariants } from '../coarseInvariants.fixture.ts'
import { runCoarseStage } from '../coarseStage.ts'
import { cloudSweep } from '../egoMotion/syntheticScene.fixture.ts'
import { defaultParameters } from '../parameters.ts'
import { simulatedPair } from '../simulatedPair.fixture.ts'

const parameters = defaultParameters('spinning-32')

/**
 * Flat ground 1.8 m below the sensor, and of a car 22 m ahead what a sparse sensor meets: one line on the bumper, one on the boot
 * 1.1 m behind and half a metre above it, `shift` metres on.
 */
function sweepOf(seed: number, shift: number) {
  const random = new Random(seed)
  const noise = () => random.range(-0.015, 0.015)
  const points: number[] = []
  for (let r = 4; r < 40; r *= 1.08)
    for (let a = 0; a < 360; a++)
      points.push(r * Math.cos((a * Math.PI) / 180), r * Math.sin((a * Math.PI) / 180), -1.8 + noise())
  const first = points.length / 3
  for (const [x, z] of [
    [22, -1.25],
    [23.1, -0.75],
  ] as const)
    for (let y = -0.8; y <= 0.8; y += 0.12) points.push(x + shift + noise(), y + noise(), z)
  return { sweep: cloudSweep(Float32Array.from(points)), first }
}

async function labelled(shift: number, gatherPieces: boolean) {
  const { sweep, first } = sweepOf(1, 0)
  const { rigidMotion } = parameters
  const result = await runCoarseStage({
    sweep0: sweep,
    sweep1: sweepOf(2, shift).sweep,
    givenSweep1FromSweep0: identity(),
    previousSweep1FromSweep0: null,
    context: [],
    intervalSeconds: 0.1,
    sensorClass: 'spinning-32',
    parameters: { ...parameters, rigidMotion: { ...rigidMotion, rules: { ...rigidMotion.rules, gatherPieces } } },
  })
  return { result, instances: [...new Set(result.estimate.instance.subarray(first))] }
}

describe('gathering pieces', () => {
  it('finds a car of which two lines are seen, a step apart in depth, and only by this rule', async () => {
    const { result, instances } = await labelled(0.8, true)
    expect(instances).toHaveLength(1)
    expect(instances[0]).toBeGreaterThanOrEqual(2)
    expect(result.motions).toHaveLength(1)
    expect(Math.abs(result.motions[0]!.residualMetres[0] - 0.8)).toBeLessThan(0.05)
    const apart = await labelled(0.8, false)
    expect(apart.result.motions.length).toBeGreaterThan(1)
    expect(apart.instances).toEqual([0])
  })

  it('lets two lines that stand be', async () => {
    const { result, instances } = await labelled(0, true)
    expect(result.estimate.instances).toHaveLength(0)
    expect(instances).toEqual([0])
    expect(result.motions.length).toBeGreaterThan(1)
  })

  it('leaves every cluster with its number, its points and its motion', async () => {
    const pair = await simulatedPair(399, 'spinning-32', 10)
    const input = {
      ...pair,
      givenSweep1FromSweep0: pair.truth.sweep1FromSweep0,
      previousSweep1FromSweep0: null,
      context: [],
      parameters,
    }
    const result = await runCoarseStage(input)
    expect(brokenInvariants(input, result)).toEqual([])
    const { rules } = parameters.rigidMotion
    const without = await runCoarseStage({
      ...input,
      parameters: {
        ...parameters,
        rigidMotion: { ...parameters.rigidMotion, rules: { ...rules, gatherPieces: false } },
      },
    })
    expect(result.motions.length).toBeLessThan(without.motions.length)
    const counts = new Array<number>(result.motions.length).fill(0)
    for (const cluster of result.cluster0) if (cluster >= 0) counts[cluster]!++
    expect(result.motions.map(({ pointCount }) => pointCount)).toEqual(counts)
  })
})
