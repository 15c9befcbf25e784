import type { Estimate } from '#model/sweep/estimate.ts'
import { counterpartId } from '../compare/comparedPairs.ts'

/** Where the numbers of objects that the labels do not have begin. */
export const OWN_TRACKS = 100_000

/** Objects that the labels have too take their tracks, which stay over the sequence: number and colour stay with the object. */
export function withTracksOf(prediction: Estimate, labels: Estimate): Estimate {
  const tracks = new Map(labels.instances.map(({ id, track }) => [id, track]))
  const instances = prediction.instances.map(instance => {
    const known = counterpartId(prediction, labels, instance.id)
    return { ...instance, track: tracks.get(known ?? -1) ?? OWN_TRACKS + instance.id }
  })
  return { ...prediction, instances }
}
