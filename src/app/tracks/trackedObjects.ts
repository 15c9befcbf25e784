import type { EstimateInstance, EstimateSource } from '#model/sweep/estimate.ts'
import { everMoves, type ObjectTrack, seenAt } from '#model/tracks/objectTracks.ts'
import { speedCurve, trueTrackOf } from '#model/tracks/speedCurve.ts'
import { ONLY_PREDICTED, OWN_TRACKS } from '../inference/PredictedTracks.ts'
import type { SelectedObject } from '../stores/selectionSlice.ts'
import type { SequenceTracks } from '../stores/tracksSlice.ts'

/** One object of an estimate over the sequence, as lists and charts show it. */
export interface TrackedObject {
  readonly source: EstimateSource
  readonly track: ObjectTrack
  readonly name: string
  /** Its number in the frame that is looked at, or in the nearest one where it was seen. */
  readonly number: number
  /** As it is seen in the frame that is looked at; null when it is not. */
  readonly here: EstimateInstance | null
  readonly fastestMetresPerSecond: number
}

/** What moves in some frame and was seen in at least two, the longest seen first. */
export function trackedObjects(
  tracks: SequenceTracks,
  source: EstimateSource,
  position: number,
): readonly TrackedObject[] {
  return (tracks.bySource[source] ?? [])
    .filter(track => track.positions.length > 1 && everMoves(track))
    .sort((a, b) => b.positions.length - a.positions.length || a.number - b.number)
    .map(track => objectOf(source, track, position))
}

/** The selected object over the sequence; tracks are told apart by the number that they have in the frame looked at. */
export function selectedTrack(
  tracks: SequenceTracks,
  { source, track: number }: SelectedObject,
  position: number,
): TrackedObject | null {
  const all = tracks.bySource[source] ?? []
  const found =
    all.find(track => seenAt(track, position)?.track === number) ??
    all.find(track => track.instances.some(instance => instance.track === number))
  return found ? objectOf(source, found, position) : null
}

function objectOf(source: EstimateSource, track: ObjectTrack, position: number): TrackedObject {
  const nearest = nearestPosition(track, position)
  const number = seenAt(track, nearest)?.track ?? track.number
  const fastest = track.instances.reduce((most, { speedMetresPerSecond: speed }) => Math.max(most, speed), 0)
  return {
    source,
    track,
    number,
    name: nameOf(source, track, number),
    here: seenAt(track, position),
    fastestMetresPerSecond: fastest,
  }
}

function nameOf(source: EstimateSource, { label }: ObjectTrack, number: number): string {
  if (source === 'truth') return `${label} ${number}`
  return number >= OWN_TRACKS ? ONLY_PREDICTED : `Object ${number}`
}

/** Where it was seen, nearest to a position. */
export function nearestPosition({ positions }: ObjectTrack, position: number): number {
  return positions.reduce(
    (best, next) => (Math.abs(next - position) < Math.abs(best - position) ? next : best),
    positions[0] ?? position,
  )
}

export interface SpeedCurves {
  /** By position; NaN where it was not seen. */
  readonly own: readonly number[]
  /** The same of the true object that it follows; null where there is none, or it is the truth itself. */
  readonly truth: { readonly name: string; readonly speeds: readonly number[] } | null
}

/** @param count of the frames */
export function speedCurves(
  tracks: SequenceTracks,
  { source, track }: Pick<TrackedObject, 'source' | 'track'>,
  count: number,
): SpeedCurves {
  const own = speedCurve(track, count)
  if (source === 'truth') return { own, truth: null }
  const number = trueTrackOf(track, tracks.truth)
  const followed = tracks.bySource.truth?.find(candidate => candidate.number === number)
  if (!followed) return { own, truth: null }
  return { own, truth: { name: nameOf('truth', followed, followed.number), speeds: speedCurve(followed, count) } }
}
