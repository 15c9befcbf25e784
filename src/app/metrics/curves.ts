import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { EvaluationSummary } from '#workers/contract.ts'
import type { CurveMetric, PairMeasurements } from '../stores/metricsSlice.ts'

interface Curve {
  readonly label: string
  readonly group: string
  readonly value: (summary: EvaluationSummary) => number
  /** Which end is bad. */
  readonly worst: 'high' | 'low'
}

const error = (label: string, value: Curve['value']): Curve => ({ label, group: 'Flow (av2-v1)', value, worst: 'high' })
const share = (group: string, label: string, value: Curve['value']): Curve => ({ label, group, value, worst: 'low' })

/** Everything that can be drawn over the timeline, by which frames are ranked. */
export const CURVES: Readonly<Record<CurveMetric, Curve>> = {
  'three-way': error('3-way error, m', ({ epe }) => epe.threeWay),
  'foreground-dynamic': error('Foreground dynamic, m', ({ epe }) => epe.fd),
  'foreground-static': error('Foreground static, m', ({ epe }) => epe.fs),
  'background-static': error('Background static, m', ({ epe }) => epe.bs),
  'accuracy-strict': share('Flow (av2-v1)', 'Accuracy, strict', ({ accuracy }) => accuracy.strict),
  'accuracy-relaxed': share('Flow (av2-v1)', 'Accuracy, relaxed', ({ accuracy }) => accuracy.relax),
  angle: error('Angle error, rad', ({ angleErrorRadians }) => angleErrorRadians),
  bucketed: error('Bucketed normalised error', ({ bucketed }) => bucketed.meanDynamic),
  'dynamic-iou': share('Moving points', 'IoU of moving points', ({ dynamic }) => dynamic.iou),
  'dynamic-precision': share('Moving points', 'Precision of moving points', ({ dynamic }) => dynamic.precision),
  'dynamic-recall': share('Moving points', 'Recall of moving points', ({ dynamic }) => dynamic.recall),
  'moving-pq': share('Moving objects', 'PQ of moving objects', ({ moving }) => moving.pq),
  'moving-ap': share('Moving objects', 'AP of moving objects', ({ moving }) => moving.ap),
  'moving-f1': share('Moving objects', 'F1 of moving objects', ({ moving }) => moving.f1),
  'moving-miou': share('Moving objects', 'mIoU of moving objects', ({ moving }) => moving.miou),
  'all-pq': share('All objects', 'PQ of all objects', ({ instances }) => instances.all.pq),
  'all-ap': share('All objects', 'AP of all objects', ({ instances }) => instances.all.ap),
}

export interface RankedFrame {
  readonly position: number
  readonly value: number
}

/** Positions by a metric of a source, the worst first; frames without a value are left out. */
export function worstFrames(
  frames: ReadonlyMap<number, PairMeasurements>,
  source: EstimateSource,
  metric: CurveMetric,
  count = Number.POSITIVE_INFINITY,
): readonly RankedFrame[] {
  const values = [...frames].map(([position, measured]) => ({
    position,
    value: curveValue(measured, source, metric),
  }))
  return worstFirst(values, CURVES[metric].worst).slice(0, count)
}

/** Frames without a value are left out. */
export function worstFirst(frames: readonly RankedFrame[], worst: 'high' | 'low'): readonly RankedFrame[] {
  return frames
    .filter(frame => Number.isFinite(frame.value))
    .sort((a, b) => (worst === 'high' ? b.value - a.value : a.value - b.value) || a.position - b.position)
}

/** NaN where the source was not measured, or has nothing to average. */
export function curveValue(
  measured: PairMeasurements | undefined,
  source: EstimateSource,
  metric: CurveMetric,
): number {
  const summary = measured?.[source]?.summary
  return summary ? CURVES[metric].value(summary) : Number.NaN
}
