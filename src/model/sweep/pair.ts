import type { Sweep } from './sweep.ts'
import type { Transform } from './transform.ts'

/** Two sweeps to compare: what the coarse stage, the network and the evaluation take. */
export interface SweepPair {
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  /** Ego motion E = inv(worldFromSweep1) * worldFromSweep0 from given poses; null = to be estimated. */
  readonly givenSweep1FromSweep0: Transform<'sweep1', 'sweep0'> | null
  readonly intervalSeconds: number
}
