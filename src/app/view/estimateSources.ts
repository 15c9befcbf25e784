import type { Estimate, EstimateSource } from '#model/sweep/estimate.ts'
import type { ShownFrame } from '../stores/frameSlice.ts'
import type { LabellingStatus, PairLabel } from '../stores/labellingSlice.ts'

interface Circumstances {
  readonly frame: ShownFrame | null
  readonly label: PairLabel | null
  readonly labellingStatus: LabellingStatus
  readonly isLastSweep: boolean
  /** A single sweep: there is no next one anywhere. */
  readonly isAlone: boolean
}

export interface EstimateSourceEntry {
  readonly id: EstimateSource
  readonly label: string
  readonly explanation: string
  readonly pick: (frame: ShownFrame | null, label: PairLabel | null) => Estimate | null
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

/** Everything that can be put in a pane. A new kind of Estimate is one more entry. */
export const ESTIMATE_SOURCES: readonly EstimateSourceEntry[] = [
  {
    id: 'pseudo-labels',
    label: 'Pseudo-labels',
    explanation: 'Coarse stage: ground, ego motion, ray casting, DBSCAN and rigid motion',
    pick: (_frame, label) => label?.estimate ?? null,
    whyEmpty: whyNotLabelled,
  },
  {
    id: 'ego-motion',
    label: 'Ego motion only',
    explanation: 'Every point static: what remains is the baseline',
    pick: (_frame, label) => label?.layers?.egoEstimate ?? null,
    whyEmpty: whyNotLabelled,
  },
  {
    id: 'truth',
    label: 'Truth',
    explanation: 'Flow and instances from annotations or from the simulator',
    pick: frame => frame?.truth ?? null,
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

export function estimatesOf(
  frame: ShownFrame | null,
  label: PairLabel | null,
): Partial<Record<EstimateSource, Estimate | null>> {
  return Object.fromEntries(ESTIMATE_SOURCES.map(entry => [entry.id, entry.pick(frame, label)]))
}
