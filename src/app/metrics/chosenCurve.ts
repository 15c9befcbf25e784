import { DISAGREEMENT_CURVES } from '../compare/disagreementCurves.ts'
import { activeSequence } from '../stores/dataSlice.ts'
import { isDisagreement } from '../stores/disagreementSlice.ts'
import type { CurveChoice } from '../stores/metricsSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { CURVES, curveValue, type RankedFrame, worstFirst } from './curves.ts'

/** Where the values of the chosen curve come from. */
export type CurveOrigins = Pick<StudioState, 'curveMetric' | 'curveSource' | 'sequenceMetrics' | 'disagreements'>

export function curveLook(metric: CurveChoice): {
  readonly label: string
  readonly group: string
  readonly worst: 'high' | 'low'
} {
  return isDisagreement(metric) ? DISAGREEMENT_CURVES[metric] : CURVES[metric]
}

/** Of the chosen curve; NaN where nothing is known. */
export function curveValueAt(origins: CurveOrigins, position: number): number {
  const { curveMetric, curveSource, sequenceMetrics, disagreements } = origins
  if (!isDisagreement(curveMetric)) return curveValue(sequenceMetrics?.frames.get(position), curveSource, curveMetric)
  const disagreement = disagreements.get(position)
  return disagreement ? DISAGREEMENT_CURVES[curveMetric].value(disagreement) : Number.NaN
}

/** Metrics are of sequences with truth; disagreement needs none. */
export function canBeDrawn(metric: CurveChoice, state: StudioState): boolean {
  return isDisagreement(metric) || (activeSequence(state)?.info.frames.some(frame => frame.hasTruth) ?? false)
}

/** Frames in which the estimates of the chosen curve are known, whatever it says of them. */
export function curvePositions({ curveMetric, sequenceMetrics, disagreements }: CurveOrigins): readonly number[] {
  return [...((isDisagreement(curveMetric) ? disagreements : sequenceMetrics?.frames)?.keys() ?? [])]
}

/** The frames of the chosen curve, the worst first. */
export function rankedFrames(origins: CurveOrigins): readonly RankedFrame[] {
  const frames = curvePositions(origins).map(position => ({ position, value: curveValueAt(origins, position) }))
  return worstFirst(frames, curveLook(origins.curveMetric).worst)
}
