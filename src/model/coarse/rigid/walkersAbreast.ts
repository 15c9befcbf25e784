import { displacement } from './acceptance.ts'
import type { ClusterTrial } from './clusterTrial.ts'
import { WALKER_STEP } from './division.ts'
import { fitOrientedBox } from './orientedBox.ts'
import { thresholds } from './thresholds.ts'

const {
  SHORTEST_OF_TWO,
  LONGEST,
  NARROWEST,
  WIDEST,
  LEAST_HEIGHT,
  MOST_HEIGHT,
  BIN,
  END_SHARE,
  VALLEY,
  FEWEST_POINTS,
} = thresholds.walkersAbreast

/**
 * People who walk as one cluster, and close enough to leave no gap: their outline is longer than one person's, and returns thin out
 * between them, where a lone walker's trunk would be.
 * @param positions N x 3, metres
 * @returns the points of each (ascending); null when nothing speaks for more than one
 */
export function walkersAbreast(positions: Float32Array, trial: ClusterTrial): Int32Array[] | null {
  const { box, points } = trial
  const [length, width, height] = box.size
  if (trial.reason !== null || displacement(trial) > WALKER_STEP) return null
  if (length < SHORTEST_OF_TWO || length > LONGEST || width > WIDEST) return null
  if (height < LEAST_HEIGHT || height > MOST_HEIGHT) return null
  const along = alongOutline(positions, points, Math.cos(box.yaw), Math.sin(box.yaw))
  const parts = cutApart(points, along)
  const isFlat = (part: Int32Array) => fitOrientedBox(positions, part, null).size[1] < NARROWEST
  return parts.length > 1 && !parts.some(isFlat) ? parts : null
}

/** Cuts at valleys for as long as what is left is longer than one person. */
function cutApart(points: Int32Array, along: Float64Array): Int32Array[] {
  const cut = valley(along)
  if (cut === null) return [points]
  const before = points.filter((_, k) => (along[k] as number) < cut)
  const after = points.filter((_, k) => (along[k] as number) >= cut)
  if (Math.min(before.length, after.length) < FEWEST_POINTS) return [points]
  return [
    ...cutApart(
      before,
      along.filter(value => value < cut),
    ),
    ...cutApart(
      after,
      along.filter(value => value >= cut),
    ),
  ]
}

function alongOutline(positions: Float32Array, points: Int32Array, cosine: number, sine: number): Float64Array {
  return Float64Array.from(points, i => cosine * (positions[3 * i] as number) + sine * (positions[3 * i + 1] as number))
}

/** Where returns are thinnest between two fuller places; null when the middle is as full as its sides. */
function valley(along: Float64Array): number | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of along) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (high - low < SHORTEST_OF_TWO) return null
  const bins = Math.max(1, Math.ceil((high - low) / BIN))
  const counts = new Float64Array(bins)
  for (const value of along) {
    const bin = Math.min(bins - 1, Math.floor((value - low) / BIN))
    counts[bin] = (counts[bin] as number) + 1
  }
  // Three bins together: a scan line's returns may all fall beside one of them.
  const smooth = counts.map((count, k) => count + (counts[k - 1] ?? 0) + (counts[k + 1] ?? 0))
  const first = Math.floor(END_SHARE * bins)
  const last = bins - 1 - first
  let thinnest = -1
  for (let k = first; k <= last; k++)
    if (thinnest < 0 || (smooth[k] as number) < (smooth[thinnest] as number)) thinnest = k
  if (thinnest < 0) return null
  const left = Math.max(...smooth.subarray(0, thinnest), 0)
  const right = Math.max(...smooth.subarray(thinnest + 1), 0)
  if ((smooth[thinnest] as number) > VALLEY * Math.min(left, right)) return null
  return low + (thinnest + 0.5) * BIN
}
