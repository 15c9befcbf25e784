import type { KDistances } from '#model/coarse/kDistances.ts'
import type { ClusteringParameters } from '#model/coarse/parameters.ts'
import type { EvaluationJob, EvaluationSummary } from '#model/evaluation/summary.ts'
import type { Failure, FailureInput } from '#model/failures/failure.ts'
import type { LossJob, LossValues } from '#model/losses/computeLosses.ts'
import type { Noise } from '#model/noise/coarseNoise.ts'
import type { Degradation, DegradationJob } from '#model/noise/degradation.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import type { TaskOptions } from '#model/task/task.ts'

export type { Degradation, DegradationJob, Failure, FailureInput, KDistances, LossJob, LossValues }

export interface KDistanceJob {
  readonly sweep: Sweep
  readonly ground: Uint8Array
  readonly parameters: ClusteringParameters
}

export interface NoiseJob {
  readonly estimate: Estimate
  /** N x 3 of sweep 0. */
  readonly positions: Float32Array
  readonly ground: Uint8Array
  readonly noise: Noise
  readonly seed: number
}

/** What looks into one pair: nothing of it is kept. */
export interface InstrumentsFace {
  losses(job: LossJob, task?: TaskOptions): Promise<LossValues>
  kDistances(job: KDistanceJob, task?: TaskOptions): Promise<KDistances>
  noisy(job: NoiseJob, task?: TaskOptions): Promise<Estimate>
  degradation(job: DegradationJob, task?: TaskOptions): Promise<Degradation>
  /** An estimate against truth (protocol `av2-v1`), for itself: it enters no sum over frames. */
  measure(job: EvaluationJob, task?: TaskOptions): Promise<EvaluationSummary>
  failures(input: FailureInput, task?: TaskOptions): Promise<Failure[]>
}
