import type { SensorClass } from '../sweep/sequence.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { Transform } from '../sweep/transform.ts'
import type { CoarseParameters } from './parameters.ts'
import type { Expectations } from './sequence/expectations.ts'

export interface CoarseInput {
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  /** Ego motion from given poses; null = it is estimated. Checked either way. */
  readonly givenSweep1FromSweep0: Transform<'sweep1', 'sweep0'> | null
  /** Ego motion of the pair before, when known: a good start for the estimation. */
  readonly previousSweep1FromSweep0: Transform<'sweep1', 'sweep0'> | null
  /** Other sweeps of the sequence (before and after) with known poses: more rays, more evidence. May be empty. */
  readonly context: readonly ContextSweep[]
  readonly intervalSeconds: number
  readonly sensorClass: SensorClass
  readonly parameters: CoarseParameters
  /** What the pairs before and after say of this one. */
  readonly expectations?: Expectations | undefined
}

export interface ContextSweep {
  readonly sweep: Sweep
  /** Takes the context sweep's points into sweep 0's frame. */
  readonly sweep0FromContext: Transform<'sweep0', 'context'>
}
