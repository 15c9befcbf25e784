import type { GroundSurface } from '../ground/groundSurface.ts'
import type { StoodThere } from './stoodThere.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'

/**
 * Everything that the search for rigid motions reads, in sweep 1's frame: sweep 0's points have the ego motion removed, so
 * that standing still is the identity. N0, N1 = points of the sweeps.
 */
export interface RigidScene {
  /** N0 x 3, N1 x 3; metres. */
  readonly positions0: Float32Array
  readonly positions1: Float32Array
  /** Metres above each sweep's own ground. */
  readonly height0: Float32Array
  readonly height1: Float32Array
  /** Lidar that measured each point; null with one lidar. */
  readonly groups0: Uint8Array | null
  readonly groups1: Uint8Array | null
  /** Non-ground points of sweep 0 and 1, one index a lidar. */
  readonly surfaces0: readonly SurfaceIndex[]
  readonly surfaces1: readonly SurfaceIndex[]
  readonly stoodThere: StoodThere
  /** N0, N1; see `firingSeconds`. */
  readonly seconds0: Float32Array | null
  readonly seconds1: Float32Array | null
  /** N0; cluster, -1 = none. */
  readonly labels0: Int32Array
  /** N0; 1 = dynamic evidence. */
  readonly dynamic0: Uint8Array
  /** N1; the same for sweep 1's points, from sweep 0's rays. */
  readonly dynamic1: Uint8Array
  /** N0; 1 = sweep 1 could not see the place. */
  readonly hidden0: Uint8Array
  /** Ground of sweep 1. */
  readonly groundSurface: GroundSurface
  readonly intervalSeconds: number
}

/** Points of each cluster, cluster by cluster, ascending. */
export interface ClusterMembers {
  readonly count: number
  readonly starts: Int32Array
  readonly points: Int32Array
}

export function membersOf(labels: Int32Array, count: number): ClusterMembers {
  const starts = new Int32Array(count + 1)
  for (let i = 0; i < labels.length; i++) {
    const c = labels[i] as number
    if (c >= 0) starts[c + 1] = (starts[c + 1] as number) + 1
  }
  for (let c = 0; c < count; c++) starts[c + 1] = (starts[c + 1] as number) + (starts[c] as number)
  const points = new Int32Array(starts[count] as number)
  const cursor = starts.slice(0, count)
  for (let i = 0; i < labels.length; i++) {
    const c = labels[i] as number
    if (c < 0) continue
    points[cursor[c] as number] = i
    cursor[c] = (cursor[c] as number) + 1
  }
  return { count, starts, points }
}

/** Metres. Returns nearer to each other than this tell the same of a motion. */
const SPREAD_METRES = 0.12
/** Times the wanted number from which a cluster counts as dense. */
const DENSE = 8

/**
 * At most `wanted` of the cluster's points, evenly over their order. Of a dense cluster evenly over its surface instead: a lorry
 * beside the sensor has ten thousand returns on the middle of its side, which would slide along itself unseen, and few on the
 * ends, which show the motion.
 */
export function thinned(positions: Float32Array, points: Int32Array, wanted: number): Int32Array {
  if (points.length <= wanted) return points
  const spread = points.length > DENSE * wanted ? onePerVoxel(positions, points, SPREAD_METRES) : points
  // Few voxels give every point a chance again.
  const from = spread.length >= wanted ? spread : points
  const out = new Int32Array(wanted)
  for (let k = 0; k < wanted; k++) out[k] = from[Math.floor(((k + 0.5) * from.length) / wanted)] as number
  return out
}

/** The first point of every occupied voxel (cubes of `sizeMetres`), in the order of `points`. */
export function onePerVoxel(positions: Float32Array, points: Int32Array, sizeMetres: number): Int32Array {
  const inverse = 1 / sizeMetres
  let size = 16
  while (size < 2 * points.length) size *= 2
  const mask = size - 1
  const slots = new Int32Array(size).fill(-1)
  const first = new Int32Array(points.length)
  let count = 0
  for (let k = 0; k < points.length; k++) {
    const i = points[k] as number
    const x = Math.floor((positions[3 * i] as number) * inverse)
    const y = Math.floor((positions[3 * i + 1] as number) * inverse)
    const z = Math.floor((positions[3 * i + 2] as number) * inverse)
    let slot = (Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791)) & mask
    let known = false
    for (let at = slots[slot] as number; at >= 0 && !known; at = slots[slot] as number) {
      const j = first[at] as number
      known =
        Math.floor((positions[3 * j] as number) * inverse) === x &&
        Math.floor((positions[3 * j + 1] as number) * inverse) === y &&
        Math.floor((positions[3 * j + 2] as number) * inverse) === z
      slot = (slot + 1) & mask
    }
    if (known) continue
    slots[slot] = count
    first[count++] = i
  }
  return first.subarray(0, count)
}
