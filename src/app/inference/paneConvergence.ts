import { type Convergence, remainingAfter, SETTLED_METRES, settledAfter } from '#model/network/convergence.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { ConvergenceKind, PaneConvergence } from '#viewer/contract.ts'
import { seenPanes } from '../stores/comparisonSlice.ts'
import type { PairPrediction } from '../stores/inferenceSlice.ts'
import type { StudioState } from '../stores/studioState.ts'

/** Made once for a prediction: the viewer knows arrays by their identity. */
const made = new WeakMap<Convergence, Map<string, Float32Array>>()

function valuesOf(convergence: Convergence, of: ConvergenceKind, after: number): Float32Array {
  const known = made.get(convergence) ?? new Map<string, Float32Array>()
  made.set(convergence, known)
  const name = of === 'settled' ? of : `${of} ${after}`
  const values =
    known.get(name) ??
    (of === 'settled' ? settledAfter(convergence, SETTLED_METRES) : remainingAfter(convergence, after))
  known.set(name, values)
  return values
}

export function isRefined(source: EstimateSource): boolean {
  return source === 'prediction' || source === 'polished'
}

/** Of the frame on screen. */
export function shownPrediction({
  shown,
  currentPrediction: prediction,
}: Pick<StudioState, 'shown' | 'currentPrediction'>): PairPrediction | null {
  return prediction && prediction.frameKey === shown?.key ? prediction : null
}

/** What a pane is coloured by; null for what knows no iterations. */
export function paneConvergence(
  { convergence, iteration }: PairPrediction,
  source: EstimateSource,
  of: ConvergenceKind,
): PaneConvergence | null {
  const { iterations } = convergence
  if (!isRefined(source) || iterations === 0) return null
  // After the last iteration nothing is left to move: its own step is what can be seen.
  const after = Math.min(source === 'prediction' ? (iteration ?? iterations) : iterations, iterations - 1)
  return { of, iterations, after, toleranceMetres: SETTLED_METRES, values: valuesOf(convergence, of, after) }
}

/** Why no pane can be coloured by convergence; null when one can. */
export function whyNoConvergence(
  state: Pick<StudioState, 'shown' | 'currentPrediction' | 'panes' | 'comparison' | 'flickering'>,
): string | null {
  if (!seenPanes(state).panes.some(({ source }) => isRefined(source)))
    return 'Put the network’s prediction in a pane first'
  return shownPrediction(state) ? null : 'The network has not run on this pair yet'
}
