import type { SimulatedSensor, SimulationOptions } from '../simulator/options.ts'
import { openSimulatedStreet } from '../simulator/simulatedStreet.ts'
import type { Truth } from '../sweep/estimate.ts'
import type { SensorClass } from '../sweep/sequence.ts'
import type { Sweep } from '../sweep/sweep.ts'

export interface SimulatedPair {
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  readonly truth: Truth
  readonly intervalSeconds: number
  readonly sensorClass: SensorClass
}

/** Sweeps `index` and `index + 1` of a street, with noise and rolling shutter unless changed, and the truth between them. */
export async function simulatedPair(
  seed: number,
  sensor: SimulatedSensor,
  index = 3,
  change: Partial<SimulationOptions> = {},
): Promise<SimulatedPair> {
  const street = openSimulatedStreet({ seed, sensor, frames: index + 2, intervalSeconds: 0.1, ...change })
  const sweep0 = await street.readSweep(index)
  const sweep1 = await street.readSweep(index + 1)
  const truth = await street.readTruth(index, index + 1)
  const { intervalSeconds, sensorClass } = street.info
  street.close()
  if (truth === null) throw new Error('a simulated pair has truth')
  return { sweep0, sweep1, truth: truth as Truth, intervalSeconds, sensorClass }
}

/** Distance of a point's true displacement from that of standing still, metres. */
export function residualFlow(truth: Truth, positions: Float32Array, i: number): number {
  const { rotation: r, translation: t } = truth.sweep1FromSweep0
  let squared = 0
  for (let k = 0; k < 3; k++) {
    let still = (t[k] as number) - (positions[3 * i + k] as number)
    for (let j = 0; j < 3; j++) still += (r[3 * k + j] as number) * (positions[3 * i + j] as number)
    squared += ((truth.flow[3 * i + k] as number) - still) ** 2
  }
  return Math.sqrt(squared)
}
