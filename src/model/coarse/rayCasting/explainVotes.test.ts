import { describe, expect, it } from 'vitest'
import type { SimulatedSensor } from '../../simulator/options.ts'
import { openSimulatedStreet } from '../../simulator/simulatedStreet.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { compose, inverse, type Transform, transformPoint } from '../../sweep/transform.ts'
import { segmentGround } from '../ground.ts'
import { defaultParameters } from '../parameters.ts'
import { freeSpaceEvidence } from '../rayCasting.ts'
import { type RayCastInput, voteExplainer } from './explainVotes.ts'

/** Every `step`-th point, with its ring and time. */
function thinned(sweep: Sweep, step: number): Sweep {
  const count = Math.floor(sweep.count / step)
  const kept = Array.from({ length: count }, (_, k) => k * step)
  const positions = Float32Array.from(kept.flatMap(i => [...sweep.positions.subarray(3 * i, 3 * i + 3)]))
  const fields = sweep.fields.map(field => ({ ...field, values: Float64Array.from(kept, i => field.values[i]!) }))
  return { ...sweep, count, positions, fields, sourceRows: null }
}

async function castInput(seed: number, sensor: SimulatedSensor, withContext: boolean): Promise<RayCastInput> {
  const street = openSimulatedStreet({ seed, sensor, frames: 5, intervalSeconds: 0.1 })
  const { ground } = defaultParameters(street.info.sensorClass)
  const at = async (index: number) => {
    const sweep = thinned(await street.readSweep(index), 24)
    const { mask, heightAboveGround } = await segmentGround(sweep, ground)
    return { sweep, ground: mask, heightAboveGround }
  }
  const between = async (from: number, to: number) => {
    const truth = await street.readTruth(from, to)
    return truth!.sweep1FromSweep0 as Transform
  }
  const sweep1FromSweep0 = (await between(2, 3)) as RayCastInput['sweep1FromSweep0']
  const sweep0FromBefore = (await between(1, 2)) as Transform<'sweep0', 'context'>
  const afterFrom0: Transform = compose<string, string, string>(await between(3, 4), sweep1FromSweep0)
  return {
    sweep0: await at(2),
    sweep1: await at(3),
    sweep1FromSweep0,
    intervalSeconds: 0.1,
    context: withContext
      ? [
          { ...(await at(1)), sweep0FromContext: sweep0FromBefore },
          { ...(await at(4)), sweep0FromContext: inverse(afterFrom0) as Transform<'sweep0', 'context'> },
        ]
      : [],
  }
}

// Thin sweeps have few rays: wider ones, so that many points get votes of every kind.
const parameters = { ...defaultParameters('unknown').rayCasting, rayRadiusMetres: 0.25, occupiedRadiusMetres: 0.4 }

describe.each([
  ['av2', 11, false],
  ['av2', 12, true],
  ['hdl-64e', 13, true],
] as const)('votes told one by one: %s in simulated street %i, other sweeps: %s', (sensor, seed, withContext) => {
  it('are those that the fast path counts, for every point of both sweeps', async () => {
    const input = await castInput(seed, sensor, withContext)
    const { evidence0, evidence1 } = await freeSpaceEvidence(input, parameters)
    const explain = voteExplainer(input, parameters)
    let [dynamic, mixed] = [0, 0]
    for (const [sweep, evidence] of [
      [0, evidence0],
      [1, evidence1],
    ] as const)
      for (let i = 0; i < evidence.free.length; i++) {
        const told = explain(sweep, i)
        const stored = [evidence.free[i], evidence.occupied[i], evidence.dynamic[i] === 1]
        if (told.free !== stored[0] || told.occupied !== stored[1] || told.dynamic !== stored[2])
          expect([sweep, i, told.free, told.occupied, told.dynamic]).toEqual([sweep, i, ...stored])
        if (told.dynamic) dynamic++
        if (told.free > 0 && told.occupied > 0) mixed++
      }
    expect(dynamic).toBeGreaterThan(20)
    expect(mixed).toBeGreaterThan(20)
  })

  it('are drawn where they are: rays end on their returns and pass the point as near as they say', async () => {
    const input = await castInput(seed, sensor, withContext)
    const explain = voteExplainer(input, parameters)
    let looked = 0
    for (let i = 0; i < input.sweep0.sweep.count; i += 7) {
      const { place, votes } = explain(0, i)
      for (const vote of votes) {
        looked++
        if (vote.from.kind === 'sweep1') {
          const p = input.sweep1.sweep.positions
          const [x, y, z] = [0, 1, 2].map(k => p[3 * vote.point + k]!) as [number, number, number]
          const end = transformPoint(inverse(input.sweep1FromSweep0), x, y, z)
          expect(Math.hypot(...end.map((v, k) => v - vote.end[k]!))).toBeLessThan(1e-6)
        }
        const along = vote.end.map((v, k) => v - vote.start[k]!)
        const length = Math.hypot(...along)
        // Where points are compensated for ego motion, a ray's start is that of its direction's mean, here of few rays.
        expect(Math.abs(length - vote.lengthMetres)).toBeLessThan(0.5)
        const to = place.map((v, k) => v - vote.start[k]!)
        const at = to.reduce((sum, v, k) => sum + (v * along[k]!) / length, 0)
        const miss = Math.sqrt(Math.max(0, Math.hypot(...to) ** 2 - at * at))
        if (vote.verdict !== 'occupied') expect(Math.abs(miss - vote.missMetres)).toBeLessThan(0.3)
        else expect(Math.hypot(...place.map((v, k) => v - vote.end[k]!))).toBeLessThan(0.55)
      }
    }
    expect(looked).toBeGreaterThan(50)
  })
})

describe('what is not judged', () => {
  it('has no votes: ground (seed 11)', async () => {
    const input = await castInput(11, 'av2', false)
    const ground = input.sweep0.ground.indexOf(1)
    expect(voteExplainer(input, parameters)(0, ground)).toMatchObject({ judged: false, free: 0, votes: [] })
  })
})
