import type { CoarseResult, FoundClusters } from '#model/coarse/coarseResult.ts'
import type { CoarseParameters } from '#model/coarse/parameters.ts'
import type { StudioErrorDetails } from '#model/error/studioError.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { SetState } from './slice.ts'

type Layers = Pick<CoarseResult, 'ground0' | 'ground1' | 'evidence0' | 'evidence1' | 'cluster0' | 'egoEstimate'>

/** What the coarse stage said of one pair. */
export interface PairLabel {
  readonly key: string
  readonly parameters: CoarseParameters
  /** Tracks assigned over the sequence. */
  readonly estimate: Estimate
  readonly egoMotion: CoarseResult['egoMotion']
  readonly motions: CoarseResult['motions']
  readonly timings: CoarseResult['timings']
  /** Positions of the other sweeps that were used as evidence: a run with other parameters uses the same. */
  readonly context: readonly number[]
  /** Null when dropped to save memory; computed again when the pair is looked at. */
  readonly layers: Layers | null
}

/** Clusters of the shown pair under new parameters, while its motions are still those of the old ones. */
export interface LiveClusters extends FoundClusters {
  /** PairLabel.key. */
  readonly key: string
  readonly parameters: CoarseParameters
}

export type LabellingStatus = 'idle' | 'running' | 'paused' | 'cancelled' | 'done'

export interface ActiveLabelling {
  readonly position: number
  readonly stage: string
  /** 0..1. */
  readonly fraction: number
}

export interface LabellingSlice {
  readonly labellingStatus: LabellingStatus
  readonly labelled: number
  readonly labellable: number
  /** Pairs that find no room in the label budget; labelled when looked at. */
  readonly labelsBeyondBudget: number
  readonly activeLabelling: readonly ActiveLabelling[]
  /** Of the pair at the current position; may be stale while a newer one is computed. */
  readonly currentLabel: PairLabel | null
  readonly currentLabelStale: boolean
  /** Newer than the current label, which then is stale; else null. */
  readonly liveClusters: LiveClusters | null
  readonly failedPairs: readonly { readonly position: number; readonly error: StudioErrorDetails }[]
  /** The user's wish; the engine follows it. */
  readonly labellingWish: 'run' | 'pause' | 'cancel'
  wishLabelling(wish: 'run' | 'pause' | 'cancel'): void
  readonly labellingRetries: number
  retryLabelling(): void
}

export function createLabellingSlice(set: SetState): LabellingSlice {
  return {
    labellingStatus: 'idle',
    labelled: 0,
    labellable: 0,
    labelsBeyondBudget: 0,
    activeLabelling: [],
    currentLabel: null,
    currentLabelStale: false,
    liveClusters: null,
    failedPairs: [],
    labellingWish: 'run',
    wishLabelling: labellingWish => set({ labellingWish }),
    labellingRetries: 0,
    retryLabelling: () => set(state => ({ labellingRetries: state.labellingRetries + 1 })),
  }
}
