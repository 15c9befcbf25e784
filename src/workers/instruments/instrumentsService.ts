import { sensorPlace } from '#model/coarse/ground.ts'
import { K_DISTANCE_POINTS, type KDistances, kDistances } from '#model/coarse/kDistances.ts'
import { evaluateEstimate } from '#model/evaluation/evaluateEstimate.ts'
import type { EvaluationJob, EvaluationSummary } from '#model/evaluation/summary.ts'
import type { Failure, FailureInput } from '#model/failures/failure.ts'
import { recogniseFailures } from '#model/failures/recogniseFailures.ts'
import { computeLosses, type LossJob, type LossValues } from '#model/losses/computeLosses.ts'
import { noisyEstimate } from '#model/noise/coarseNoise.ts'
import { type Degradation, type DegradationJob, degradation } from '#model/noise/degradation.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import { breathe, type TaskOptions } from '#model/task/task.ts'
import type { InstrumentsFace, KDistanceJob, NoiseJob } from './instrumentsContract.ts'

export class InstrumentsService implements InstrumentsFace {
  losses(job: LossJob, task: TaskOptions): Promise<LossValues> {
    return computeLosses(job, task)
  }

  kDistances({ sweep, ground, parameters }: KDistanceJob, task: TaskOptions): Promise<KDistances> {
    return kDistances(sweep.positions, ground, parameters, sensorPlace(sweep), K_DISTANCE_POINTS, task)
  }

  async noisy({ estimate, positions, ground, noise, seed }: NoiseJob, task: TaskOptions): Promise<Estimate> {
    await breathe(task.signal)
    return noisyEstimate(estimate, positions, ground, noise, seed)
  }

  degradation(job: DegradationJob, task: TaskOptions): Promise<Degradation> {
    return degradation(job, task)
  }

  async measure(job: EvaluationJob, task: TaskOptions): Promise<EvaluationSummary> {
    await breathe(task.signal)
    return evaluateEstimate(job)
  }

  failures(input: FailureInput, task: TaskOptions): Promise<Failure[]> {
    return recogniseFailures(input, task)
  }
}
