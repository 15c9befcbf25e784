import { evenSubset } from '../sweep/evenSubset.ts'
import { breathe, type TaskOptions } from '../task/task.ts'
import type { ClusteringParameters } from './parameters.ts'
import { buildPointColumns, columnX, columnY } from './pointColumns.ts'

/** Points whose neighbourhoods are measured, at most: taken evenly, against all points. */
export const K_DISTANCE_POINTS = 4000
/** Farther than this nothing is searched: no eps is that large. */
export const FARTHEST_K_METRES = 4

export interface KDistances {
  /** Ascending; metres. Values of FARTHEST_K_METRES are at least that. */
  readonly distances: Float32Array
  /** Points that there are; `distances.length` of them were measured. */
  readonly points: number
  readonly minimumPoints: number
}

type Metric = Pick<ClusteringParameters, 'minimumPoints' | 'zScale' | 'epsPerMetre'>

/**
 * The least eps by which each point is a core point of DBSCAN (Ester 1996, 4.2: the sorted k-dist graph): the distance to its
 * minPts-th neighbour, itself counted, in DBSCAN's own metric (heights scaled; with eps growing by range, what remains of the distance
 * after that growth). The share of points below a value of eps is the share that would be core points.
 * @param positions N x 3; ground N, 1 = left out; origin the sensor's place, from where ranges are counted
 */
export async function kDistances(
  positions: Float32Array,
  ground: Uint8Array,
  metric: Metric,
  origin: readonly [number, number] = [0, 0],
  most = K_DISTANCE_POINTS,
  task: TaskOptions = {},
): Promise<KDistances> {
  const { minimumPoints, zScale, epsPerMetre } = metric
  const kept = Int32Array.from(ground.keys()).filter(i => ground[i] === 0)
  const scaled = new Float32Array(3 * kept.length)
  const range = new Float32Array(kept.length)
  kept.forEach((i, k) => {
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    scaled[3 * k] = x
    scaled[3 * k + 1] = y
    scaled[3 * k + 2] = (positions[3 * i + 2] as number) * zScale
    range[k] = epsPerMetre > 0 ? Math.hypot(x - origin[0], y - origin[1]) : 0
  })
  const columns = buildPointColumns(scaled, null, FIRST_RADIUS)
  const chosen = evenSubset(kept.length, most)
  const distances = new Float32Array(chosen.length)
  for (const [n, k] of chosen.entries()) {
    if ((n & 63) === 0) {
      task.onProgress?.({ stage: 'Neighbour distances', done: n, total: chosen.length })
      await breathe(task.signal)
    }
    distances[n] = kthNeeded(columns, scaled, range, k, minimumPoints, epsPerMetre)
  }
  return { distances: distances.sort(), points: kept.length, minimumPoints }
}

const FIRST_RADIUS = 0.5

/** The search widens until the answer is certain: what lies outside a radius needs at least that radius less its growth by range. */
function kthNeeded(
  columns: ReturnType<typeof buildPointColumns>,
  points: Float32Array,
  range: Float32Array,
  k: number,
  minimumPoints: number,
  epsPerMetre: number,
): number {
  const x = points[3 * k] as number
  const y = points[3 * k + 1] as number
  const z = points[3 * k + 2] as number
  const growth = epsPerMetre * (range[k] as number)
  for (let eps = FIRST_RADIUS; ; eps = Math.min(2 * eps, FARTHEST_K_METRES)) {
    const radius = eps + growth
    const needed: number[] = []
    const x0 = columnX(columns, x - radius)
    const x1 = columnX(columns, x + radius)
    const y1 = columnY(columns, y + radius)
    for (let iy = columnY(columns, y - radius); iy <= y1; iy++) {
      const to = columns.starts[iy * columns.countX + x1 + 1] as number
      for (let at = columns.starts[iy * columns.countX + x0] as number; at < to; at++) {
        const j = columns.order[at] as number
        const dx = (points[3 * j] as number) - x
        const dy = (points[3 * j + 1] as number) - y
        const dz = (points[3 * j + 2] as number) - z
        const own = Math.min(range[k] as number, range[j] as number)
        const value = Math.max(0, Math.sqrt(dx * dx + dy * dy + dz * dz) - epsPerMetre * own)
        if (value <= eps) needed.push(value)
      }
    }
    if (needed.length >= minimumPoints) return needed.sort((a, b) => a - b)[minimumPoints - 1] as number
    if (eps >= FARTHEST_K_METRES) return FARTHEST_K_METRES
  }
}
