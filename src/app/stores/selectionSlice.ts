import type { PickedPoint } from '#viewer/contract.ts'
import type { SetState } from './slice.ts'

export interface SelectionSlice {
  readonly picked: PickedPoint | null
  /** Instance id in the first pane's estimate of the shown frame. */
  readonly selectedInstance: number | null
  pick(picked: PickedPoint | null): void
  selectInstance(instance: number | null): void
}

export function createSelectionSlice(set: SetState): SelectionSlice {
  return {
    picked: null,
    selectedInstance: null,
    pick: picked => set(picked ? { picked, sideTab: 'pick' } : { picked: null }),
    selectInstance: selectedInstance => set({ selectedInstance }),
  }
}
