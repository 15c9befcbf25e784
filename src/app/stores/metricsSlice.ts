import type { TrackingMetrics } from '#model/evaluation/trackingMetrics.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { EvaluationSummary } from '#workers/contract.ts'
import type { SetState } from './slice.ts'

export interface FrameMetrics {
  /** ShownFrame.key of the frame that was measured. */
  readonly frameKey: string
  readonly bySource: Readonly<Partial<Record<EstimateSource, EvaluationSummary>>>
}

/** Of the open sequence, pooled over its labelled pairs that have truth. */
export interface SequenceMetrics {
  readonly labelled: number
  readonly measured: number
  readonly bySource: Readonly<Partial<Record<EstimateSource, EvaluationSummary>>>
  /** Of the pseudo-labels; null while measured pairs do not follow one another. */
  readonly tracking: { readonly all: TrackingMetrics; readonly moving: TrackingMetrics } | null
  /** Pseudo-labels of each measured pair, by position. */
  readonly frames: ReadonlyMap<number, EvaluationSummary>
}

export const CURVE_METRICS = ['three-way', 'foreground-dynamic', 'dynamic-iou', 'moving-pq'] as const
export type CurveMetric = (typeof CURVE_METRICS)[number]

export interface MetricsSlice {
  readonly frameMetrics: FrameMetrics | null
  readonly evaluating: boolean
  readonly sequenceMetrics: SequenceMetrics | null
  /** Drawn over the timeline. */
  readonly curveMetric: CurveMetric
  setCurveMetric(metric: CurveMetric): void
}

export function createMetricsSlice(set: SetState): MetricsSlice {
  return {
    frameMetrics: null,
    evaluating: false,
    sequenceMetrics: null,
    curveMetric: 'three-way',
    setCurveMetric: curveMetric => set({ curveMetric }),
  }
}
