import { PLANAR, type SurfaceIndex } from './surfaceIndex.ts'

/** A small motion about a pivot: p -> R(yaw) (p - pivot) + pivot + (x, y, z). Radians and metres. */
export interface PivotMotion {
  x: number
  y: number
  z: number
  yaw: number
}

export interface IcpOptions {
  readonly iterations: number
  /** Metres; residual at which a match stops to count. */
  readonly inlierMetres: number
  /** Metres; start radius of the search, shrinking towards what the inlier distance needs. */
  readonly matchRadiusMetres: number
  readonly tangentialWeight: number
  readonly allowYaw: boolean
  readonly maximumYaw: number
}

/** What is registered: points with their lidar group, and one index a group. */
export interface IcpSource {
  /** N x 3, sweep 1's frame, ego motion removed. */
  readonly positions: Float32Array
  readonly groups: Uint8Array | null
  readonly targets: readonly SurfaceIndex[]
  /** N; metres: half the distance between scan lines at the point, free play along the surface. */
  readonly spacing: Float32Array
}

export interface IcpScore {
  /** Mean over the points of (1 - r^2 / inlier^2)^+, r the plane-aware residual: 0..1. */
  score: number
  /** Share of points with r < inlier distance. */
  inlierShare: number
  /** Metres, over the inliers. */
  rms: number
}

/** Pulls to no turn and no climb, in units of (points x square metres) and (points): small or flat clusters know neither. */
const YAW_RIDGE = 3
const HEIGHT_RIDGE = 4

const normalMatrix = new Float64Array(16)
const rightSide = new Float64Array(4)
const step = new Float64Array(4)

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
  const { positions, groups, targets, spacing } = source
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
      const at = target.nearest(x, y, z, radius)
      if (at < 0) continue
      const sorted = target.columns.sorted
      const ex = (sorted[3 * at] as number) - x
      const ey = (sorted[3 * at + 1] as number) - y
      const ez = (sorted[3 * at + 2] as number) - z
      let nx = 0
      let ny = 0
      let nz = 0
      let across = 0
      let along = 0
      const planar = target.shapeAt(at) === PLANAR
      const free = spacing[i] as number
      if (planar) {
        nx = target.normal[3 * at] as number
        ny = target.normal[3 * at + 1] as number
        nz = target.normal[3 * at + 2] as number
        across = nx * ex + ny * ey + nz * ez
        along = Math.sqrt(Math.max(0, ex * ex + ey * ey + ez * ez - across * across))
      } else {
        across = 0
        along = Math.sqrt(ex * ex + ey * ey + ez * ez)
      }
      const beyond = Math.max(0, along - free)
      const tangential = planar ? options.tangentialWeight : 0.6
      const residual = across * across + tangential * beyond * beyond
      if (residual >= scaleSquared) continue
      const weight = (1 - residual / scaleSquared) ** 2
      weightSum += weight
      // The part of the residual along the surface that pulls, as a vector.
      const pull = along > 1e-9 ? (tangential * weight * beyond) / along : 0
      const hold = along > 1e-9 ? tangential * weight * (beyond > 0 ? 1 : 0.02) : 0
      const tx = ex - across * nx
      const ty = ey - across * ny
      const tz = ez - across * nz
      const fx = weight * across * nx + pull * tx
      const fy = weight * across * ny + pull * ty
      const fz = weight * across * nz + pull * tz
      // Information across (weight n n^T) plus along (hold (I - n n^T)).
      const d = weight - hold
      accumulate(
        d * nx * nx + hold,
        d * nx * ny,
        d * nx * nz,
        d * ny * ny + hold,
        d * ny * nz,
        d * nz * nz + hold,
        rx,
        ry,
        fx,
        fy,
        fz,
      )
    }
    if (weightSum < 3) return
    normalMatrix[10] = (normalMatrix[10] as number) + HEIGHT_RIDGE
    rightSide[2] = (rightSide[2] as number) - HEIGHT_RIDGE * motion.z
    normalMatrix[15] = (normalMatrix[15] as number) + (options.allowYaw ? YAW_RIDGE : 1e9)
    if (options.allowYaw) rightSide[3] = (rightSide[3] as number) - YAW_RIDGE * motion.yaw
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
  tangentialWeight: number,
): IcpScore {
  const { positions, groups, targets, spacing } = source
  const c = Math.cos(motion.yaw)
  const s = Math.sin(motion.yaw)
  const squared = inlierMetres * inlierMetres
  let sum = 0
  let inliers = 0
  let residuals = 0
  for (let k = 0; k < points.length; k++) {
    const i = points[k] as number
    const ax = (positions[3 * i] as number) - pivot[0]
    const ay = (positions[3 * i + 1] as number) - pivot[1]
    const x = c * ax - s * ay + pivot[0] + motion.x
    const y = s * ax + c * ay + pivot[1] + motion.y
    const z = (positions[3 * i + 2] as number) + motion.z
    const target = targets[groups === null ? 0 : (groups[i] as number)] as SurfaceIndex
    const residual = squaredResidual(target, x, y, z, spacing[i] as number, inlierMetres, tangentialWeight)
    if (residual >= squared) continue
    sum += 1 - residual / squared
    inliers++
    residuals += residual
  }
  const total = Math.max(1, points.length)
  return { score: sum / total, inlierShare: inliers / total, rms: inliers > 0 ? Math.sqrt(residuals / inliers) : 0 }
}

/** Squared plane-aware residual of a place against an index, metres squared; infinite when nothing is near. */
export function squaredResidual(
  target: SurfaceIndex,
  x: number,
  y: number,
  z: number,
  free: number,
  inlierMetres: number,
  tangentialWeight: number,
): number {
  const at = target.nearest(x, y, z, free + inlierMetres / Math.sqrt(tangentialWeight))
  if (at < 0) return Number.POSITIVE_INFINITY
  const sorted = target.columns.sorted
  const ex = (sorted[3 * at] as number) - x
  const ey = (sorted[3 * at + 1] as number) - y
  const ez = (sorted[3 * at + 2] as number) - z
  const length = ex * ex + ey * ey + ez * ez
  if (target.shapeAt(at) !== PLANAR) {
    const beyond = Math.max(0, Math.sqrt(length) - free)
    return beyond * beyond
  }
  const across =
    (target.normal[3 * at] as number) * ex +
    (target.normal[3 * at + 1] as number) * ey +
    (target.normal[3 * at + 2] as number) * ez
  const beyond = Math.max(0, Math.sqrt(Math.max(0, length - across * across)) - free)
  return across * across + tangentialWeight * beyond * beyond
}

function clampStep(value: number): number {
  return Math.min(0.5, Math.max(-0.5, value))
}

/** Adds one point's information (xx, xy, xz, yy, yz, zz), arm (rx, ry) and force to the 4 x 4 system (x, y, z, yaw). */
function accumulate(
  xx: number,
  xy: number,
  xz: number,
  yy: number,
  yz: number,
  zz: number,
  rx: number,
  ry: number,
  fx: number,
  fy: number,
  fz: number,
): void {
  const m = normalMatrix
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
