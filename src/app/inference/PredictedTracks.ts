import { trackNumbers } from '#model/coarse/tracking.ts'
import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'
import { counterpartId } from '../compare/comparedPairs.ts'
import { StableTracks } from '../labelling/stableTracks.ts'
import { underTrack } from '../labelling/underTrack.ts'
import type { PlacedPrediction } from './InferenceEngine.ts'

/** Where the numbers of objects that the labels never have begin. */
export const OWN_TRACKS = 100_000
/** Where those begin of what one iteration alone sees. */
const PASSING = 200_000

/** The name of what only the network sees. */
export const ONLY_PREDICTED = 'Only predicted'

/**
 * Numbers of predicted objects over a sequence, while its frames are predicted in any order. Predictions are followed by themselves. An
 * object that the labels have in its frame goes by their number; one that they lost there, by the number that they gave it in most
 * other frames; one that they never have, by a number of its own. Colour and name stay with the object.
 */
export class PredictedTracks {
  readonly #own = new StableTracks(estimates => {
    const numbers = trackNumbers(estimates)
    return estimates.map(
      (estimate, position) => estimate && renumbered(estimate, ({ id }) => numbers[position]?.get(id)),
    )
  })
  readonly #last = new Map<Estimate, Estimate>()
  #asked: readonly PlacedPrediction[] = []
  #answer: readonly PlacedPrediction[] = []

  clear(): void {
    this.#own.clear()
    this.#last.clear()
    this.#asked = []
    this.#answer = []
  }

  /** The same predictions under their numbers; what did not change keeps its identity. */
  of(placed: readonly PlacedPrediction[]): readonly PlacedPrediction[] {
    if (isSame(placed, this.#asked)) return this.#answer
    const byPosition = new Map(placed.map(one => [one.position, one]))
    const length = Math.max(-1, ...byPosition.keys()) + 1
    const raw = Array.from({ length }, (_, position) => byPosition.get(position)?.prediction ?? null)
    const own = this.#own.apply(raw).map(estimate => new Map(estimate?.instances.map(({ id, track }) => [id, track])))
    const given = raw.map((prediction, position) => {
      const labels = byPosition.get(position)?.label.estimate
      return prediction && labels ? tracksIn(prediction, labels) : new Map<number, number>()
    })
    const usual = usualNumbers(own, given)
    this.#answer = placed.map(({ position, label, prediction, polished }) => {
      const taken = new Set(given[position]?.values())
      const numbers = new Map<number, number>()
      for (const { id } of prediction.instances) {
        const track = own[position]?.get(id) ?? id
        const elsewhere = usual.get(track)
        const fallback = elsewhere !== undefined && !taken.has(elsewhere) ? elsewhere : OWN_TRACKS + track
        const number = given[position]?.get(id) ?? fallback
        taken.add(number)
        numbers.set(id, number)
      }
      const numbered = this.#kept(prediction, ({ id }) => numbers.get(id))
      return { position, label, prediction: numbered, polished: this.#kept(polished, numberedLike(polished, numbered)) }
    })
    this.#asked = placed
    for (const known of this.#last.keys())
      if (!placed.some(({ prediction, polished }) => prediction === known || polished === known))
        this.#last.delete(known)
    return this.#answer
  }

  #kept(estimate: Estimate, numberOf: (instance: EstimateInstance) => number | undefined): Estimate {
    const before = this.#last.get(estimate)
    const now = renumbered(estimate, numberOf)
    const same = before?.instances.every(({ track }, k) => track === now.instances[k]?.track)
    if (before && same) return before
    this.#last.set(estimate, now)
    return now
  }
}

/** Another reading of the same pair under the numbers of its objects: an earlier iteration. */
export function underNumbersOf(estimate: Estimate, numbered: Estimate): Estimate {
  return renumbered(estimate, numberedLike(estimate, numbered))
}

function numberedLike(estimate: Estimate, numbered: Estimate): (instance: EstimateInstance) => number {
  const tracks = tracksIn(estimate, numbered)
  return ({ id }) => tracks.get(id) ?? PASSING + id
}

/** id in `estimate` -> track of the same object in `other`. */
function tracksIn(estimate: Estimate, other: Estimate): Map<number, number> {
  const tracks = new Map(other.instances.map(({ id, track }) => [id, track]))
  const found = new Map<number, number>()
  for (const { id } of estimate.instances) {
    const track = tracks.get(counterpartId(estimate, other, id) ?? -1)
    if (track !== undefined) found.set(id, track)
  }
  return found
}

/** Own track -> the number that the labels gave it in most frames. */
function usualNumbers(
  own: readonly ReadonlyMap<number, number>[],
  given: readonly ReadonlyMap<number, number>[],
): Map<number, number> {
  const votes = new Map<number, Map<number, number>>()
  own.forEach((tracks, position) => {
    for (const [id, track] of tracks) {
      const number = given[position]?.get(id)
      if (number === undefined) continue
      const counts = votes.get(track) ?? new Map<number, number>()
      votes.set(track, counts.set(number, (counts.get(number) ?? 0) + 1))
    }
  })
  return new Map(
    [...votes].map(([track, counts]) => [
      track,
      [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0],
    ]),
  )
}

function renumbered(estimate: Estimate, numberOf: (instance: EstimateInstance) => number | undefined): Estimate {
  const instances = estimate.instances.map(instance => {
    const track = numberOf(instance) ?? instance.track
    return track >= OWN_TRACKS ? { ...instance, track, label: ONLY_PREDICTED } : underTrack(instance, track)
  })
  return { ...estimate, instances }
}

function isSame(a: readonly PlacedPrediction[], b: readonly PlacedPrediction[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, k) => {
      const other = b[k]
      return (
        one.position === other?.position &&
        one.prediction === other.prediction &&
        one.label.estimate === other.label.estimate
      )
    })
  )
}
