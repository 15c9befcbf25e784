import { isConfirmed, placesOf } from './confirmation.ts'
import type { ContextObjects } from './contextObjects.ts'
import { quantile } from './quantile.ts'
import { medianLength, rowsByInstance } from './standing.ts'
import { MATCH_METRES, meanMatched, SweepMatches } from './sweepMatches.ts'
import { toldPlaces } from './toldMotion.ts'

const MOST_STEPS = 3
const TRIM = 0.8
const FEWEST_POINTS = 5
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
  /** Instances whose motion is the context's, registered already. */
  readonly adopted: ReadonlySet<number>
  /** Null = the network ran alone. */
  readonly context: ContextObjects | null
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
 * Doubtful instances whose motion sweep 1 does not confirm stand. Where the context is sure of an instance's motion, that is taken
 * instead. What was adopted from the context and points outside instances keep their flow.
 */
export function polishRigidly(input: PolishInput): Polished {
  const { points0, points1, probability, adopted, context, stillMetres } = input
  const flow = input.flow.slice()
  const instance = input.instance.slice()
  const foreground = input.foreground.slice()
  const sweep1 = new SweepMatches(points1)
  const write = (rows: Int32Array, displacement: Float64Array) =>
    rows.forEach((i, k) => {
      for (let axis = 0; axis < 3; axis++) flow[3 * i + axis] = displacement[3 * k + axis] as number
    })
  for (const [name, rows] of rowsByInstance(input.instance)) {
    if (adopted.has(name)) continue
    const places = placesOf(rows, points0, input.flow, probability)
    const { source, target } = places
    const told = context && toldPlaces(context, rows, source)
    // Sweep 1 is not asked: scan lines of a long side that creeps along itself fall on each other, as if it stood.
    if (told) {
      write(rows, displacementOf(source, told))
      continue
    }
    const fit = rows.length >= FEWEST_POINTS ? planarFit(source, target) : target
    const moved = rows.length >= FEWEST_POINTS ? refined(source, fit, sweep1) : target
    const displacement = displacementOf(source, moved)
    const stands = isShort(displacement, stillMetres) || !isConfirmed(places, moved, sweep1)
    write(rows, stands ? new Float64Array(displacement.length) : displacement)
    if (!stands) continue
    for (const i of rows) {
      instance[i] = 0
      foreground[i] = 0
    }
  }
  return { flow, instance, foreground }
}

function displacementOf(source: Float64Array, moved: Float64Array): Float64Array {
  return moved.map((value, k) => value - (source[k] as number))
}

function isShort(displacement: Float64Array, stillMetres: number): boolean {
  return (
    medianLength(
      displacement,
      Int32Array.from({ length: displacement.length / 3 }, (_, k) => k),
    ) < stillMetres
  )
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

function refined(source: Float64Array, start: Float64Array, surface: SweepMatches): Float64Array {
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
