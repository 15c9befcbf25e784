import { inverse, type Transform } from '../../sweep/transform.ts'
import { addReversed, applyStep, PACKED_6X6, solveNormalEquations } from './normalEquations.ts'
import { SHAPE_NONE, SHAPE_POLE, type SurfaceVoxels } from './surfaceVoxels.ts'

/** Points of one sweep that are to meet the surfaces of the other, metres. */
export interface SourcePoints {
  /** M x 3. */
  readonly structure: Float32Array
  /** K x 3. */
  readonly ground: Float32Array
}

/** What the points of a sweep are aligned to. */
export interface TargetSurfaces {
  readonly structure: SurfaceVoxels
  readonly ground: SurfaceVoxels
}

/** Points of one sweep and the surfaces of the other. */
export interface Correspondence {
  readonly source: SourcePoints
  readonly target: TargetSurfaces
}

export interface AlignmentOptions {
  readonly iterations: number
  /** Scale of the Geman-McClure weight, metres: at the first iteration, and where it shrinks to. */
  readonly scale: readonly [first: number, last: number]
  /** Voxels searched for the nearest surface: the 27 around, or the own one and its 6 faces. */
  readonly search: 27 | 7
}

export interface Alignment {
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  /** Packed 6 x 6 normal matrix of the last iteration (turn about `pivot`, then shift), weights included. */
  readonly normalMatrix: Float64Array
  readonly pivot: readonly [number, number, number]
  /** Weighted mean squared residual of the last iteration, square metres. */
  readonly residualVariance: number
  /** Sum of the weights of structure points over their number, 0..1. */
  readonly structureSupport: number
  /** Sum of all weights. */
  readonly weight: number
}

/**
 * Iteratively reweighted Gauss-Newton on point-to-plane and point-to-pole residuals (Chen & Medioni 1992; weights
 * Geman-McClure with a shrinking scale, as in graduated non-convexity). Returns null when the geometry does not
 * determine the motion at all.
 *
 * @param forward points of sweep 0 on surfaces of sweep 1
 * @param backward points of sweep 1 on surfaces of sweep 0, null for one way only. What the fit of surfaces to scan rings
 * pulls one way, it pulls the other way as well: together the pulls cancel.
 */
export function alignToSurface(
  forward: Correspondence,
  backward: Correspondence | null,
  start: Transform<'sweep1', 'sweep0'>,
  options: AlignmentOptions,
): Alignment | null {
  let transform = start
  const H = new Float64Array(PACKED_6X6)
  const b = new Float64Array(6)
  const reversedH = new Float64Array(PACKED_6X6)
  const reversedB = new Float64Array(6)
  const pivot = forward.target.structure.hash.origin
  const structureCount = (forward.source.structure.length + (backward?.source.structure.length ?? 0)) / 3
  let last: Omit<Alignment, 'sweep1FromSweep0'> | null = null
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const progress = options.iterations > 1 ? iteration / (options.iterations - 1) : 1
    const scale = options.scale[0] * (options.scale[1] / options.scale[0]) ** progress
    H.fill(0)
    b.fill(0)
    const sums: Accumulated = { weight: 0, structureWeight: 0, squared: 0 }
    accumulateBoth(forward, transform, scale, options.search, H, b, sums)
    if (backward) {
      reversedH.fill(0)
      reversedB.fill(0)
      accumulateBoth(backward, inverse(transform), scale, options.search, reversedH, reversedB, sums)
      addReversed(H, b, reversedH, reversedB, transform, pivot, backward.target.structure.hash.origin)
    }
    const step = solveNormalEquations(H, b)
    if (!step || sums.weight === 0) return null
    transform = applyStep(transform, step, pivot)
    last = {
      normalMatrix: H.slice(),
      pivot,
      residualVariance: sums.squared / sums.weight,
      structureSupport: structureCount === 0 ? 0 : sums.structureWeight / structureCount,
      weight: sums.weight,
    }
    const turn = Math.hypot(step[0] as number, step[1] as number, step[2] as number)
    const shift = Math.hypot(step[3] as number, step[4] as number, step[5] as number)
    if (progress === 1 && turn < 1e-6 && shift < 1e-5) break
    // Settled while the scale is wide: the last scales decide, those between would move nothing.
    if (turn < SETTLED_RADIANS && shift < SETTLED_METRES)
      iteration = Math.max(iteration, options.iterations - 1 - LAST_ITERATIONS)
  }
  return last && { ...last, sweep1FromSweep0: transform }
}

/** A step this small says that the scale has nothing more to tell; a tenth of what a right motion is known to. */
const SETTLED_METRES = 1e-3
const SETTLED_RADIANS = 1e-4
/** Iterations at the narrowest scales that are always made. */
const LAST_ITERATIONS = 3

interface Accumulated {
  /** Sum of all weights, and of those of structure. */
  weight: number
  structureWeight: number
  /** Weighted sum of squared residuals, square metres. */
  squared: number
}

function accumulateBoth(
  { source, target }: Correspondence,
  transform: Transform,
  scale: number,
  search: 27 | 7,
  H: Float64Array,
  b: Float64Array,
  sums: Accumulated,
): void {
  const before = sums.weight
  accumulate(source.structure, target.structure, transform, scale, search, H, b, sums)
  sums.structureWeight += sums.weight - before
  accumulate(source.ground, target.ground, transform, scale, search, H, b, sums)
}

/** Adds the rows of `points` to H and b, for a step from the left of `transform` that turns about the surface's origin. */
function accumulate(
  points: Float32Array,
  surface: SurfaceVoxels,
  transform: Transform,
  scale: number,
  search: 27 | 7,
  H: Float64Array,
  b: Float64Array,
  sums: Accumulated,
): void {
  const { hash, mean, shape, directions } = surface
  const size = hash.sizeMetres
  const [ox, oy, oz] = hash.origin
  const r = transform.rotation
  const [r0, r1, r2] = [r[0] as number, r[1] as number, r[2] as number]
  const [r3, r4, r5] = [r[3] as number, r[4] as number, r[5] as number]
  const [r6, r7, r8] = [r[6] as number, r[7] as number, r[8] as number]
  const [tx, ty, tz] = [
    transform.translation[0] as number,
    transform.translation[1] as number,
    transform.translation[2] as number,
  ]
  const k2 = scale * scale
  for (let i = 0; i < points.length; i += 3) {
    const px = points[i] as number
    const py = points[i + 1] as number
    const pz = points[i + 2] as number
    const qx = r0 * px + r1 * py + r2 * pz + tx
    const qy = r3 * px + r4 * py + r5 * pz + ty
    const qz = r6 * px + r7 * py + r8 * pz + tz
    const voxel = nearestShape(
      surface,
      qx,
      qy,
      qz,
      Math.floor((qx - ox) / size),
      Math.floor((qy - oy) / size),
      Math.floor((qz - oz) / size),
      search,
    )
    if (voxel < 0) continue
    const ex = qx - (mean[3 * voxel] as number)
    const ey = qy - (mean[3 * voxel + 1] as number)
    const ez = qz - (mean[3 * voxel + 2] as number)
    const at = 6 * voxel
    const nx = directions[at] as number
    const ny = directions[at + 1] as number
    const nz = directions[at + 2] as number
    const along = nx * ex + ny * ey + nz * ez
    const gx = qx - ox
    const gy = qy - oy
    const gz = qz - oz
    if (shape[voxel] === SHAPE_POLE) {
      const mx = directions[at + 3] as number
      const my = directions[at + 4] as number
      const mz = directions[at + 5] as number
      const across = mx * ex + my * ey + mz * ez
      const squared = along * along + across * across
      const w = gemanMcClure(squared, k2)
      addRow(H, b, w, along, gy * nz - gz * ny, gz * nx - gx * nz, gx * ny - gy * nx, nx, ny, nz)
      addRow(H, b, w, across, gy * mz - gz * my, gz * mx - gx * mz, gx * my - gy * mx, mx, my, mz)
      sums.weight += w
      sums.squared += w * squared
    } else {
      const squared = along * along
      const w = gemanMcClure(squared, k2)
      addRow(H, b, w, along, gy * nz - gz * ny, gz * nx - gx * nz, gx * ny - gy * nx, nx, ny, nz)
      sums.weight += w
      sums.squared += w * squared
    }
  }
}

function gemanMcClure(squared: number, k2: number): number {
  const ratio = k2 / (k2 + squared)
  return ratio * ratio
}

function addRow(
  H: Float64Array,
  b: Float64Array,
  w: number,
  e: number,
  j0: number,
  j1: number,
  j2: number,
  j3: number,
  j4: number,
  j5: number,
): void {
  const we = w * e
  b[0] = (b[0] as number) + we * j0
  b[1] = (b[1] as number) + we * j1
  b[2] = (b[2] as number) + we * j2
  b[3] = (b[3] as number) + we * j3
  b[4] = (b[4] as number) + we * j4
  b[5] = (b[5] as number) + we * j5
  const w0 = w * j0
  H[0] = (H[0] as number) + w0 * j0
  H[1] = (H[1] as number) + w0 * j1
  H[2] = (H[2] as number) + w0 * j2
  H[3] = (H[3] as number) + w0 * j3
  H[4] = (H[4] as number) + w0 * j4
  H[5] = (H[5] as number) + w0 * j5
  const w1 = w * j1
  H[6] = (H[6] as number) + w1 * j1
  H[7] = (H[7] as number) + w1 * j2
  H[8] = (H[8] as number) + w1 * j3
  H[9] = (H[9] as number) + w1 * j4
  H[10] = (H[10] as number) + w1 * j5
  const w2 = w * j2
  H[11] = (H[11] as number) + w2 * j2
  H[12] = (H[12] as number) + w2 * j3
  H[13] = (H[13] as number) + w2 * j4
  H[14] = (H[14] as number) + w2 * j5
  const w3 = w * j3
  H[15] = (H[15] as number) + w3 * j3
  H[16] = (H[16] as number) + w3 * j4
  H[17] = (H[17] as number) + w3 * j5
  const w4 = w * j4
  H[18] = (H[18] as number) + w4 * j4
  H[19] = (H[19] as number) + w4 * j5
  H[20] = (H[20] as number) + w * j5 * j5
}

/** Voxel with a shape whose mean is nearest to the point, among the voxels searched; -1 when there is none. */
export function nearestShape(
  surface: SurfaceVoxels,
  x: number,
  y: number,
  z: number,
  ix: number,
  iy: number,
  iz: number,
  search: 27 | 7,
): number {
  const { hash, mean, shape } = surface
  let best = -1
  let bestSquared = Number.POSITIVE_INFINITY
  for (let dx = -1; dx <= 1; dx++)
    for (let dy = -1; dy <= 1; dy++)
      for (let dz = -1; dz <= 1; dz++) {
        if (search === 7 && dx * dx + dy * dy + dz * dz > 1) continue
        const voxel = hash.find(ix + dx, iy + dy, iz + dz)
        if (voxel < 0 || shape[voxel] === SHAPE_NONE) continue
        const ex = x - (mean[3 * voxel] as number)
        const ey = y - (mean[3 * voxel + 1] as number)
        const ez = z - (mean[3 * voxel + 2] as number)
        const squared = ex * ex + ey * ey + ez * ez
        if (squared < bestSquared) {
          bestSquared = squared
          best = voxel
        }
      }
  return best
}
