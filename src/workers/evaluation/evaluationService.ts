import type { ComparedPoints } from '#model/evaluation/comparison/compared.ts'
import { type Disagreement, disagreementOf } from '#model/evaluation/comparison/disagreement.ts'
import { EvaluationAccumulator } from '#model/evaluation/evaluationAccumulator.ts'
import { measureObjects } from '#model/evaluation/objectErrors.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { EvaluationJob, MeasuredFrame, MeasuredTogether } from '../contract.ts'

/** Frames whose sums are kept: a few kilobytes each. */
const KEPT = 4096

/** Measures frames one by one and keeps their sums, so that any set of them can be put together at once. */
export class EvaluationService {
  readonly #kept = new Map<string, EvaluationAccumulator>()

  async measure(id: string, job: EvaluationJob, _task: TaskOptions): Promise<MeasuredFrame> {
    const accumulator = new EvaluationAccumulator('av2-v1')
    const matches = accumulator.add(job)
    this.#kept.delete(id)
    this.#kept.set(id, accumulator)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break
      this.#kept.delete(oldest)
    }
    return { summary: accumulator.summary(), matches, objects: measureObjects(job, 'av2-v1') }
  }

  /** All of these frames as one data set; those that are not known (any more) are named. */
  async together(ids: readonly string[], _task: TaskOptions): Promise<MeasuredTogether> {
    const whole = new EvaluationAccumulator('av2-v1')
    const missing: string[] = []
    for (const id of ids) {
      const known = this.#kept.get(id)
      if (known) whole.merge(known)
      else missing.push(id)
    }
    return { summary: whole.summary(), missing }
  }

  async disagreement(a: ComparedPoints, b: ComparedPoints, _task: TaskOptions): Promise<Disagreement> {
    return disagreementOf(a, b)
  }
}
