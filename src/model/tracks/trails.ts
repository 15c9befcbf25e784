import type { EstimateInstance } from '../sweep/estimate.ts'
import { type Transform, transformPoint } from '../sweep/transform.ts'
import { between, type FramePlace } from './framePlaces.ts'
import type { ObjectTrack } from './objectTracks.ts'

/** Where an object was, and will be, as seen from one frame. */
export interface Trail {
  /** Its number in the frame nearest to this one where it was seen. */
  readonly track: number
  /** n x 3, metres, this frame: its box's centre, oldest first. */
  readonly points: Float32Array
  /** n; how many sweeps ago: 0 now, negative still to come. */
  readonly ages: Int32Array
}

export interface TrailOptions {
  readonly position: number
  /** How far back, and ahead. */
  readonly sweeps: number
  readonly ahead: boolean
}

/** Faster than anything on a road: numbers of a file that name another object from frame to frame make no trail. */
const MOST_METRES_PER_SWEEP = 12
const SLACK_METRES = 4

/**
 * The trails of what moves at some time within reach and was seen now or before; an object that is not seen any more keeps its
 * own until it has faded.
 */
export function trailsAt(
  tracks: readonly ObjectTrack[],
  places: readonly (FramePlace | null)[],
  { position, sweeps, ahead }: TrailOptions,
): Trail[] {
  const here = places[position]
  if (!here) return []
  const [first, last] = [position - sweeps, position + (ahead ? sweeps : 0)]
  const toHere = new Map<number, Transform | null>()
  for (let p = Math.max(0, first); p <= last; p++) toHere.set(p, between(here, places[p]))
  return tracks.flatMap(track => {
    const within = seenWithin(track, first, last, toHere)
    const seen = unbroken(within, position)
    const nearest = nearestTo(seen, position)
    if (!nearest || seen.length < 2 || (seen[0]?.position ?? 0) > position) return []
    if (!seen.some(({ instance }) => instance.moving)) return []
    const points = new Float32Array(3 * seen.length)
    const ages = new Int32Array(seen.length)
    seen.forEach(({ position: p, at }, k) => {
      points.set(at, 3 * k)
      ages[k] = position - p
    })
    return { track: nearest.instance.track, points, ages }
  })
}

function seenWithin(
  { positions, instances }: ObjectTrack,
  first: number,
  last: number,
  toHere: ReadonlyMap<number, Transform | null>,
): Seen[] {
  const seen: Seen[] = []
  for (let k = 0; k < positions.length; k++) {
    const position = positions[k] as number
    if (position < first) continue
    if (position > last) break
    const move = toHere.get(position)
    const instance = instances[k]
    if (move && instance) seen.push({ position, instance, at: transformPoint(move, ...instance.box.center) })
  }
  return seen
}

interface Seen {
  readonly position: number
  readonly instance: EstimateInstance
  readonly at: readonly [number, number, number]
}

/** The run round `position` without a jump that nothing on a road makes. */
function unbroken(seen: readonly Seen[], position: number): readonly Seen[] {
  const jumps: number[] = []
  for (let k = 1; k < seen.length; k++) {
    const [from, to] = [seen[k - 1] as Seen, seen[k] as Seen]
    const metres = Math.hypot(to.at[0] - from.at[0], to.at[1] - from.at[1], to.at[2] - from.at[2])
    if (metres > SLACK_METRES + MOST_METRES_PER_SWEEP * (to.position - from.position)) jumps.push(k)
  }
  if (jumps.length === 0) return seen
  // Past the jump, when that lies behind; up to it, when it lies ahead.
  const start = jumps.findLast(k => (seen[k] as Seen).position <= position) ?? 0
  const end = jumps.find(k => (seen[k] as Seen).position > position) ?? seen.length
  return seen.slice(start, end)
}

function nearestTo(seen: readonly Seen[], position: number): Seen | null {
  const distance = (p: Seen) => Math.abs(p.position - position)
  return seen.reduce<Seen | null>((best, next) => (best && distance(best) <= distance(next) ? best : next), null)
}
