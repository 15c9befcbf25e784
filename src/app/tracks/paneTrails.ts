import type { EstimateSource } from '#model/sweep/estimate.ts'
import { everMoves } from '#model/tracks/objectTracks.ts'
import { type Trail, type TrailOptions, trailsAt } from '#model/tracks/trails.ts'
import { frameCount } from '../stores/frameSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import type { SequenceTracks } from '../stores/tracksSlice.ts'

/** The trails of what one estimate tracks, as seen from a frame. */
export function paneTrails(tracks: SequenceTracks, source: EstimateSource, options: TrailOptions): readonly Trail[] {
  return trailsAt(tracks.bySource[source] ?? [], tracks.places, options)
}

/** What stands in the way of trails, or must be known to read them; null when nothing does. */
export function trailRemark(state: StudioState): string | null {
  const { tracks, shown, panes } = state
  if (!shown) return null
  if (frameCount(state) < 3) return 'Trails need three sweeps or more: an object has to be seen in two pairs.'
  if (tracks?.sequenceId !== shown.sequenceId) return 'The objects of this sequence are being gathered.'
  const place = tracks.places[shown.position]
  const isLast = shown.position === frameCount(state) - 1
  if (!place && tracks.placedBy === 'poses')
    return 'This frame has no pose: nobody knows where the others lie from here.'
  if (!place)
    return isLast
      ? 'This is the last sweep: nothing is tracked here.'
      : 'No poses are used, and the ego motion of this pair is not known or not to be trusted: nobody knows where other frames lie from here.'
  if (panes.every(({ source }) => source === 'noisy' || source === 'ego-motion'))
    return 'The estimate in view is known for one pair at a time: it leaves no trails.'
  const moving = panes.some(({ source }) =>
    tracks.bySource[source]?.some(track => track.positions.length > 1 && everMoves(track)),
  )
  if (!moving)
    return 'Nothing that moves is tracked over two pairs yet: trails grow as pairs are labelled or predicted.'
  if (tracks.placedBy === 'labels')
    return 'No poses are used: frames are placed by the ego motion of the labels, as far as these follow one another.'
  return null
}
