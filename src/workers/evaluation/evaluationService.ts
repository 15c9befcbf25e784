import { evaluateEstimate } from '#model/evaluation/evaluateEstimate.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { EvaluationJob, EvaluationSummary } from '../contract.ts'

export class EvaluationService {
  async evaluate(job: EvaluationJob, _task: TaskOptions): Promise<EvaluationSummary> {
    return evaluateEstimate(job)
  }
}
