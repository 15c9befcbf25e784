/** Entries of a place on a path. */
export const PLACE_LENGTH = 3

interface ArcSegment {
  /** Metres; the last one goes on for ever. */
  readonly length: number
  readonly curvature: number
  readonly x: number
  readonly y: number
  readonly heading: number
}

/** A way on the ground made of arcs: the heading is continuous, places are exact at any distance. */
export class Path {
  private readonly segments: ArcSegment[] = []

  constructor(x: number, y: number, heading: number, curvature = 0) {
    this.segments.push({ length: Infinity, curvature, x, y, heading })
  }

  /** Ends the last arc after `length` metres and goes on with another curvature. */
  turnAfter(length: number, curvature: number): this {
    const last = this.segments.pop()
    if (!last) return this
    const out = new Float64Array(PLACE_LENGTH)
    placeOn(last, length, out)
    this.segments.push({ ...last, length })
    this.segments.push({
      length: Infinity,
      curvature,
      x: out[0] as number,
      y: out[1] as number,
      heading: out[2] as number,
    })
    return this
  }

  /** Writes x, y, heading (radians) at a distance from the start; negative distances continue the first arc backwards. */
  place(distance: number, out: Float64Array): void {
    let left = distance
    const segments = this.segments
    for (let k = 0; k < segments.length; k++) {
      const segment = segments[k] as ArcSegment
      if (left <= segment.length) {
        placeOn(segment, left, out)
        return
      }
      left -= segment.length
    }
  }
}

function placeOn(arc: ArcSegment, distance: number, out: Float64Array): void {
  const turn = arc.curvature * distance
  // The chord of an arc: 2 sin(turn / 2) / curvature, along the mean heading.
  const half = turn / 2
  const chord = Math.abs(half) < 1e-9 ? distance : (distance * Math.sin(half)) / half
  out[0] = arc.x + chord * Math.cos(arc.heading + half)
  out[1] = arc.y + chord * Math.sin(arc.heading + half)
  out[2] = arc.heading + turn
}

/** Speed over time as straight pieces between knots; distance is its exact integral. Constant before and after. */
export class SpeedProfile {
  private readonly times: Float64Array
  private readonly speeds: Float64Array
  private readonly distances: Float64Array

  /** `start`: distance at time 0, metres; knots: [seconds, m/s], times rising. */
  constructor(start: number, knots: readonly (readonly [number, number])[]) {
    this.times = Float64Array.from(knots, knot => knot[0])
    this.speeds = Float64Array.from(knots, knot => knot[1])
    this.distances = new Float64Array(knots.length)
    for (let k = 1; k < knots.length; k++) {
      const span = (this.times[k] as number) - (this.times[k - 1] as number)
      const mean = ((this.speeds[k] as number) + (this.speeds[k - 1] as number)) / 2
      this.distances[k] = (this.distances[k - 1] as number) + span * mean
    }
    const shift = start - this.distance(0)
    for (let k = 0; k < knots.length; k++) this.distances[k] = (this.distances[k] as number) + shift
  }

  static constant(start: number, speed: number): SpeedProfile {
    return new SpeedProfile(start, [[0, speed]])
  }

  distance(seconds: number): number {
    const { times, speeds, distances } = this
    const last = times.length - 1
    let k = 0
    while (k < last && seconds > (times[k + 1] as number)) k++
    const since = seconds - (times[k] as number)
    const speed = speeds[k] as number
    if (since < 0 || k === last) return (distances[k] as number) + since * speed
    const acceleration = ((speeds[k + 1] as number) - speed) / ((times[k + 1] as number) - (times[k] as number))
    return (distances[k] as number) + since * (speed + (acceleration * since) / 2)
  }

  speed(seconds: number): number {
    const { times, speeds } = this
    const last = times.length - 1
    if (seconds <= (times[0] as number)) return speeds[0] as number
    let k = 0
    while (k < last && seconds > (times[k + 1] as number)) k++
    if (k === last) return speeds[last] as number
    const share = (seconds - (times[k] as number)) / ((times[k + 1] as number) - (times[k] as number))
    return (speeds[k] as number) + share * ((speeds[k + 1] as number) - (speeds[k] as number))
  }

  /** The same motion, `gap` metres behind. */
  behind(gap: number): SpeedProfile {
    return new SpeedProfile(
      this.distance(0) - gap,
      Array.from(this.times, (time, k): [number, number] => [time, this.speeds[k] as number]),
    )
  }

  /** Whether it ever moves. */
  get moves(): boolean {
    return this.speeds.some(speed => speed !== 0)
  }
}
