import type { Disagreement } from '#model/evaluation/comparison/disagreement.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { GetState, SetState } from './slice.ts'

/** Curves of two estimates against each other: they need no truth. */
export const DISAGREEMENT_METRICS = [
  'flow-apart',
  'flow-far',
  'moving-labels',
  'object-labels',
  'matched-iou',
  'object-agreement',
] as const
export type DisagreementMetric = (typeof DISAGREEMENT_METRICS)[number]

export interface DisagreementPair {
  readonly a: EstimateSource
  readonly b: EstimateSource
}

export const DEFAULT_DISAGREEMENT_PAIR: DisagreementPair = { a: 'pseudo-labels', b: 'prediction' }

export interface DisagreementSlice {
  readonly disagreementPair: DisagreementPair
  /** By position of the open sequence: where both estimates are known. */
  readonly disagreements: ReadonlyMap<number, Disagreement>
  /** Frames that are being compared; null = none is left. */
  readonly disagreementTask: { readonly done: number; readonly total: number } | null
  readonly disagreementStopped: boolean
  /** Another side that is the other one already swaps the two. */
  setDisagreementSide(side: keyof DisagreementPair, source: EstimateSource): void
  setDisagreementStopped(stopped: boolean): void
}

export function createDisagreementSlice(set: SetState, get: GetState): DisagreementSlice {
  return {
    disagreementPair: DEFAULT_DISAGREEMENT_PAIR,
    disagreements: new Map(),
    disagreementTask: null,
    disagreementStopped: false,
    setDisagreementSide: (side, source) => {
      const { a, b } = get().disagreementPair
      const other = side === 'a' ? b : a
      const kept = source === other ? (side === 'a' ? a : b) : other
      const disagreementPair = side === 'a' ? { a: source, b: kept } : { a: kept, b: source }
      set({ disagreementPair, disagreementStopped: false, worstPosition: null })
    },
    setDisagreementStopped: disagreementStopped => set({ disagreementStopped }),
  }
}

export function isDisagreement(metric: string): metric is DisagreementMetric {
  return DISAGREEMENT_METRICS.some(known => known === metric)
}
