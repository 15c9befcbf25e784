import { STATIC_RESIDUAL_METRES } from '../../sweep/estimate.ts'
import { type ComparedEstimate, MOVING_FROM, objectOf, regionOf } from './compared.ts'
import type { InstanceMatching } from './instanceMatching.ts'

/**
 * What can be asked of two estimates A and B at a point:
 * - `flow`: |flow of A - flow of B|, metres per sweep interval
 * - `angle`: between the two residual flows (ego motion removed, each estimate's own), degrees, 0..180
 * - `speed`: residual speed of A / residual speed of B
 * - `motion`: which of the two calls the point moving, `MOTION_DIFFERENCE`
 * - `object`: whether both put the point into the same object, `OBJECT_DIFFERENCE`
 */
export const DIFFERENCE_KINDS = ['flow', 'angle', 'speed', 'motion', 'object'] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** Value of `flow`, `angle` and `speed` where there is none: the flow is not known, or nothing moves. */
export const NO_DIFFERENCE = -1
/** Code of `motion` and `object` where one of the two does not speak. */
export const NOT_COMPARED = 255

export const MOTION_DIFFERENCE = { bothStand: 0, bothMove: 1, onlyA: 2, onlyB: 3 } as const
export const OBJECT_DIFFERENCE = { neither: 0, same: 1, other: 2, onlyA: 3, onlyB: 4 } as const

/** Ratios beyond are as good as infinite, and a GPU may not take infinity. */
const LARGEST_RATIO = 1e3

/** All five at one point. */
export interface PointDifference {
  /** Null where a flow is not known. */
  readonly flowMetres: number | null
  /** Null where one of the two stands (residual under 5 cm): its direction says nothing. */
  readonly angleDegrees: number | null
  /** Null where both stand. */
  readonly speedRatio: number | null
  readonly motion: number
  readonly object: number
}

/** What two estimates say of the points of sweep 0. */
export interface ComparedPair {
  readonly a: ComparedEstimate
  readonly b: ComparedEstimate
  /** N x 3, metres, frame of sweep 0: what ego motion does to a point depends on where it is. */
  readonly positions: Float32Array
}

/** One number a point, N: floats for `flow`, `angle` and `speed`, codes for `motion` and `object`. */
export function differenceMap(
  kind: DifferenceKind,
  pair: ComparedPair,
  matching: () => InstanceMatching,
): Float32Array | Uint8Array {
  const count = pair.a.dynamic.length
  switch (kind) {
    case 'flow':
      return fill(new Float32Array(count), new FlowDifference(pair))
    case 'angle':
      return fill(new Float32Array(count), new AngleDifference(pair))
    case 'speed':
      return fill(new Float32Array(count), new SpeedRatio(pair))
    case 'motion':
      return fill(new Uint8Array(count), new MotionDifference(pair))
    case 'object':
      return fill(new Uint8Array(count), new ObjectDifference(pair, matching()))
  }
}

export function differencesAt(pair: ComparedPair, matching: InstanceMatching, point: number): PointDifference {
  const valueOr = (value: number) => (value === NO_DIFFERENCE ? null : value)
  return {
    flowMetres: valueOr(new FlowDifference(pair).at(point)),
    angleDegrees: valueOr(new AngleDifference(pair).at(point)),
    speedRatio: valueOr(new SpeedRatio(pair).at(point)),
    motion: new MotionDifference(pair).at(point),
    object: new ObjectDifference(pair, matching).at(point),
  }
}

interface Difference {
  at(point: number): number
}

function fill<T extends Float32Array | Uint8Array>(out: T, difference: Difference): T {
  for (let i = 0; i < out.length; i++) out[i] = difference.at(i)
  return out
}

/** Where both flows are known. */
class KnownFlows {
  readonly #masks: readonly Uint8Array[]

  constructor({ a, b }: ComparedPair) {
    this.#masks = [a.valid, b.valid, regionOf(a), regionOf(b)].filter(mask => mask !== null)
  }

  at(i: number): boolean {
    for (const mask of this.#masks) if (mask[i] === 0) return false
    return true
  }
}

class FlowDifference implements Difference {
  readonly #known: KnownFlows
  readonly #a: Float32Array
  readonly #b: Float32Array

  constructor(pair: ComparedPair) {
    this.#known = new KnownFlows(pair)
    this.#a = pair.a.flow
    this.#b = pair.b.flow
  }

  at(i: number): number {
    if (!this.#known.at(i)) return NO_DIFFERENCE
    const a = this.#a
    const b = this.#b
    const x = (a[3 * i] as number) - (b[3 * i] as number)
    const y = (a[3 * i + 1] as number) - (b[3 * i + 1] as number)
    const z = (a[3 * i + 2] as number) - (b[3 * i + 2] as number)
    return Math.sqrt(x * x + y * y + z * z)
  }
}

/** Flow minus ego motion of one point at a time, metres. */
class ResidualFlow {
  x = 0
  y = 0
  z = 0
  readonly #flow: Float32Array
  readonly #positions: Float32Array
  /** E minus the identity, row by row; then its translation. */
  readonly #turn: Float64Array
  readonly #shift: Float64Array

  constructor(estimate: ComparedEstimate, positions: Float32Array) {
    const { rotation, translation } = estimate.sweep1FromSweep0
    this.#flow = estimate.flow
    this.#positions = positions
    this.#turn = rotation.map((value, k) => value - (k % 4 === 0 ? 1 : 0))
    this.#shift = translation
  }

  /** Length of the residual of a point. */
  read(i: number): number {
    const at = 3 * i
    const px = this.#positions[at] as number
    const py = this.#positions[at + 1] as number
    const pz = this.#positions[at + 2] as number
    const r = this.#turn
    const t = this.#shift
    const x =
      (this.#flow[at] as number) -
      ((r[0] as number) * px + (r[1] as number) * py + (r[2] as number) * pz + (t[0] as number))
    const y =
      (this.#flow[at + 1] as number) -
      ((r[3] as number) * px + (r[4] as number) * py + (r[5] as number) * pz + (t[1] as number))
    const z =
      (this.#flow[at + 2] as number) -
      ((r[6] as number) * px + (r[7] as number) * py + (r[8] as number) * pz + (t[2] as number))
    this.x = x
    this.y = y
    this.z = z
    return Math.sqrt(x * x + y * y + z * z)
  }
}

class AngleDifference implements Difference {
  readonly #known: KnownFlows
  readonly #a: ResidualFlow
  readonly #b: ResidualFlow

  constructor(pair: ComparedPair) {
    this.#known = new KnownFlows(pair)
    this.#a = new ResidualFlow(pair.a, pair.positions)
    this.#b = new ResidualFlow(pair.b, pair.positions)
  }

  at(i: number): number {
    const a = this.#a
    const b = this.#b
    if (a.read(i) < STATIC_RESIDUAL_METRES || b.read(i) < STATIC_RESIDUAL_METRES) return NO_DIFFERENCE
    if (!this.#known.at(i)) return NO_DIFFERENCE
    const x = a.y * b.z - a.z * b.y
    const y = a.z * b.x - a.x * b.z
    const z = a.x * b.y - a.y * b.x
    const sine = Math.sqrt(x * x + y * y + z * z)
    return (Math.atan2(sine, a.x * b.x + a.y * b.y + a.z * b.z) * 180) / Math.PI
  }
}

class SpeedRatio implements Difference {
  readonly #known: KnownFlows
  readonly #a: ResidualFlow
  readonly #b: ResidualFlow

  constructor(pair: ComparedPair) {
    this.#known = new KnownFlows(pair)
    this.#a = new ResidualFlow(pair.a, pair.positions)
    this.#b = new ResidualFlow(pair.b, pair.positions)
  }

  at(i: number): number {
    const a = this.#a.read(i)
    const b = this.#b.read(i)
    if (a < STATIC_RESIDUAL_METRES && b < STATIC_RESIDUAL_METRES) return NO_DIFFERENCE
    if (!this.#known.at(i)) return NO_DIFFERENCE
    return Math.min(LARGEST_RATIO, Math.max(1 / LARGEST_RATIO, a / b))
  }
}

class MotionDifference implements Difference {
  readonly #known: KnownFlows
  readonly #a: Float32Array
  readonly #b: Float32Array

  constructor(pair: ComparedPair) {
    this.#known = new KnownFlows(pair)
    this.#a = pair.a.dynamic
    this.#b = pair.b.dynamic
  }

  at(i: number): number {
    if (!this.#known.at(i)) return NOT_COMPARED
    const movesInA = (this.#a[i] as number) >= MOVING_FROM
    const movesInB = (this.#b[i] as number) >= MOVING_FROM
    if (movesInA) return movesInB ? MOTION_DIFFERENCE.bothMove : MOTION_DIFFERENCE.onlyA
    return movesInB ? MOTION_DIFFERENCE.onlyB : MOTION_DIFFERENCE.bothStand
  }
}

class ObjectDifference implements Difference {
  readonly #a: Int32Array
  readonly #b: Int32Array
  readonly #region: readonly Uint8Array[]
  readonly #counterparts: InstanceMatching['ofA']

  constructor({ a, b }: ComparedPair, { ofA }: InstanceMatching) {
    this.#a = a.instance
    this.#b = b.instance
    this.#region = [regionOf(a), regionOf(b)].filter(mask => mask !== null)
    this.#counterparts = ofA
  }

  at(i: number): number {
    for (const mask of this.#region) if (mask[i] === 0) return NOT_COMPARED
    const inA = objectOf(this.#a[i] as number)
    const inB = objectOf(this.#b[i] as number)
    if (inA === 0) return inB === 0 ? OBJECT_DIFFERENCE.neither : OBJECT_DIFFERENCE.onlyB
    if (inB === 0) return OBJECT_DIFFERENCE.onlyA
    return this.#counterparts.get(inA)?.b === inB ? OBJECT_DIFFERENCE.same : OBJECT_DIFFERENCE.other
  }
}
