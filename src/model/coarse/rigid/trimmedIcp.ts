import type { PivotMotion } from './pivotMotion.ts'
import { type MatchPull, matchPull, pullOf, type ResidualWeights, squaredOffset } from './planeAwareResidual.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'

export interface IcpOptions {
  readonly iterations: number
  /** Metres; residual at which a match stops to count. */
  readonly inlierMetres: number
  /** Metres; start radius of the search, shrinking towards what the inlier distance needs. */
  readonly matchRadiusMetres: number
  readonly weights: ResidualWeights
  readonly allowYaw: boolean
  /** Metres that the ground rises along the motion: what the height is pulled to. */
  readonly climb: number
  readonly maximumYaw: number
  /** Share of the points, by weight, below which a round's match is not followed any further; 0 = always followed. */
  readonly leastShare: number
}

/** What is registered: points with their lidar group, and one index a group. */
export interface IcpSource {
  /** N x 3, sweep 1's frame, ego motion removed. */
  readonly positions: Float32Array
  readonly groups: Uint8Array | null
  readonly targets: readonly SurfaceIndex[]
}

export interface IcpScore {
  /** Mean over the points of (1 - r^2 / inlier^2)^+, r the plane-aware residual: 0..1. */
  score: number
  /** The same over the points that sweep 1 could see or that found a match; 1 when there are none. */
  seenScore: number
  /** Share of points with r < inlier distance. */
  inlierShare: number
  /** Metres, over the inliers. */
  rms: number
}

/** Pulls to no turn and no climb, in units of (points x square metres) and (points): small or flat clusters know neither. */
const YAW_RIDGE = 3
/** The same a matched point: an object follows the ground, and height and way trade off on a slanting bonnet. */
const HEIGHT_RIDGE_PER_POINT = 5
const YAW_RIDGE_PER_POINT = 0.3
/** Metres. Search radius of the scores: what lies farther away along a surface explains nothing. */
export const REACH_METRES = 0.6

const normalMatrix = new Float64Array(16)
const rightSide = new Float64Array(4)
const step = new Float64Array(4)
const pull = matchPull()

/**
 * Trimmed ICP with a plane-aware residual: across the surface in full, along it only beyond the scan-line spacing and with
 * a small weight, so that the rings of the two sweeps do not lock onto each other. Weights are Tukey's biweight with a scale
 * that shrinks to the inlier distance; each step solves the weighted least squares for (x, y, z, yaw) in closed form.
 * `motion` is the start and receives the result.
 */
export function registerCluster(
  source: IcpSource,
  points: Int32Array,
  pivot: readonly [number, number, number],
  motion: PivotMotion,
  options: IcpOptions,
): void {
  const { positions, groups, targets } = source
  // The last round's match is mostly this round's, too, or beside it.
  const matches = new Int32Array(points.length).fill(-1)
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const share = options.iterations === 1 ? 1 : iteration / (options.iterations - 1)
    const scale = options.inlierMetres * (1 + 1.5 * (1 - share))
    const radius = Math.max(options.matchRadiusMetres * (1 - 0.4 * share), 0.3)
    const scaleSquared = scale * scale
    normalMatrix.fill(0)
    rightSide.fill(0)
    const c = Math.cos(motion.yaw)
    const s = Math.sin(motion.yaw)
    let weightSum = 0
    for (let k = 0; k < points.length; k++) {
      const i = points[k] as number
      const ax = (positions[3 * i] as number) - pivot[0]
      const ay = (positions[3 * i + 1] as number) - pivot[1]
      const rx = c * ax - s * ay
      const ry = s * ax + c * ay
      const x = rx + pivot[0] + motion.x
      const y = ry + pivot[1] + motion.y
      const z = (positions[3 * i + 2] as number) + motion.z
      const target = targets[groups === null ? 0 : (groups[i] as number)] as SurfaceIndex
      const at = target.nearest(x, y, z, radius, matches[k])
      if (at < 0) continue
      matches[k] = at
      const sorted = target.columns.sorted
      const ex = (sorted[3 * at] as number) - x
      const ey = (sorted[3 * at + 1] as number) - y
      const ez = (sorted[3 * at + 2] as number) - z
      const residual = squaredOffset(target, at, ex, ey, ez, options.weights)
      if (residual >= scaleSquared) continue
      const weight = (1 - residual / scaleSquared) ** 2
      weightSum += weight
      pullOf(target, at, ex, ey, ez, options.weights, pull)
      accumulate(pull, weight, rx, ry)
    }
    if (weightSum < 3) return
    // The first round begins anywhere; a later one that still holds too little will not end where it is needed.
    const last = options.iterations - 1
    if (iteration > 0 && iteration < last && weightSum < options.leastShare * points.length) return
    const holdHeight = 4 + HEIGHT_RIDGE_PER_POINT * weightSum
    normalMatrix[10] = (normalMatrix[10] as number) + holdHeight
    rightSide[2] = (rightSide[2] as number) + holdHeight * (options.climb - motion.z)
    const holdYaw = options.allowYaw ? YAW_RIDGE + YAW_RIDGE_PER_POINT * weightSum : 1e9
    normalMatrix[15] = (normalMatrix[15] as number) + holdYaw
    rightSide[3] = (rightSide[3] as number) - holdYaw * motion.yaw
    normalMatrix[0] = (normalMatrix[0] as number) + 0.01
    normalMatrix[5] = (normalMatrix[5] as number) + 0.01
    if (!solveFour()) return
    motion.x += clampStep(step[0] as number)
    motion.y += clampStep(step[1] as number)
    motion.z += clampStep(step[2] as number)
    motion.yaw = Math.max(-options.maximumYaw, Math.min(options.maximumYaw, motion.yaw + (step[3] as number)))
    const change = Math.abs(step[0] as number) + Math.abs(step[1] as number) + Math.abs(step[3] as number)
    if (share > 0.5 && change < 5e-4) {
      if (share === 1) return
      // Settled early: one last round at the final scale is enough.
      iteration = Math.max(iteration, options.iterations - 2)
    }
  }
}

/** Mean inlier weight of a motion; see IcpScore. */
export function scoreMotion(
  source: IcpSource,
  points: Int32Array,
  pivot: readonly [number, number, number],
  motion: PivotMotion,
  inlierMetres: number,
  weights: ResidualWeights,
  hidden: Uint8Array | null = null,
): IcpScore {
  const { positions, groups, targets } = source
  const c = Math.cos(motion.yaw)
  const s = Math.sin(motion.yaw)
  const squared = inlierMetres * inlierMetres
  let sum = 0
  let inliers = 0
  let residuals = 0
  let unseen = 0
  for (let k = 0; k < points.length; k++) {
    const i = points[k] as number
    const ax = (positions[3 * i] as number) - pivot[0]
    const ay = (positions[3 * i + 1] as number) - pivot[1]
    const x = c * ax - s * ay + pivot[0] + motion.x
    const y = s * ax + c * ay + pivot[1] + motion.y
    const z = (positions[3 * i + 2] as number) + motion.z
    const target = targets[groups === null ? 0 : (groups[i] as number)] as SurfaceIndex
    const residual = squaredResidual(target, x, y, z, weights)
    if (residual >= squared) {
      if (hidden !== null && hidden[i] === 1) unseen++
      continue
    }
    sum += 1 - residual / squared
    inliers++
    residuals += residual
  }
  const total = Math.max(1, points.length)
  return {
    score: sum / total,
    seenScore: points.length > unseen ? sum / (points.length - unseen) : 1,
    inlierShare: inliers / total,
    rms: inliers > 0 ? Math.sqrt(residuals / inliers) : 0,
  }
}

/** Squared plane-aware residual of a place against an index, metres squared; infinite when nothing is near. */
export function squaredResidual(
  target: SurfaceIndex,
  x: number,
  y: number,
  z: number,
  weights: ResidualWeights,
): number {
  const at = target.nearest(x, y, z, REACH_METRES)
  return at < 0 ? Number.POSITIVE_INFINITY : squaredResidualAt(target, at, x, y, z, weights)
}

/** The same against one point of the index. */
export function squaredResidualAt(
  target: SurfaceIndex,
  at: number,
  x: number,
  y: number,
  z: number,
  weights: ResidualWeights,
): number {
  const { sorted } = target.columns
  const ex = (sorted[3 * at] as number) - x
  const ey = (sorted[3 * at + 1] as number) - y
  const ez = (sorted[3 * at + 2] as number) - z
  return squaredOffset(target, at, ex, ey, ez, weights)
}

function clampStep(value: number): number {
  return Math.min(0.5, Math.max(-0.5, value))
}

/** Adds one match with its robust weight and arm (rx, ry) to the 4 x 4 system (x, y, z, yaw). */
function accumulate({ force, information }: MatchPull, weight: number, rx: number, ry: number): void {
  const m = normalMatrix
  const xx = weight * (information[0] as number)
  const xy = weight * (information[1] as number)
  const xz = weight * (information[2] as number)
  const yy = weight * (information[3] as number)
  const yz = weight * (information[4] as number)
  const zz = weight * (information[5] as number)
  const fx = weight * (force[0] as number)
  const fy = weight * (force[1] as number)
  const fz = weight * (force[2] as number)
  // Derivative of the point by yaw is (-ry, rx, 0).
  const ux = -ry * xx + rx * xy
  const uy = -ry * xy + rx * yy
  const uz = -ry * xz + rx * yz
  m[0] = (m[0] as number) + xx
  m[1] = (m[1] as number) + xy
  m[2] = (m[2] as number) + xz
  m[3] = (m[3] as number) + ux
  m[5] = (m[5] as number) + yy
  m[6] = (m[6] as number) + yz
  m[7] = (m[7] as number) + uy
  m[10] = (m[10] as number) + zz
  m[11] = (m[11] as number) + uz
  m[15] = (m[15] as number) - ry * ux + rx * uy
  rightSide[0] = (rightSide[0] as number) + fx
  rightSide[1] = (rightSide[1] as number) + fy
  rightSide[2] = (rightSide[2] as number) + fz
  rightSide[3] = (rightSide[3] as number) - ry * fx + rx * fy
}

/** Cholesky of the symmetric 4 x 4 system (upper half filled); false when it is not positive definite. */
function solveFour(): boolean {
  const m = normalMatrix
  for (let i = 0; i < 4; i++) {
    for (let j = i; j < 4; j++) {
      let sum = m[4 * i + j] as number
      for (let k = 0; k < i; k++) sum -= (m[4 * k + i] as number) * (m[4 * k + j] as number)
      if (i === j) {
        if (!(sum > 1e-12)) return false
        m[5 * i] = Math.sqrt(sum)
      } else m[4 * i + j] = sum / (m[5 * i] as number)
    }
  }
  for (let i = 0; i < 4; i++) {
    let sum = rightSide[i] as number
    for (let k = 0; k < i; k++) sum -= (m[4 * k + i] as number) * (step[k] as number)
    step[i] = sum / (m[5 * i] as number)
  }
  for (let i = 3; i >= 0; i--) {
    let sum = step[i] as number
    for (let k = i + 1; k < 4; k++) sum -= (m[4 * i + k] as number) * (step[k] as number)
    step[i] = sum / (m[5 * i] as number)
  }
  return true
}
