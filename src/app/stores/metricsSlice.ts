import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { EvaluationSummary } from '#workers/contract.ts'

export interface FrameMetrics {
  /** ShownFrame.key of the frame that was measured. */
  readonly frameKey: string
  readonly bySource: Readonly<Partial<Record<EstimateSource, EvaluationSummary>>>
}

export interface MetricsSlice {
  readonly frameMetrics: FrameMetrics | null
  readonly evaluating: boolean
}

export function createMetricsSlice(): MetricsSlice {
  return { frameMetrics: null, evaluating: false }
}
