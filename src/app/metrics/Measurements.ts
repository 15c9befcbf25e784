import type { EvaluationJob } from '#model/evaluation/summary.ts'
import type { MeasuredFrame, StudioWorkers } from '#workers/contract.ts'

/** An estimate is known by its flow: tracks may be renumbered without changing what is measured. */
type Measured = { readonly id: string; result: MeasuredFrame | null }

/** Every estimate is measured once, whoever asks. */
export class Measurements {
  readonly #evaluation: StudioWorkers['evaluation']
  readonly #known = new WeakMap<Float32Array, Measured>()
  #next = 1

  constructor(evaluation: StudioWorkers['evaluation']) {
    this.#evaluation = evaluation
  }

  /** @throws StudioError `cancelled`, or why the estimate cannot be measured */
  async of(job: EvaluationJob, signal: AbortSignal): Promise<MeasuredFrame> {
    const entry = this.#entry(job.estimate.flow)
    entry.result ??= await this.#evaluation.measure(entry.id, job, { signal })
    return entry.result
  }

  known(flow: Float32Array): MeasuredFrame | null {
    return this.#known.get(flow)?.result ?? null
  }

  idOf(flow: Float32Array): string {
    return this.#entry(flow).id
  }

  forget(flow: Float32Array): void {
    this.#known.delete(flow)
  }

  #entry(flow: Float32Array): Measured {
    const known = this.#known.get(flow)
    if (known) return known
    const entry: Measured = { id: String(this.#next++), result: null }
    this.#known.set(flow, entry)
    return entry
  }
}
