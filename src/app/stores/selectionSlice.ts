import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { PickedPoint } from '#viewer/contract.ts'
import type { SetState } from './slice.ts'

/** Sources number their objects each for itself: a track says nothing without its source. */
export interface SelectedObject {
  readonly source: EstimateSource
  readonly track: number
}

export interface SelectionSlice {
  readonly picked: PickedPoint | null
  /** Emphasised in every pane that has the same object, and followed by the camera. */
  readonly selectedInstance: SelectedObject | null
  pick(picked: PickedPoint | null): void
  selectInstance(selected: SelectedObject | null): void
}

export function createSelectionSlice(set: SetState): SelectionSlice {
  return {
    picked: null,
    selectedInstance: null,
    pick: picked => set(picked ? { picked, sideTab: 'pick', rightOpen: true } : { picked: null }),
    selectInstance: selectedInstance => set({ selectedInstance }),
  }
}
