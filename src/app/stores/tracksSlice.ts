import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { FramePlace } from '#model/tracks/framePlaces.ts'
import type { ObjectFrames, ObjectTrack } from '#model/tracks/objectTracks.ts'

/** The objects of the open sequence over all that is known of it so far. */
export interface SequenceTracks {
  readonly sequenceId: string
  readonly bySource: Readonly<Partial<Record<EstimateSource, readonly ObjectTrack[]>>>
  /** True objects by position; null where the truth has not been read. */
  readonly truth: ObjectFrames
  /** By position; null where nobody knows how the frame stands to others. */
  readonly places: readonly (FramePlace | null)[]
  /** What the places are from. */
  readonly placedBy: 'poses' | 'labels'
}

export interface TracksSlice {
  readonly tracks: SequenceTracks | null
}

export function createTracksSlice(): TracksSlice {
  return { tracks: null }
}
