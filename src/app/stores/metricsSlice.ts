import type { MeasuredObject } from '#model/evaluation/objectErrors.ts'
import type { TrackingMetrics } from '#model/evaluation/trackingMetrics.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { EvaluationSummary, MeasuredFrame } from '#workers/contract.ts'
import { curveLook, rankedFrames } from '../metrics/chosenCurve.ts'
import { type DisagreementMetric, isDisagreement } from './disagreementSlice.ts'
import type { GetState, SetState } from './slice.ts'

export interface FrameMetrics {
  /** ShownFrame.key of the frame that was measured. */
  readonly frameKey: string
  readonly bySource: Readonly<Partial<Record<EstimateSource, EvaluationSummary>>>
  /** Each true object as each source meets it. */
  readonly objects: Readonly<Partial<Record<EstimateSource, readonly MeasuredObject[]>>>
}

/** What each source gives on one pair. */
export type PairMeasurements = Readonly<Partial<Record<EstimateSource, MeasuredFrame>>>

/** Of the open sequence, pooled over its labelled pairs that have truth. */
export interface SequenceMetrics {
  readonly labelled: number
  readonly measured: number
  readonly bySource: Readonly<Partial<Record<EstimateSource, EvaluationSummary>>>
  /** Of the pseudo-labels; null while measured pairs do not follow one another. */
  readonly tracking: { readonly all: TrackingMetrics; readonly moving: TrackingMetrics } | null
  /** Each measured pair, by position. */
  readonly frames: ReadonlyMap<number, PairMeasurements>
}

export const CURVE_METRICS = [
  'three-way',
  'foreground-dynamic',
  'foreground-static',
  'background-static',
  'accuracy-strict',
  'accuracy-relaxed',
  'angle',
  'bucketed',
  'dynamic-iou',
  'dynamic-precision',
  'dynamic-recall',
  'moving-pq',
  'moving-ap',
  'moving-f1',
  'moving-miou',
  'all-pq',
  'all-ap',
] as const
export type CurveMetric = (typeof CURVE_METRICS)[number]

/** What the timeline can draw: a metric of one estimate against truth, or of two estimates against each other. */
export type CurveChoice = CurveMetric | DisagreementMetric

export const DEFAULT_CURVE = { curveMetric: 'three-way', curveSource: 'pseudo-labels' } as const

export interface MetricsSlice {
  readonly frameMetrics: FrameMetrics | null
  readonly evaluating: boolean
  readonly sequenceMetrics: SequenceMetrics | null
  /** Drawn over the timeline. */
  readonly curveMetric: CurveChoice
  /** Whose values the curve shows, when it is one against truth. */
  readonly curveSource: EstimateSource
  /** Where the last step among the worst frames went; from there the next one goes on. */
  readonly worstPosition: number | null
  setCurveSource(source: EstimateSource): void
  /** Goes to the next worst frame by the curve, the worst first; `by` -1 = back. */
  stepWorst(by: 1 | -1): void
  setCurveMetric(metric: CurveChoice): void
}

export function createMetricsSlice(set: SetState, get: GetState): MetricsSlice {
  return {
    frameMetrics: null,
    evaluating: false,
    sequenceMetrics: null,
    ...DEFAULT_CURVE,
    worstPosition: null,
    setCurveMetric: curveMetric => set({ curveMetric, disagreementStopped: false, worstPosition: null }),
    setCurveSource: curveSource => set({ curveSource, worstPosition: null }),
    stepWorst: by => {
      const { curveMetric, worstPosition, position, announce, setPlaying } = get()
      const ranking = rankedFrames(get())
      if (ranking.length === 0) {
        announce(
          isDisagreement(curveMetric)
            ? 'No frame of this sequence has both estimates yet.'
            : 'No frame of this sequence is measured yet: worst frames need truth and labels, or a curve of disagreement.',
        )
        return
      }
      const here = worstPosition === position ? ranking.findIndex(frame => frame.position === position) : -1
      const rank = here < 0 && by < 0 ? ranking.length - 1 : (here + by + ranking.length) % ranking.length
      const next = ranking[rank]
      if (!next) return
      setPlaying(false)
      get().setPosition(next.position)
      set({ worstPosition: next.position })
      const { label } = curveLook(curveMetric)
      announce(`Frame ${next.position + 1}: ${label} ${next.value.toFixed(3)}, number ${rank + 1} of ${ranking.length}`)
    },
  }
}
