import type { EstimateSource } from '#model/sweep/estimate.ts'
import { isDisagreement } from '../stores/disagreementSlice.ts'
import type { StudioState } from '../stores/studioState.ts'

export const isPrediction = (source: EstimateSource) => source === 'prediction' || source === 'polished'

/** The model is several megabytes and its predictions cost seconds: nothing of it happens before somebody wants to see one. */
export function wantsNetwork(state: StudioState): boolean {
  const { panes, comparison, sideTab, rightOpen, curveMetric, disagreementPair: pair, disagreementStopped } = state
  const drawn = isDisagreement(curveMetric) && !disagreementStopped ? [pair.a, pair.b] : []
  const sources = [comparison.reference, ...panes.map(pane => pane.source), ...drawn]
  return sources.some(isPrediction) || state.networkDegradationTask !== null || (rightOpen && sideTab === 'network')
}
