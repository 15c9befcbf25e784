import { STATIC_RESIDUAL_METRES } from '../../sweep/estimate.ts'
import { type ComparedEstimate, isFlowKnown, MOVING_FROM, objectOf, regionOf } from './compared.ts'
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
      return fill(new Float32Array(count), i => flowDifferenceAt(pair, i))
    case 'angle':
      return fill(new Float32Array(count), i => angleDifferenceAt(pair, i))
    case 'speed':
      return fill(new Float32Array(count), i => speedRatioAt(pair, i))
    case 'motion':
      return fill(new Uint8Array(count), i => motionDifferenceAt(pair, i))
    case 'object': {
      const counterparts = matching().ofA
      return fill(new Uint8Array(count), i => objectDifferenceAt(pair, counterparts, i))
    }
  }
}

export function differencesAt(pair: ComparedPair, matching: InstanceMatching, point: number): PointDifference {
  const valueOr = (value: number) => (value === NO_DIFFERENCE ? null : value)
  return {
    flowMetres: valueOr(flowDifferenceAt(pair, point)),
    angleDegrees: valueOr(angleDifferenceAt(pair, point)),
    speedRatio: valueOr(speedRatioAt(pair, point)),
    motion: motionDifferenceAt(pair, point),
    object: objectDifferenceAt(pair, matching.ofA, point),
  }
}

function fill<T extends Float32Array | Uint8Array>(out: T, valueAt: (point: number) => number): T {
  for (let i = 0; i < out.length; i++) out[i] = valueAt(i)
  return out
}

function flowDifferenceAt({ a, b }: ComparedPair, i: number): number {
  if (!isFlowKnown(a, i) || !isFlowKnown(b, i)) return NO_DIFFERENCE
  const x = (a.flow[3 * i] as number) - (b.flow[3 * i] as number)
  const y = (a.flow[3 * i + 1] as number) - (b.flow[3 * i + 1] as number)
  const z = (a.flow[3 * i + 2] as number) - (b.flow[3 * i + 2] as number)
  return Math.sqrt(x * x + y * y + z * z)
}

const residualOfA = new Float64Array(3)
const residualOfB = new Float64Array(3)

/** Writes flow minus ego motion, metres, and returns its length. */
function residualAt(estimate: ComparedEstimate, positions: Float32Array, i: number, out: Float64Array): number {
  const { rotation, translation } = estimate.sweep1FromSweep0
  const x = positions[3 * i] as number
  const y = positions[3 * i + 1] as number
  const z = positions[3 * i + 2] as number
  let squares = 0
  for (let k = 0; k < 3; k++) {
    const there =
      (rotation[3 * k] as number) * x +
      (rotation[3 * k + 1] as number) * y +
      (rotation[3 * k + 2] as number) * z +
      (translation[k] as number)
    const residual = (estimate.flow[3 * i + k] as number) - (there - (positions[3 * i + k] as number))
    out[k] = residual
    squares += residual * residual
  }
  return Math.sqrt(squares)
}

function angleDifferenceAt({ a, b, positions }: ComparedPair, i: number): number {
  if (!isFlowKnown(a, i) || !isFlowKnown(b, i)) return NO_DIFFERENCE
  if (residualAt(a, positions, i, residualOfA) < STATIC_RESIDUAL_METRES) return NO_DIFFERENCE
  if (residualAt(b, positions, i, residualOfB) < STATIC_RESIDUAL_METRES) return NO_DIFFERENCE
  const [ax, ay, az] = residualOfA as unknown as [number, number, number]
  const [bx, by, bz] = residualOfB as unknown as [number, number, number]
  const cross = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
  return (Math.atan2(cross, ax * bx + ay * by + az * bz) * 180) / Math.PI
}

function speedRatioAt({ a, b, positions }: ComparedPair, i: number): number {
  if (!isFlowKnown(a, i) || !isFlowKnown(b, i)) return NO_DIFFERENCE
  const ofA = residualAt(a, positions, i, residualOfA)
  const ofB = residualAt(b, positions, i, residualOfB)
  if (ofA < STATIC_RESIDUAL_METRES && ofB < STATIC_RESIDUAL_METRES) return NO_DIFFERENCE
  return Math.min(LARGEST_RATIO, Math.max(1 / LARGEST_RATIO, ofA / ofB))
}

function motionDifferenceAt({ a, b }: ComparedPair, i: number): number {
  if (!isFlowKnown(a, i) || !isFlowKnown(b, i)) return NOT_COMPARED
  const movesInA = (a.dynamic[i] as number) >= MOVING_FROM
  const movesInB = (b.dynamic[i] as number) >= MOVING_FROM
  if (movesInA) return movesInB ? MOTION_DIFFERENCE.bothMove : MOTION_DIFFERENCE.onlyA
  return movesInB ? MOTION_DIFFERENCE.onlyB : MOTION_DIFFERENCE.bothStand
}

function objectDifferenceAt({ a, b }: ComparedPair, counterparts: InstanceMatching['ofA'], i: number): number {
  if (regionOf(a)?.[i] === 0 || regionOf(b)?.[i] === 0) return NOT_COMPARED
  const inA = objectOf(a.instance[i] as number)
  const inB = objectOf(b.instance[i] as number)
  if (inA === 0) return inB === 0 ? OBJECT_DIFFERENCE.neither : OBJECT_DIFFERENCE.onlyB
  if (inB === 0) return OBJECT_DIFFERENCE.onlyA
  return counterparts.get(inA)?.b === inB ? OBJECT_DIFFERENCE.same : OBJECT_DIFFERENCE.other
}
