import type { Truth } from '../sweep/estimate.ts'
import type { InstanceMatch } from './instances.ts'

/** A true object of a frame: the track that it belongs to, and the instance of the estimate that matches it there. */
export interface TrackedObject {
  readonly track: number
  /** Id in the estimate of this frame; null = no instance matches. */
  readonly claimed: number | null
}

/** The objects of one frame that were sought, of all annotated ones and of those that move. */
export interface FrameMatches {
  readonly all: readonly TrackedObject[]
  readonly moving: readonly TrackedObject[]
}

/** How well the objects of an estimate stay what they are over consecutive frames. */
export interface TrackingMetrics {
  /** True tracks that were sought in at least one frame. */
  readonly tracks: number
  /** Times that a true object is matched by another estimated track than when it was matched last (CLEAR MOT). */
  readonly idSwitches: number
  /** Times that a true object is matched again after frames in which it was sought but not matched. */
  readonly fragmentations: number
  /** Of the frames in which a true object is matched: share in which it carries its most frequent estimated track; NaN = none is. */
  readonly idStability: number
}

export function matchesOfFrame(
  truth: Truth,
  all: readonly InstanceMatch[],
  moving: readonly InstanceMatch[],
): FrameMatches {
  const trackOf = new Map(truth.instances.map(({ id, track }) => [id, track]))
  const tracked = ({ object, claimed }: InstanceMatch): TrackedObject => ({
    // An object that the truth does not follow is a track of its own id.
    track: trackOf.get(object) ?? object,
    claimed,
  })
  return { all: all.map(tracked), moving: moving.map(tracked) }
}

/**
 * Id switches and fragmentation over consecutive frames, in order. Matching is per frame, by IoU of points; which instances are
 * one estimated track is told afterwards, since tracks grow while frames are added.
 * @param frames objects of each frame, `FrameMatches.all` or `.moving`
 * @param trackOf estimated track of an instance in a frame (index into `frames`)
 */
export function trackingMetrics(
  frames: readonly (readonly TrackedObject[])[],
  trackOf: (frame: number, instance: number) => number,
): TrackingMetrics {
  const histories = new Map<number, (number | null)[]>()
  frames.forEach((objects, frame) => {
    for (const { track, claimed } of objects) {
      const history = histories.get(track) ?? []
      histories.set(track, history)
      history.push(claimed === null ? null : trackOf(frame, claimed))
    }
  })
  let [idSwitches, fragmentations, matched, stable] = [0, 0, 0, 0]
  for (const history of histories.values()) {
    const frequency = new Map<number, number>()
    let last: number | null = null
    let lost = false
    for (const now of history) {
      if (now === null) {
        lost = last !== null
        continue
      }
      if (lost) fragmentations++
      if (last !== null && now !== last) idSwitches++
      lost = false
      last = now
      frequency.set(now, (frequency.get(now) ?? 0) + 1)
    }
    const counts = [...frequency.values()]
    matched += counts.reduce((sum, count) => sum + count, 0)
    stable += counts.length > 0 ? Math.max(...counts) : 0
  }
  return { tracks: histories.size, idSwitches, fragmentations, idStability: stable / matched }
}
