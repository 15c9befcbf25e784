import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foregroundProbability } from '#model/network/foreground.ts'
import { preparePair } from '#model/network/preparedPair.ts'
import { type IterationState, type Refinement, refine } from '#model/network/refinement.ts'
import { openSimulatedStreet } from '#model/simulator/simulatedStreet.ts'
import { type OpenModel, openModel } from './openModel.ts'

const ITERATIONS = 4

describe('points that have settled as background', () => {
  let model: OpenModel
  let every: Refinement
  let settled: Refinement
  const steps = { every: 0, settled: 0 }

  beforeAll(async () => {
    model = await openModel('street')
    const street = openSimulatedStreet({ seed: 1903, sensor: 'spinning-32', frames: 3, intervalSeconds: 0.1 })
    const [sweep0, sweep1] = [await street.readSweep(0), await street.readSweep(1)]
    const [truth0, truth1] = [await street.readTruth?.(0, 1), await street.readTruth?.(1, 2)]
    if (!truth0?.ground || !truth1?.ground) throw new Error('The simulator gave no ground.')
    const points = {
      positions0: sweep0.positions,
      positions1: sweep1.positions,
      ground0: truth0.ground,
      ground1: truth1.ground,
      sweep1FromSweep0: truth0.sweep1FromSweep0,
    }
    const prepared = preparePair(points, model.manifest.grid)
    const run = (everyPoint: boolean) => {
      const graphs: OpenModel['graphs'] = Object.create(model.graphs)
      graphs.encode = model.graphs.encode.bind(model.graphs)
      graphs.step = chunk => {
        steps[everyPoint ? 'every' : 'settled'] += chunk.points.length / 3
        return model.graphs.step(chunk)
      }
      return refine(graphs, model.manifest, prepared, { prior: null, iterations: ITERATIONS, everyPoint })
    }
    every = await run(true)
    settled = await run(false)
  })
  afterAll(() => model.graphs.release())

  const last = (of: Refinement) => of.iterations.at(-1) as IterationState
  const foreground = (of: Refinement) =>
    foregroundProbability(last(of).mask, model.manifest.head).map(p => (p >= 0.5 ? 1 : 0))

  it('take no more steps: most points take one', () => {
    expect(steps.every).toBe(ITERATIONS * (last(every).flow.length / 3))
    expect(steps.settled).toBeLessThan(0.5 * steps.every)
    const taken = (of: Refinement) => of.taken.reduce((sum, count) => sum + count, 0)
    expect([taken(every), taken(settled)]).toEqual([steps.every, steps.settled])
    // What took fewer stands where its last one left it.
    const end = last(settled).flow
    settled.taken.forEach((count, i) => {
      const { flow } = settled.iterations[count] as IterationState
      if (end[3 * i] !== flow[3 * i]) throw new Error(`Point ${i} moved on after ${count} steps.`)
    })
  })

  it('would not have become foreground, and the others are what they would have been', () => {
    const [all, some] = [foreground(every), foreground(settled)]
    const movers = all.filter(value => value === 1).length
    expect(movers).toBeGreaterThan(100)
    expect(all.filter((value, i) => value !== some[i]).length).toBeLessThanOrEqual(movers / 1000)
    let largest = 0
    for (let i = 0; i < all.length; i++)
      if (some[i] === 1)
        for (let axis = 0; axis < 3; axis++)
          largest = Math.max(
            largest,
            Math.abs((last(every).flow[3 * i + axis] as number) - (last(settled).flow[3 * i + axis] as number)),
          )
    expect(largest).toBeLessThan(1e-4)
  })
})
