import { describe, expect, it } from 'vitest'
import { DEFAULT_SIMULATION } from '../../simulator/options.ts'
import { FIRST_INSTANCE } from '../../sweep/estimate.ts'
import { runCoarseStage } from '../coarseStage.ts'
import { defaultParameters, type RigidRules } from '../parameters.ts'
import { type SimulatedPair, simulatedPair } from '../simulatedPair.fixture.ts'

async function labelled(pair: SimulatedPair, change: Partial<RigidRules>) {
  const defaults = defaultParameters(pair.sensorClass)
  const rules = { ...defaults.rigidMotion.rules, ...change }
  return runCoarseStage({
    ...pair,
    givenSweep1FromSweep0: pair.truth.sweep1FromSweep0,
    previousSweep1FromSweep0: null,
    context: [],
    parameters: { ...defaults, rigidMotion: { ...defaults.rigidMotion, rules } },
  })
}

/** Mean end-point error of one true object's points, metres, with some rules switched. */
async function errorOf(pair: SimulatedPair, object: number, change: Partial<RigidRules>): Promise<number> {
  const { estimate } = await labelled(pair, change)
  let [sum, count] = [0, 0]
  for (let i = 0; i < pair.sweep0.count; i++) {
    if (pair.truth.instance[i] !== object) continue
    const off = [0, 1, 2].map(k => (estimate.flow[3 * i + k] as number) - (pair.truth.flow[3 * i + k] as number))
    sum += Math.hypot(...off)
    count++
  }
  expect(count).toBeGreaterThan(500)
  return sum / count
}

describe('motions of what passes beside the sensor', () => {
  it('are over the interval, not between the moments at which the lorry was met in the turn (seed 102)', async () => {
    const pair = await simulatedPair(102, 'av2', 10, { frames: DEFAULT_SIMULATION.frames })
    const lorry = pair.truth.instances.find(({ label, box }) => label === 'BOX_TRUCK' && box.center[1] > 5)
    if (!lorry) throw new Error('the lorry is missing')
    const asMeasured = await errorOf(pair, lorry.id, { overInterval: false })
    const overInterval = await errorOf(pair, lorry.id, {})
    expect(overInterval).toBeLessThan(0.02)
    expect(overInterval).toBeLessThan(0.5 * asMeasured)
  })

  it('lie in the middle of where a long side fits, not on the side that registration came from (seed 102)', async () => {
    const pair = await simulatedPair(102, 'spinning-32', 10, { frames: DEFAULT_SIMULATION.frames })
    const lorry = pair.truth.instances.find(({ label, box }) => label === 'BOX_TRUCK' && box.center[1] < 0)
    if (!lorry) throw new Error('the lorry is missing')
    const asRegistered = await errorOf(pair, lorry.id, { centreFit: false })
    const centred = await errorOf(pair, lorry.id, {})
    expect(centred).toBeLessThan(0.8 * asRegistered)
  })
})

/** Points of a true object above the ground: how many there are, in any object, and in each object. */
function sharesOf({ truth, sweep0 }: SimulatedPair, object: number, instance: Int32Array) {
  const shares = new Map<number, number>()
  let count = 0
  for (let i = 0; i < sweep0.count; i++) {
    if (truth.instance[i] !== object) continue
    count++
    const id = instance[i] as number
    if (id >= FIRST_INSTANCE) shares.set(id, (shares.get(id) ?? 0) + 1)
  }
  const parts = [...shares.values()].sort((a, b) => b - a)
  return { count, parts, found: parts.reduce((sum, part) => sum + part, 0) }
}

describe('a far car', () => {
  const carAt = (pair: SimulatedPair, metres: number) => {
    const car = pair.truth.instances.find(
      ({ box, pointCount }) => pointCount > 60 && Math.abs(Math.hypot(box.center[0], box.center[1]) - metres) < 2,
    )
    if (!car) throw new Error('the car is missing')
    return car.id
  }

  it('is one object although its nose and its side are clusters of their own (seed 110)', async () => {
    const pair = await simulatedPair(110, 'av2', 10, { frames: DEFAULT_SIMULATION.frames })
    const object = carAt(pair, 42)
    const alone = sharesOf(pair, object, (await labelled(pair, { adoptFragments: false })).estimate.instance)
    const whole = sharesOf(pair, object, (await labelled(pair, {})).estimate.instance)
    expect(alone.parts.length).toBeGreaterThan(1)
    expect(whole.parts).toHaveLength(1)
  })

  it('has its lowest returns too, which the threshold of the ground takes (seed 102)', async () => {
    const pair = await simulatedPair(102, 'av2', 0, { frames: 2 })
    const object = carAt(pair, 54)
    const without = sharesOf(pair, object, (await labelled(pair, { joinLowPoints: false })).estimate.instance)
    const result = await labelled(pair, {})
    const found = sharesOf(pair, object, result.estimate.instance)
    expect(found.found).toBeGreaterThan(without.found + 5)
    // And nothing of the road: what is called ground and moves belongs to something that moves.
    let wrong = 0
    for (let i = 0; i < pair.sweep0.count; i++)
      if (
        result.ground0[i] === 1 &&
        (result.estimate.instance[i] as number) >= FIRST_INSTANCE &&
        pair.truth.instance[i] === 0
      )
        wrong++
    expect(wrong).toBeLessThan(15)
  })
})
