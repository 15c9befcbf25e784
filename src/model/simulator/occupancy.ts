import { PLACE_LENGTH } from './trajectories.ts'

/** Seconds between the moments at which ways are compared. */
const STEP = 0.2

/** Where something is on the ground over the sequence: x, y, heading a moment. */
export interface Track {
  readonly halfLength: number
  readonly halfWidth: number
  /** PLACE_LENGTH a moment; one moment when it stands. */
  readonly places: Float64Array
}

/** Who is where when: a newcomer is let in only if it never comes too near to anybody. */
export class Occupancy {
  private readonly tracks: Track[] = []
  private readonly moments: number

  constructor(seconds: number) {
    // A second before and after: sweeps reach a little over both ends.
    this.moments = Math.ceil((seconds + 1) / STEP) + 1
  }

  track(length: number, width: number, moves: boolean, placeAt: (seconds: number, out: Float64Array) => void): Track {
    const moments = moves ? this.moments : 1
    const places = new Float64Array(moments * PLACE_LENGTH)
    for (let k = 0; k < moments; k++) placeAt(k * STEP - 0.5, places.subarray(k * PLACE_LENGTH, (k + 1) * PLACE_LENGTH))
    return { halfLength: length / 2, halfWidth: width / 2, places }
  }

  isFree(track: Track, margin: number): boolean {
    return this.tracks.every(other => !meet(track, other, margin))
  }

  add(track: Track): void {
    this.tracks.push(track)
  }
}

function meet(a: Track, b: Track, margin: number): boolean {
  const countA = a.places.length / PLACE_LENGTH
  const countB = b.places.length / PLACE_LENGTH
  const reach = Math.hypot(a.halfLength, a.halfWidth) + Math.hypot(b.halfLength, b.halfWidth) + margin
  for (let k = 0; k < Math.max(countA, countB); k++) {
    const i = Math.min(k, countA - 1) * PLACE_LENGTH
    const j = Math.min(k, countB - 1) * PLACE_LENGTH
    const dx = (b.places[j] as number) - (a.places[i] as number)
    const dy = (b.places[j + 1] as number) - (a.places[i + 1] as number)
    if (dx * dx + dy * dy > reach * reach) continue
    const headingA = a.places[i + 2] as number
    const headingB = b.places[j + 2] as number
    if (
      !apartOn(a, b, headingA, dx, dy, headingA, headingB, margin) &&
      !apartOn(a, b, headingB, dx, dy, headingA, headingB, margin)
    )
      return true
  }
  return false
}

/** Separating-axis test of two oriented rectangles on the two axes of one heading. */
function apartOn(
  a: Track,
  b: Track,
  axis: number,
  dx: number,
  dy: number,
  headingA: number,
  headingB: number,
  margin: number,
): boolean {
  for (let quarter = 0; quarter < 2; quarter++) {
    const angle = axis + (quarter * Math.PI) / 2
    const gap = Math.abs(dx * Math.cos(angle) + dy * Math.sin(angle))
    if (gap > extent(a, angle - headingA) + extent(b, angle - headingB) + margin) return true
  }
  return false
}

function extent(track: Track, angle: number): number {
  return track.halfLength * Math.abs(Math.cos(angle)) + track.halfWidth * Math.abs(Math.sin(angle))
}
