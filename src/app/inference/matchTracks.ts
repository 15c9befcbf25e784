import type { Estimate } from '#model/sweep/estimate.ts'
import { sameObjects } from '../view/matchObject.ts'

/** Where the numbers of objects that the labels do not have begin. */
const OWN_TRACKS = 100_000

/** Objects that the labels have too take their tracks, which stay over the sequence: number and colour stay with the object. */
export function withTracksOf(prediction: Estimate, labels: Estimate): Estimate {
  const same = sameObjects(prediction, labels)
  const taken = new Set<number>()
  const instances = prediction.instances.map(instance => {
    const known = same.get(instance.id)
    const track = known && !taken.has(known.track) ? known.track : OWN_TRACKS + instance.id
    taken.add(track)
    return { ...instance, track }
  })
  return { ...prediction, instances }
}
