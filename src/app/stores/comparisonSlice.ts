import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { GetState, SetState } from './slice.ts'
import type { PaneChoice } from './viewSlice.ts'

/** What estimates are compared with, and how; undone and kept in the address like every setting. */
export interface ComparisonChoices {
  readonly reference: EstimateSource
  /** A single pane shows its estimate left of the divider and the compared one right of it; share of the width, null = off. */
  readonly swipe: number | null
}

/** A cell of a confusion matrix: its points are picked out in the view. Objects are named by track, so that it outlives the frame. */
export type ChosenCell =
  | { readonly kind: 'motion'; readonly a: EstimateSource; readonly b: EstimateSource; readonly code: number }
  | {
      readonly kind: 'object'
      readonly a: EstimateSource
      readonly b: EstimateSource
      /** Null = background. */
      readonly trackA: number | null
      readonly trackB: number | null
    }

export interface ComparisonSlice {
  readonly comparison: ComparisonChoices
  /** The compared estimate stands in for the panes' own. */
  readonly flickering: boolean
  readonly chosenCell: ChosenCell | null
  setReference(reference: EstimateSource): void
  /** Kept inside the view; null ends it. */
  setSwipe(share: number | null): void
  setFlickering(flickering: boolean): void
  chooseCell(cell: ChosenCell | null): void
}

export const DEFAULT_COMPARISON: ComparisonChoices = { reference: 'truth', swipe: null }
/** A sliver is left at each side, so that the divider can be taken hold of. */
const SWIPE_MARGIN = 0.02

export function createComparisonSlice(set: SetState, get: GetState): ComparisonSlice {
  return {
    comparison: DEFAULT_COMPARISON,
    flickering: false,
    chosenCell: null,
    setReference: reference => get().changeSettings('Reference', { comparison: { ...get().comparison, reference } }),
    setSwipe: share => {
      const { comparison, panes } = get()
      const swipe = share === null ? null : Math.min(1 - SWIPE_MARGIN, Math.max(SWIPE_MARGIN, share))
      if (swipe === comparison.swipe) return
      const one = swipe !== null && panes.length > 1 ? { panes: panes.slice(0, 1) } : {}
      get().changeSettings('Swipe', { comparison: { ...comparison, swipe }, ...one }, 'Swipe')
    },
    setFlickering: flickering => set({ flickering }),
    chooseCell: chosenCell => set({ chosenCell }),
  }
}

/** Whom a source is compared with: the reference, or another when it is the reference itself. */
export function comparedWith(source: EstimateSource, { reference }: ComparisonChoices): EstimateSource {
  if (reference !== source) return reference
  return source === 'truth' ? 'pseudo-labels' : 'truth'
}

interface Comparing {
  readonly panes: readonly PaneChoice[]
  readonly comparison: ComparisonChoices
  readonly flickering: boolean
}

export const COMPARED_PANE = 'compared'

/** The panes as they are seen now: the second half of a swipe is one of its own, and flickering swaps whom they show. */
export function seenPanes({ panes, comparison, flickering }: Comparing): {
  readonly panes: readonly PaneChoice[]
  readonly swipe: number | null
} {
  const [first] = panes
  if (first && panes.length === 1 && comparison.swipe !== null) {
    const own = first.source
    const other = comparedWith(own, comparison)
    const [left, right] = flickering ? [other, own] : [own, other]
    return {
      panes: [
        { id: first.id, source: left },
        { id: COMPARED_PANE, source: right },
      ],
      swipe: comparison.swipe,
    }
  }
  if (!flickering) return { panes, swipe: null }
  return { panes: panes.map(({ id, source }) => ({ id, source: comparedWith(source, comparison) })), swipe: null }
}
