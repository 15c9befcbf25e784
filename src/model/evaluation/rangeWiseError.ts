import { residualSpeed } from './protocol.ts'
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

/** Range-wise EPE (SSF, Khoche et al. 2025), pooled over pairs: not ground, valid, labelled, at any distance. */
export function rangeWiseError(jobs: Iterable<EvaluationJob>): RangeBin[] {
  const bins = RANGE_EDGES.length - 1
  const sums = new Float64Array(2 * bins)
  const counts = new Float64Array(2 * bins)
  for (const job of jobs) {
    const { sweep0, truth, estimate } = job
    const ground = truth.ground ?? job.ground0
    for (let i = 0; i < sweep0.count; i++) {
      if (ground?.[i] === 1 || truth.valid?.[i] === 0 || truth.labelledRegion?.[i] === 0) continue
      const at = (array: Float32Array, k: number) => array[3 * i + k] as number
      const range = Math.hypot(at(sweep0.positions, 0), at(sweep0.positions, 1), at(sweep0.positions, 2))
      const bin = RANGE_EDGES.findIndex((edge, k) => k > 0 && range < edge) - 1
      const cell = 2 * bin + (residualSpeed(job, i) >= DYNAMIC_METRES ? 1 : 0)
      sums[cell] =
        (sums[cell] as number) +
        Math.hypot(
          at(estimate.flow, 0) - at(truth.flow, 0),
          at(estimate.flow, 1) - at(truth.flow, 1),
          at(estimate.flow, 2) - at(truth.flow, 2),
        )
      counts[cell] = (counts[cell] as number) + 1
    }
  }
  return Array.from({ length: bins }, (_, bin) => ({
    fromMetres: RANGE_EDGES[bin] as number,
    toMetres: RANGE_EDGES[bin + 1] as number,
    staticMetres: (sums[2 * bin] as number) / (counts[2 * bin] as number),
    dynamicMetres: (sums[2 * bin + 1] as number) / (counts[2 * bin + 1] as number),
    staticPoints: counts[2 * bin] as number,
    dynamicPoints: counts[2 * bin + 1] as number,
  }))
}
