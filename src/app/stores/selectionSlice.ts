import type { PointVotes } from '#model/coarse/rayCasting/explainVotes.ts'
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
  /** Which rays voted for the picked point, once they are known; by the label that is shown. */
  readonly votes: PointVotes | null
  /** Place in `votes.votes` of the ray that is pointed at in the list. */
  readonly pointedVote: number | null
  /** Emphasised in every pane that has the same object, and followed by the camera. */
  readonly selectedInstance: SelectedObject | null
  /** Cluster of the current label whose motion is looked at: its box is marked in the view, its row in the table. */
  readonly inspectedCluster: number | null
  pick(picked: PickedPoint | null): void
  selectInstance(selected: SelectedObject | null): void
  inspectCluster(cluster: number | null): void
  pointAtVote(vote: number | null): void
}

export function createSelectionSlice(set: SetState): SelectionSlice {
  return {
    picked: null,
    votes: null,
    pointedVote: null,
    selectedInstance: null,
    inspectedCluster: null,
    pick: picked => set(picked ? { picked, sideTab: 'pick', rightOpen: true } : { picked: null }),
    selectInstance: selectedInstance => set({ selectedInstance }),
    inspectCluster: inspectedCluster => set({ inspectedCluster }),
    pointAtVote: pointedVote => set({ pointedVote }),
  }
}
