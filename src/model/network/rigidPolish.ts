import { buildPointColumns, nearestInColumns, type PointColumns } from '../coarse/pointColumns.ts'
import { quantile } from './quantile.ts'
import { medianLength, rowsByInstance } from './standing.ts'

const MOST_STEPS = 3
/** Metres: farther from sweep 1 than this, a point says nothing. */
const MATCH_METRES = 0.5
/** How far is looked at all. */
const SEARCH_METRES = 2
const TRIM = 0.8
const FEWEST_POINTS = 5
/** Mean foreground probability from which an instance needs no second witness. */
const SURE = 0.88
/** Moving has to bring the points this much nearer to sweep 1, else the instance stands. */
const GAIN = 0.85
/** Radians a sweep. */
const MOST_YAW = 0.2

export interface PolishInput {
  /** n x 3 and m x 3, metres, sweep 1's frame. */
  readonly points0: Float32Array
  readonly points1: Float32Array
  /** n x 3 residual flow, metres. */
  readonly flow: Float32Array
  /** n; 0 = none. */
  readonly instance: Int32Array
  readonly foreground: Uint8Array
  readonly probability: Float32Array
  readonly stillMetres: number
}

export interface Polished {
  readonly flow: Float32Array
  readonly instance: Int32Array
  readonly foreground: Uint8Array
}

/**
 * Each instance's predicted flow becomes one planar rigid motion (yaw, x, y and the median lift; least squares with a fifth of outliers
 * left out), improved by at most three trimmed ICP steps against sweep 1; a step is kept only if the mean matched distance falls.
 * Doubtful instances whose motion sweep 1 does not confirm stand. Points outside instances keep their flow.
 */
export function polishRigidly(input: PolishInput): Polished {
  const { points0, points1, probability, stillMetres } = input
  const flow = input.flow.slice()
  const instance = input.instance.slice()
  const foreground = input.foreground.slice()
  const surface = new Matches(buildPointColumns(points1, null, MATCH_METRES))
  for (const rows of rowsByInstance(input.instance).values()) {
    const source = new Float64Array(3 * rows.length)
    const target = new Float64Array(3 * rows.length)
    let sureness = 0
    rows.forEach((i, k) => {
      sureness += (probability[i] as number) / rows.length
      for (let axis = 0; axis < 3; axis++) {
        source[3 * k + axis] = points0[3 * i + axis] as number
        target[3 * k + axis] = (points0[3 * i + axis] as number) + (input.flow[3 * i + axis] as number)
      }
    })
    const moved = rows.length >= FEWEST_POINTS ? refined(source, planarFit(source, target), surface) : target
    const displacement = moved.map((value, k) => value - (source[k] as number))
    const own = Int32Array.from(rows.keys())
    const stands =
      medianLength(displacement, own) < stillMetres ||
      (sureness < SURE && surface.score(moved) > GAIN * surface.score(source))
    rows.forEach((i, k) => {
      for (let axis = 0; axis < 3; axis++) flow[3 * i + axis] = stands ? 0 : (displacement[3 * k + axis] as number)
      if (!stands) return
      instance[i] = 0
      foreground[i] = 0
    })
  }
  return { flow, instance, foreground }
}

/** Distances of moved points to sweep 1 and their partners there. */
class Matches {
  readonly columns: PointColumns
  private readonly squared = new Float64Array(1)

  constructor(columns: PointColumns) {
    this.columns = columns
  }

  /** Metres a point, 2 where nothing is near; `partner` = position in the sorted columns. */
  find(moved: Float64Array): { distance: Float64Array; partner: Int32Array } {
    const count = moved.length / 3
    const distance = new Float64Array(count)
    const partner = new Int32Array(count)
    for (let k = 0; k < count; k++) {
      const x = moved[3 * k] as number
      const y = moved[3 * k + 1] as number
      const z = moved[3 * k + 2] as number
      // Nearly every point has a partner close by: the wide search is for the others.
      let at = nearestInColumns(this.columns, x, y, z, MATCH_METRES, this.squared)
      if (at < 0) at = nearestInColumns(this.columns, x, y, z, SEARCH_METRES, this.squared)
      partner[k] = at
      distance[k] = at < 0 ? SEARCH_METRES : Math.sqrt(this.squared[0] as number)
    }
    return { distance, partner }
  }

  score(moved: Float64Array): number {
    return meanMatched(this.find(moved).distance)
  }
}

function meanMatched(distance: Float64Array): number {
  let sum = 0
  for (const value of distance) sum += Math.min(value, MATCH_METRES)
  return sum / distance.length
}

/** Source moved by the least-squares yaw, x, y and median lift towards target, robust to a fifth of outliers. */
function planarFit(source: Float64Array, target: Float64Array): Float64Array {
  const count = source.length / 3
  let kept: Uint8Array = new Uint8Array(count).fill(1)
  let moved = source
  for (let round = 0; round < 2; round++) {
    const next = source.slice()
    turnOnto(next, source, target, kept, MOST_YAW)
    const lifts: number[] = []
    for (let k = 0; k < count; k++)
      if (kept[k] === 1) lifts.push((target[3 * k + 2] as number) - (source[3 * k + 2] as number))
    const lift = quantile(Float64Array.from(lifts), 0.5)
    const error = new Float64Array(count)
    for (let k = 0; k < count; k++) {
      next[3 * k + 2] = (source[3 * k + 2] as number) + lift
      error[k] = distanceBetween(next, target, k)
    }
    moved = next
    const most = quantile(error.slice(), TRIM)
    kept = Uint8Array.from(error, value => (value <= most ? 1 : 0))
    if (sumOf(kept) < FEWEST_POINTS) break
  }
  return moved
}

function refined(source: Float64Array, start: Float64Array, surface: Matches): Float64Array {
  let best = start
  let found = surface.find(best)
  let score = meanMatched(found.distance)
  for (let step = 0; step < MOST_STEPS; step++) {
    const { distance, partner } = found
    const most = Math.min(MATCH_METRES, quantile(distance.slice(), TRIM))
    const matched = Uint8Array.from(distance, (value, k) => (value <= most && (partner[k] as number) >= 0 ? 1 : 0))
    if (sumOf(matched) < FEWEST_POINTS) break
    const { sorted } = surface.columns
    const target = best.slice()
    for (let k = 0; k < matched.length; k++)
      if (matched[k] === 1)
        for (let axis = 0; axis < 3; axis++) target[3 * k + axis] = sorted[3 * (partner[k] as number) + axis] as number
    const candidate = best.slice()
    turnOnto(candidate, source, target, matched, Number.POSITIVE_INFINITY)
    const now = surface.find(candidate)
    const nowScore = meanMatched(now.distance)
    if (nowScore >= score) break
    best = candidate
    found = now
    score = nowScore
  }
  return best
}

/** Writes the x, y of `source` under the planar motion that best takes its kept points onto `target`; heights stay. */
function turnOnto(
  out: Float64Array,
  source: Float64Array,
  target: Float64Array,
  kept: Uint8Array,
  mostYaw: number,
): void {
  let [ax, ay, bx, by, n] = [0, 0, 0, 0, 0]
  for (let k = 0; k < kept.length; k++) {
    if (kept[k] !== 1) continue
    ax += source[3 * k] as number
    ay += source[3 * k + 1] as number
    bx += target[3 * k] as number
    by += target[3 * k + 1] as number
    n++
  }
  ax /= n
  ay /= n
  bx /= n
  by /= n
  let cross = 0
  let dot = 0
  for (let k = 0; k < kept.length; k++) {
    if (kept[k] !== 1) continue
    const dax = (source[3 * k] as number) - ax
    const day = (source[3 * k + 1] as number) - ay
    const dbx = (target[3 * k] as number) - bx
    const dby = (target[3 * k + 1] as number) - by
    cross += dax * dby - day * dbx
    dot += dax * dbx + day * dby
  }
  const yaw = Math.max(-mostYaw, Math.min(mostYaw, Math.atan2(cross, dot)))
  const c = Math.cos(yaw)
  const s = Math.sin(yaw)
  for (let k = 0; k < kept.length; k++) {
    const x = (source[3 * k] as number) - ax
    const y = (source[3 * k + 1] as number) - ay
    out[3 * k] = c * x - s * y + bx
    out[3 * k + 1] = s * x + c * y + by
  }
}

function distanceBetween(a: Float64Array, b: Float64Array, k: number): number {
  return Math.hypot(
    (a[3 * k] as number) - (b[3 * k] as number),
    (a[3 * k + 1] as number) - (b[3 * k + 1] as number),
    (a[3 * k + 2] as number) - (b[3 * k + 2] as number),
  )
}

function sumOf(flags: Uint8Array): number {
  let sum = 0
  for (const flag of flags) sum += flag
  return sum
}
