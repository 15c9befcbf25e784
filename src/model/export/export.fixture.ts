import { egoMotionEstimate } from '../coarse/pseudoLabels.ts'
import { DEFAULT_SIMULATION, type SimulatedSensor } from '../simulator/options.ts'
import { openSimulatedStreet } from '../simulator/simulatedStreet.ts'
import type { Estimate } from '../sweep/estimate.ts'
import { fromYaw } from '../sweep/transform.ts'
import type { ExportFrame } from './exportFrame.ts'

/** A pair of a simulated street with its truth as the estimate, and a confidence that truths have none of. */
export async function streetFrame(
  seed: number,
  sensor: SimulatedSensor = 'spinning-32',
  index = 0,
): Promise<ExportFrame> {
  const street = openSimulatedStreet({ ...DEFAULT_SIMULATION, sensor, seed, frames: 4 })
  const sweep0 = await street.readSweep(index)
  const sweep1 = await street.readSweep(index + 1)
  const truth = await street.readTruth(index, index + 1)
  if (!truth) throw new Error('a street without truth')
  const confidence = truth.dynamic.map((_, i) => Math.fround((i % 100) / 100))
  return {
    sequence: `street-${seed}`,
    index,
    sweep0,
    sweep1,
    estimate: { ...truth, confidence },
    ground0: truth.ground,
  }
}

/** A handful of points far from the origin, shifted as readers do, with numbers that no rounding leaves alone. */
export function shiftedFrame(): ExportFrame {
  const positions = Float32Array.of(0.1, -2.3, 1.7, 12.345678, 5.4321, -0.25, -40.03125, 3.3, 0.01)
  const sweep = (shift: readonly [number, number, number], timestampNanoseconds: bigint) => ({
    id: `far ${timestampNanoseconds}`,
    name: `far ${timestampNanoseconds}`,
    count: 3,
    positions,
    originShift: shift,
    frame: 'ego' as const,
    timestampNanoseconds,
    fields: [],
    roles: {},
    pose: null,
    lidars: [{ name: 'lidar', origin: [0, 0, 0] as const, rings: null }],
    egoFromSensor: null,
    sourceRows: null,
  })
  const still: Estimate = egoMotionEstimate(positions, fromYaw(0.02, [-1.1, 0.03, 0]), 0.1)
  const estimate: Estimate = {
    ...still,
    instance: Int32Array.of(0, 1, 7),
    dynamic: Float32Array.of(0, 0.75, 1),
    valid: Uint8Array.of(1, 1, 0),
  }
  const start = 1_700_000_000_000_000_000n
  return {
    sequence: 'far away',
    index: 3,
    sweep0: sweep([500_001, 5_400_002, 100], start),
    sweep1: sweep([500_011, 5_400_002, 100], start + 100_000_000n),
    estimate,
    ground0: Uint8Array.of(0, 1, 0),
  }
}
