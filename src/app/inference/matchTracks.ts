import type { Estimate } from '#model/sweep/estimate.ts'
import { counterpartId } from '../compare/comparedPairs.ts'
import { underTrack } from '../labelling/underTrack.ts'

/** Where the numbers of objects that the labels do not have begin. */
export const OWN_TRACKS = 100_000

/** The name of what only the network sees. */
export const ONLY_PREDICTED = 'Only predicted'

/** Objects that the labels have too take their tracks, which stay over the sequence: number and colour stay with the object. */
export function withTracksOf(prediction: Estimate, labels: Estimate): Estimate {
  const tracks = new Map(labels.instances.map(({ id, track }) => [id, track]))
  const instances = prediction.instances.map(instance => {
    const known = counterpartId(prediction, labels, instance.id)
    const track = tracks.get(known ?? -1)
    // A number of its own frame alone would be taken for that of an object of the labels.
    return track === undefined
      ? { ...instance, track: OWN_TRACKS + instance.id, label: ONLY_PREDICTED }
      : underTrack(instance, track)
  })
  return { ...prediction, instances }
}
