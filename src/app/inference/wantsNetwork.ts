import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { StudioState } from '../stores/studioState.ts'

export const isPrediction = (source: EstimateSource) => source === 'prediction' || source === 'polished'

/** The model is several megabytes and its predictions cost seconds: nothing of it happens before somebody wants to see one. */
export function wantsNetwork({ panes, comparison, sideTab, rightOpen }: StudioState): boolean {
  const sources = [comparison.reference, ...panes.map(pane => pane.source)]
  return sources.some(isPrediction) || (rightOpen && sideTab === 'network')
}
