import { endPointError, residualSpeed } from './protocol.ts'
import type { EvaluationJob } from './summary.ts'

/** Bins of distance from the frame's origin (3-D), metres. */
export const RANGE_EDGES: readonly number[] = [0, 35, 50, 75, 100, Number.POSITIVE_INFINITY]
/** A walking person's speed: 1.4 m/s in the 0.1 s of a sweep. */
const DYNAMIC_METRES = 0.14

export interface RangeBin {
  readonly fromMetres: number
  readonly toMetres: number
  /** Mean end-point errors, metres; NaN in an empty bin. */
  readonly staticMetres: number
  readonly dynamicMetres: number
  readonly staticPoints: number
  readonly dynamicPoints: number
}

const BINS = RANGE_EDGES.length - 1

/** Range-wise EPE (SSF, Khoche et al. 2025), pooled over pairs: not ground, valid, labelled, at any distance. */
export class RangeWiseErrorAccumulator {
  /** Per bin: standing, moving. */
  readonly #sums = new Float64Array(2 * BINS)
  readonly #counts = new Float64Array(2 * BINS)

  add(job: EvaluationJob): void {
    const { sweep0, truth, estimate } = job
    const { positions } = sweep0
    const ground = truth.ground ?? job.ground0
    for (let i = 0; i < sweep0.count; i++) {
      if (ground?.[i] === 1 || truth.valid?.[i] === 0 || truth.labelledRegion?.[i] === 0) continue
      const x = positions[3 * i] as number
      const y = positions[3 * i + 1] as number
      const z = positions[3 * i + 2] as number
      const range = Math.sqrt(x * x + y * y + z * z)
      let bin = 0
      while (range >= (RANGE_EDGES[bin + 1] as number)) bin++
      const cell = 2 * bin + (residualSpeed(job, i) >= DYNAMIC_METRES ? 1 : 0)
      this.#sums[cell] = (this.#sums[cell] as number) + endPointError(estimate.flow, truth.flow, i)
      this.#counts[cell] = (this.#counts[cell] as number) + 1
    }
  }

  /** Adds all that another has counted. */
  merge(other: RangeWiseErrorAccumulator): void {
    for (let cell = 0; cell < 2 * BINS; cell++) {
      this.#sums[cell] = (this.#sums[cell] as number) + (other.#sums[cell] as number)
      this.#counts[cell] = (this.#counts[cell] as number) + (other.#counts[cell] as number)
    }
  }

  result(): RangeBin[] {
    const mean = (cell: number) => (this.#sums[cell] as number) / (this.#counts[cell] as number)
    return Array.from({ length: BINS }, (_, bin) => ({
      fromMetres: RANGE_EDGES[bin] as number,
      toMetres: RANGE_EDGES[bin + 1] as number,
      staticMetres: mean(2 * bin),
      dynamicMetres: mean(2 * bin + 1),
      staticPoints: this.#counts[2 * bin] as number,
      dynamicPoints: this.#counts[2 * bin + 1] as number,
    }))
  }
}
