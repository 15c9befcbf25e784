import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'
import { isUnderTrack, underTrack } from './underTrack.ts'

/**
 * Sets the instances' `track` over a run of frames; estimates in playing order, null where a frame has none yet. The
 * numbers need mean something only relative to each other.
 */
export type TrackAssigner = (estimates: readonly (Estimate | null)[]) => readonly (Estimate | null)[]

/** Per frame: instance id -> number of its track. */
type FrameTracks = readonly ReadonlyMap<number, number>[]

interface Remembered {
  /** The estimate is known again by its flow, which tracking does not touch. */
  readonly flow: Float32Array
  readonly numbers: ReadonlyMap<number, number>
}

/**
 * Gives tracks numbers that stay while a sequence is labelled in any order: an object keeps the number it was first shown
 * with, even when frames before it are labelled later and its track grows.
 */
export class StableTracks {
  readonly #assign: TrackAssigner
  #shown = new Map<number, Remembered>()
  #next = 1

  constructor(assign: TrackAssigner) {
    this.#assign = assign
  }

  clear(): void {
    this.#shown.clear()
    this.#next = 1
  }

  /** Whether the numbers of this estimate's tracks are those of the sequence, not yet its own ids. */
  has(position: number, { flow }: Estimate): boolean {
    return this.#shown.get(position)?.flow === flow
  }

  /** The estimates with their instances' tracks set; an estimate whose tracks did not change keeps its identity. */
  apply(estimates: readonly (Estimate | null)[]): readonly (Estimate | null)[] {
    const fresh: FrameTracks = this.#assign(estimates).map(
      estimate => new Map(estimate?.instances.map(({ id, track }) => [id, track])),
    )
    const before = new Map<number, Map<number, number>>()
    estimates.forEach((estimate, position) => {
      const remembered = this.#shown.get(position)
      if (!estimate || remembered?.flow !== estimate.flow) return
      for (const [id, track] of fresh[position] ?? []) {
        const number = remembered.numbers.get(id)
        if (number === undefined) continue
        const votes = before.get(track) ?? new Map<number, number>()
        votes.set(number, (votes.get(number) ?? 0) + 1)
        before.set(track, votes)
      }
    })
    const numberOf = this.#settle(fresh, before)
    const shown = new Map<number, Remembered>()
    const result = estimates.map((estimate, position) => {
      if (!estimate) return null
      const numbers = new Map<number, number>()
      for (const [id, track] of fresh[position] ?? []) numbers.set(id, numberOf.get(track) ?? id)
      shown.set(position, { flow: estimate.flow, numbers })
      return withTracks(estimate, numbers)
    })
    this.#shown = shown
    return result
  }

  /** Each track takes the number that most of its frames were shown with; of two that want the same, the stronger has it. */
  #settle(fresh: FrameTracks, before: ReadonlyMap<number, ReadonlyMap<number, number>>): Map<number, number> {
    const wishes = [...before].flatMap(([track, votes]) =>
      [...votes].map(([number, count]) => ({ track, number, count })),
    )
    wishes.sort((a, b) => b.count - a.count || a.number - b.number || a.track - b.track)
    const numberOf = new Map<number, number>()
    const taken = new Set<number>()
    for (const { track, number } of wishes)
      if (!numberOf.has(track) && !taken.has(number)) {
        numberOf.set(track, number)
        taken.add(number)
      }
    for (const frame of fresh)
      for (const track of frame.values()) if (!numberOf.has(track)) numberOf.set(track, this.#next++)
    return numberOf
  }
}

function withTracks(estimate: Estimate, numbers: ReadonlyMap<number, number>): Estimate {
  const numberOf = ({ id }: EstimateInstance) => numbers.get(id) ?? id
  if (estimate.instances.every(instance => isUnderTrack(instance, numberOf(instance)))) return estimate
  return { ...estimate, instances: estimate.instances.map(instance => underTrack(instance, numberOf(instance))) }
}
