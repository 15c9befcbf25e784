import type { Estimate, EstimateInstance, OrientedBox } from '../sweep/estimate.ts'
import { type Transform, transformPoint, yawOf } from '../sweep/transform.ts'

/** An object of a frame and the object of the next frame that it becomes. */
export interface InstanceLink {
  /** Ids in the two estimates. */
  readonly from: number
  readonly to: number
  /** Overlap of the boxes, seen from above, after the motion: 0..1. */
  readonly overlap: number
}

/** Below this overlap two boxes are the same object only if their centres nearly meet. */
const MINIMUM_OVERLAP = 0.15
/** Metres between the moved centre and the next one, relative to the smaller box's length plus this. */
const CENTRE_SLACK = 0.3

/**
 * Links the objects of one frame's estimate (sweep k towards k+1) to those of the next (sweep k+1 towards k+2): each box is
 * moved by its object's motion and compared with the next frame's boxes; best overlap first, each object once.
 * Both must speak of the same sweep: `next`'s sweep 0 is `previous`'s sweep 1.
 */
export function linkInstances(previous: Estimate, next: Estimate): InstanceLink[] {
  const candidates: (InstanceLink & { readonly score: number })[] = []
  for (const a of previous.instances) {
    const moved = movedBox(a.box, a.sweep1FromSweep0)
    for (const b of next.instances) {
      if (a.moving !== b.moving) continue
      const overlap = boxOverlap(moved, b.box)
      const apart = Math.hypot(moved.center[0] - b.box.center[0], moved.center[1] - b.box.center[1])
      const near = Math.min(a.box.size[0], b.box.size[0]) / 2 + CENTRE_SLACK
      if (overlap < MINIMUM_OVERLAP && apart > near) continue
      const agree = motionsAgree(a, b, previous.intervalSeconds, next.intervalSeconds)
      candidates.push({ from: a.id, to: b.id, overlap, score: overlap + 0.3 * Math.max(0, 1 - apart / near) + agree })
    }
  }
  candidates.sort((p, q) => q.score - p.score || p.from - q.from || p.to - q.to)
  const usedFrom = new Set<number>()
  const usedTo = new Set<number>()
  const links: InstanceLink[] = []
  for (const { from, to, overlap } of candidates) {
    if (usedFrom.has(from) || usedTo.has(to)) continue
    usedFrom.add(from)
    usedTo.add(to)
    links.push({ from, to, overlap })
  }
  return links.sort((p, q) => p.from - q.from)
}

/** A small bonus for like speeds: decides between two boxes that overlap alike. */
function motionsAgree(a: EstimateInstance, b: EstimateInstance, secondsA: number, secondsB: number): number {
  if (secondsA <= 0 || secondsB <= 0) return 0
  const difference = Math.abs(a.speedMetresPerSecond - b.speedMetresPerSecond)
  return 0.2 * Math.max(0, 1 - difference / Math.max(1, a.speedMetresPerSecond))
}

/**
 * Track numbers over a sequence, from the links of consecutive frames (union-find): two instances carry one number when a
 * chain of links joins them. Numbers count up from 1 in order of first appearance (frame, then id): the same frames always
 * give the same numbers. Null frames (not computed yet) break a track; frames may be any run of a sequence.
 * @returns a map from instance id to track number for every frame
 */
export function trackNumbers(frames: readonly (Estimate | null)[]): ReadonlyMap<number, number>[] {
  const nodes: { frame: number; id: number }[] = []
  const nodeOf: Map<number, number>[] = frames.map((estimate, frame) => {
    const map = new Map<number, number>()
    const ids = (estimate?.instances ?? []).map(instance => instance.id).sort((a, b) => a - b)
    for (const id of ids) {
      map.set(id, nodes.length)
      nodes.push({ frame, id })
    }
    return map
  })
  const parent = Int32Array.from(nodes, (_, k) => k)
  for (let frame = 0; frame + 1 < frames.length; frame++) {
    const a = frames[frame]
    const b = frames[frame + 1]
    if (!a || !b) continue
    for (const link of linkInstances(a, b)) {
      const p = rootOf(parent, nodeOf[frame]?.get(link.from) ?? 0)
      const q = rootOf(parent, nodeOf[frame + 1]?.get(link.to) ?? 0)
      parent[Math.max(p, q)] = Math.min(p, q)
    }
  }
  const numbers = new Map<number, number>()
  const tracks: Map<number, number>[] = frames.map(() => new Map())
  for (const [k, { frame, id }] of nodes.entries()) {
    const root = rootOf(parent, k)
    const number = numbers.get(root) ?? numbers.size + 1
    numbers.set(root, number)
    tracks[frame]?.set(id, number)
  }
  return tracks
}

/** The frames with their instances' `track` set by `trackNumbers`; arrays are shared with the input. */
export function assignTracks(frames: readonly (Estimate | null)[]): (Estimate | null)[] {
  const tracks = trackNumbers(frames)
  return frames.map((estimate, k) => estimate && withTracks(estimate, tracks[k] ?? new Map()))
}

function withTracks(estimate: Estimate, tracks: ReadonlyMap<number, number>): Estimate {
  const instances = estimate.instances.map(instance => ({
    ...instance,
    track: tracks.get(instance.id) ?? instance.track,
  }))
  return { ...estimate, instances }
}

function rootOf(parent: Int32Array, node: number): number {
  let at = node
  while (parent[at] !== at) at = parent[at] as number
  return at
}

/** A box after a motion, upright still. */
export function movedBox(box: OrientedBox, motion: Transform): OrientedBox {
  return { center: transformPoint(motion, ...box.center), size: box.size, yaw: box.yaw + yawOf(motion) }
}

/** Intersection over union of two boxes seen from above: the second is clipped by the first's sides (Sutherland-Hodgman). */
export function boxOverlap(a: OrientedBox, b: OrientedBox): number {
  // Most pairs of a frame are farther apart than their corners reach.
  const reach = (Math.hypot(a.size[0], a.size[1]) + Math.hypot(b.size[0], b.size[1])) / 2
  if (Math.hypot(b.center[0] - a.center[0], b.center[1] - a.center[1]) > reach) return 0
  let polygon = cornersSeenFrom(a, b)
  const limits = [a.size[0] / 2, a.size[1] / 2]
  for (const axis of [0, 1] as const)
    for (const sign of [1, -1]) polygon = clipped(polygon, axis, sign, limits[axis] as number)
  const common = area(polygon)
  const union = a.size[0] * a.size[1] + b.size[0] * b.size[1] - common
  return union > 0 ? common / union : 0
}

type Corner = readonly [number, number]

/** Corners of b in a's own axes, counter-clockwise. */
function cornersSeenFrom(a: OrientedBox, b: OrientedBox): Corner[] {
  const turn = b.yaw - a.yaw
  const dx = b.center[0] - a.center[0]
  const dy = b.center[1] - a.center[1]
  const x = Math.cos(a.yaw) * dx + Math.sin(a.yaw) * dy
  const y = Math.cos(a.yaw) * dy - Math.sin(a.yaw) * dx
  const c = Math.cos(turn)
  const s = Math.sin(turn)
  const [l, w] = [b.size[0] / 2, b.size[1] / 2]
  const signs: Corner[] = [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1],
  ]
  return signs.map(([u, v]) => [x + c * u * l - s * v * w, y + s * u * l + c * v * w])
}

function clipped(polygon: readonly Corner[], axis: 0 | 1, sign: number, limit: number): Corner[] {
  const out: Corner[] = []
  for (const [k, to] of polygon.entries()) {
    const from = polygon[(k + polygon.length - 1) % polygon.length] as Corner
    const a = limit - sign * from[axis]
    const b = limit - sign * to[axis]
    if (a >= 0 !== b >= 0) {
      const t = a / (a - b)
      out.push([from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])])
    }
    if (b >= 0) out.push(to)
  }
  return out
}

function area(polygon: readonly Corner[]): number {
  let twice = 0
  for (const [k, [x, y]] of polygon.entries()) {
    const [u, v] = polygon[(k + 1) % polygon.length] as Corner
    twice += x * v - y * u
  }
  return Math.abs(twice) / 2
}
