import { describe, expect, it } from 'vitest'
import { DEFAULT_SIMULATION } from '../../simulator/options.ts'
import { runCoarseStage } from '../coarseStage.ts'
import { defaultParameters, type RigidRules } from '../parameters.ts'
import { type SimulatedPair, simulatedPair } from '../simulatedPair.fixture.ts'

/** Mean end-point error of one true object's points, metres, with some rules switched. */
async function errorOf(pair: SimulatedPair, object: number, change: Partial<RigidRules>): Promise<number> {
  const defaults = defaultParameters(pair.sensorClass)
  const rules = { ...defaults.rigidMotion.rules, ...change }
  const { estimate } = await runCoarseStage({
    ...pair,
    givenSweep1FromSweep0: pair.truth.sweep1FromSweep0,
    previousSweep1FromSweep0: null,
    context: [],
    parameters: { ...defaults, rigidMotion: { ...defaults.rigidMotion, rules } },
  })
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
