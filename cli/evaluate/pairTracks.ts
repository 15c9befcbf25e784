import { trackNumbers } from '#model/coarse/tracking.ts'
import {
  type FrameMatches,
  type TrackedObject,
  type TrackingMetrics,
  trackingMetrics,
} from '#model/evaluation/trackingMetrics.ts'
import type { Estimate } from '#model/sweep/estimate.ts'

interface MeasuredPair {
  readonly index: number
  readonly matches: FrameMatches
  /** Without its arrays: boxes and motions of the instances are what tracks are made from. */
  readonly estimate: Estimate
}

/** Follows objects over pairs that follow one another: instances are linked by where their motion takes their boxes. */
export class PairTracks {
  readonly #pairs: MeasuredPair[] = []

  add(index: number, matches: FrameMatches, estimate: Estimate): void {
    const none = { flow: new Float32Array(0), instance: new Int32Array(0), dynamic: new Float32Array(0) }
    this.#pairs.push({ index, matches, estimate: { ...estimate, ...none, confidence: null, valid: null } })
  }

  /** Null for fewer than two pairs, and where pairs were left out: what happened between is not known. */
  metrics(): { readonly all: TrackingMetrics; readonly moving: TrackingMetrics } | null {
    const pairs = this.#pairs
    const [first] = pairs
    if (!first || pairs.length < 2 || pairs.some(({ index }, k) => index !== first.index + k)) return null
    const tracks = trackNumbers(pairs.map(({ estimate }) => estimate))
    const trackOf = (frame: number, instance: number) => tracks[frame]?.get(instance) ?? instance
    const of = (objects: (matches: FrameMatches) => readonly TrackedObject[]) =>
      trackingMetrics(
        pairs.map(({ matches }) => objects(matches)),
        trackOf,
      )
    return { all: of(matches => matches.all), moving: of(matches => matches.moving) }
  }
}
