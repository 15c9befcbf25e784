import type { StudioErrorDetails } from '#model/error/studioError.ts'
import type { Estimate, EstimateSource } from '#model/sweep/estimate.ts'
import type { ShownFrame } from '../stores/frameSlice.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'
import type { StudioState } from '../stores/studioState.ts'

/** What estimates are taken from. */
export type EstimateOrigins = Pick<StudioState, 'shown' | 'currentLabel' | 'currentPrediction' | 'currentNoisy'>

interface Circumstances extends Pick<StudioState, 'labellingStatus'> {
  readonly isModelLoading: boolean
  /** Of the model or of the prediction. */
  readonly networkError: StudioErrorDetails | null
  readonly frame: ShownFrame | null
  readonly label: PairLabel | null
  readonly isLastSweep: boolean
  /** A single sweep: there is no next one anywhere. */
  readonly isAlone: boolean
}

export interface EstimateSourceEntry {
  readonly id: EstimateSource
  readonly label: string
  readonly explanation: string
  readonly pick: (origins: EstimateOrigins) => Estimate | null
  /** Why there is nothing to see, in the user's words. */
  readonly whyEmpty: (now: Circumstances) => string
}

const ALONE = 'A single sweep: drop two together to see motion.'
const LAST = 'This is the last sweep: motion needs a next one.'

function whyNotLabelled({ isLastSweep, isAlone, labellingStatus, frame }: Circumstances): string {
  if (!frame) return 'No sweep is loaded yet.'
  if (isAlone) return ALONE
  if (isLastSweep) return LAST
  switch (labellingStatus) {
    case 'paused':
      return 'Labelling is paused. Resume it in the timeline to compute this pair.'
    case 'cancelled':
      return 'Labelling was stopped. Start it in the timeline to compute this pair.'
    default:
      return 'Motion and instances of this pair are being computed.'
  }
}

function whyNotPredicted(now: Circumstances): string {
  if (!now.label) return whyNotLabelled(now)
  if (now.networkError) return `${now.networkError.message} The Network tab can try again.`
  return now.isModelLoading ? 'The network is being loaded and warmed up.' : 'The network is at work on this pair.'
}

/** Everything that can be put in a pane. A new kind of Estimate is one more entry. */
export const ESTIMATE_SOURCES: readonly EstimateSourceEntry[] = [
  {
    id: 'pseudo-labels',
    label: 'Pseudo-labels',
    explanation: 'Coarse stage: ground, ego motion, ray casting, DBSCAN and rigid motion',
    pick: ({ currentLabel }) => currentLabel?.estimate ?? null,
    whyEmpty: whyNotLabelled,
  },
  {
    id: 'prediction',
    label: 'Prediction',
    explanation: 'The network: flow and instances refined step by step, with the pseudo-labels as context or alone',
    pick: ({ shown, currentPrediction: prediction }) =>
      prediction && prediction.frameKey === shown?.key ? prediction.shown : null,
    whyEmpty: whyNotPredicted,
  },
  {
    id: 'polished',
    label: 'Polished prediction',
    explanation: 'The prediction with one rigid motion for each of its objects, improved against the next sweep',
    pick: ({ shown, currentPrediction: prediction }) =>
      prediction && prediction.frameKey === shown?.key ? prediction.polished : null,
    whyEmpty: whyNotPredicted,
  },
  {
    id: 'ego-motion',
    label: 'Ego motion only',
    explanation: 'Every point static: what remains is the baseline',
    pick: ({ currentLabel }) => currentLabel?.layers?.egoEstimate ?? null,
    whyEmpty: whyNotLabelled,
  },
  {
    id: 'noisy',
    label: 'With noise',
    explanation: 'The pseudo-labels with errors put into them: what and how much is set in the Method tab',
    pick: ({ shown, currentNoisy: noisy }) => (noisy && noisy.frameKey === shown?.key ? noisy.estimate : null),
    whyEmpty: now => (now.label ? 'Noise is being put into the pseudo-labels.' : whyNotLabelled(now)),
  },
  {
    id: 'truth',
    label: 'Truth',
    explanation: 'Flow and instances from annotations or from the simulator',
    pick: ({ shown }) => shown?.truth ?? null,
    whyEmpty: ({ frame, isLastSweep, isAlone }) => {
      if (isAlone) return ALONE
      if (isLastSweep) return LAST
      return frame?.truthPending ? 'Truth is loading.' : 'These files hold no annotations for this pair.'
    },
  },
]

export function estimateSource(id: EstimateSource): EstimateSourceEntry | null {
  return ESTIMATE_SOURCES.find(entry => entry.id === id) ?? null
}

export function estimatesOf(origins: EstimateOrigins): Partial<Record<EstimateSource, Estimate | null>> {
  return Object.fromEntries(ESTIMATE_SOURCES.map(entry => [entry.id, entry.pick(origins)]))
}
