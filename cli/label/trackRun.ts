import { linkInstances } from '#model/coarse/tracking.ts'
import type { EstimateInstance } from '#model/sweep/estimate.ts'
import type { Transform } from '#model/sweep/transform.ts'

/** HDF5 keeps attributes of up to 64 KiB. */
const MOST_CHARACTERS = 60_000

/** What linking needs to know of a pair's objects. */
type TrackedObject = Pick<EstimateInstance, 'id' | 'track' | 'box' | 'moving' | 'speedMetresPerSecond'> & {
  readonly sweep1FromSweep0: { readonly rotation: readonly number[]; readonly translation: readonly number[] }
}

interface State {
  readonly index: number
  readonly intervalSeconds: number
  readonly next: number
  readonly objects: readonly TrackedObject[]
}

type Labelled = Parameters<typeof linkInstances>[0]

/**
 * Numbers objects over the pairs of a sequence, one pair after another: an object keeps its number as long as it is found in
 * consecutive pairs. The state is text, kept in the file, so that a run that goes on later goes on with the same numbers.
 */
export class TrackRun {
  #state: State

  /** @param text what `state` gave; null = from the beginning */
  constructor(text: string | null) {
    this.#state = text === null ? { index: -1, intervalSeconds: 0, next: 1, objects: [] } : (JSON.parse(text) as State)
  }

  /** Track of each instance id of the pair that begins with sweep `index`; a pair left out ends all tracks. */
  number(index: number, estimate: Labelled): ReadonlyMap<number, number> {
    const { index: last, objects, intervalSeconds } = this.#state
    let { next } = this.#state
    const tracks = new Map<number, number>()
    if (last === index - 1) {
      const trackOf = new Map(objects.map(({ id, track }) => [id, track]))
      const before = { ...estimate, intervalSeconds, instances: objects.map(asInstance) }
      for (const { from, to } of linkInstances(before, estimate)) tracks.set(to, trackOf.get(from) ?? next++)
    }
    for (const { id } of estimate.instances) if (!tracks.has(id)) tracks.set(id, next++)
    const kept = estimate.instances.map(instance => asTracked(instance, tracks.get(instance.id) ?? 0))
    this.#state = { index, intervalSeconds: estimate.intervalSeconds, next, objects: kept }
    return tracks
  }

  get state(): string {
    const text = JSON.stringify(this.#state)
    // A run that goes on from too many objects numbers them anew instead of failing.
    return text.length <= MOST_CHARACTERS ? text : JSON.stringify({ ...this.#state, objects: [] })
  }
}

function asTracked(instance: EstimateInstance, track: number): TrackedObject {
  const { id, box, moving, speedMetresPerSecond, sweep1FromSweep0: motion } = instance
  const sweep1FromSweep0 = { rotation: [...motion.rotation], translation: [...motion.translation] }
  return { id, track, box, moving, speedMetresPerSecond, sweep1FromSweep0 }
}

function asInstance({ sweep1FromSweep0: { rotation, translation }, ...object }: TrackedObject): EstimateInstance {
  const sweep1FromSweep0: Transform<'sweep1', 'sweep0'> = {
    rotation: Float64Array.from(rotation),
    translation: Float64Array.from(translation),
  }
  return { ...object, sweep1FromSweep0, label: '', pointCount: 0, confidence: null }
}
