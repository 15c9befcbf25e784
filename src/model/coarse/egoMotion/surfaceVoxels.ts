import { symmetricEigen } from './symmetricEigen.ts'
import { VoxelHash } from './voxelHash.ts'

/** What a voxel's surroundings look like, which decides what they can tell of a displacement. */
export const SHAPE_NONE = 0
export const SHAPE_PLANE = 1
export const SHAPE_POLE = 2

/** Fewest returns in the 3 x 3 x 3 voxels around for a shape to be believed. */
const FEWEST_POINTS = 6
/** Plane: smallest eigenvalue at most this share of the middle one ... */
const PLANE_FLATNESS = 0.12
/** ... and the middle one at least this share of the largest: a single scan ring is a line, not a plane. */
const PLANE_BREADTH = 0.03
/** Pole: middle eigenvalue at most this share of the largest, and upright; lines that lie are scan rings. */
const POLE_SLENDERNESS = 0.06
const POLE_UPRIGHTNESS = 0.85
/** Thickest plane (standard deviation across), metres. */
const PLANE_THICKNESS = 0.15

/**
 * The surface of a sweep as a voxel hash: per occupied voxel the mean of its returns and, from the 3 x 3 x 3 voxels around,
 * a local shape. A plane constrains displacement along its normal, an upright pole along two horizontal directions, anything
 * else not at all: loose distributions and single scan rings would pull towards standing still.
 */
export interface SurfaceVoxels {
  readonly hash: VoxelHash
  /** V x 3, metres. */
  readonly mean: Float32Array
  /** V. */
  readonly shape: Uint8Array
  /** V x 6: one or two unit directions that are constrained. */
  readonly directions: Float32Array
}

/** Builds the surface from a sweep's registration points; `sizeMetres` is the voxel's edge. */
export function surfaceVoxels(
  cloud: Float32Array,
  origin: readonly [number, number, number],
  sizeMetres: number,
): SurfaceVoxels {
  const total = cloud.length / 3
  const hash = new VoxelHash(sizeMetres, origin, total)
  const coordinates = new Int32Array(3 * total)
  // Count, sum and second moments, relative to the grid's origin: double, as far voxels lose digits in float32.
  const moments = new Float64Array(10 * total)
  for (let i = 0; i < cloud.length; i += 3) {
    const x = (cloud[i] as number) - origin[0]
    const y = (cloud[i + 1] as number) - origin[1]
    const z = (cloud[i + 2] as number) - origin[2]
    const ix = Math.floor(x / sizeMetres)
    const iy = Math.floor(y / sizeMetres)
    const iz = Math.floor(z / sizeMetres)
    const voxel = hash.insert(ix, iy, iz)
    if (voxel < 0) continue
    coordinates[3 * voxel] = ix
    coordinates[3 * voxel + 1] = iy
    coordinates[3 * voxel + 2] = iz
    const at = 10 * voxel
    moments[at] = (moments[at] as number) + 1
    moments[at + 1] = (moments[at + 1] as number) + x
    moments[at + 2] = (moments[at + 2] as number) + y
    moments[at + 3] = (moments[at + 3] as number) + z
    moments[at + 4] = (moments[at + 4] as number) + x * x
    moments[at + 5] = (moments[at + 5] as number) + x * y
    moments[at + 6] = (moments[at + 6] as number) + x * z
    moments[at + 7] = (moments[at + 7] as number) + y * y
    moments[at + 8] = (moments[at + 8] as number) + y * z
    moments[at + 9] = (moments[at + 9] as number) + z * z
  }
  const mean = new Float32Array(3 * hash.count)
  const shape = new Uint8Array(hash.count)
  const directions = new Float32Array(6 * hash.count)
  const sum = new Float64Array(10)
  const covariance = new Float64Array(6)
  const values = new Float64Array(3)
  const vectors = new Float64Array(9)
  for (let voxel = 0; voxel < hash.count; voxel++) {
    const own = moments[10 * voxel] as number
    for (let axis = 0; axis < 3; axis++)
      mean[3 * voxel + axis] = (moments[10 * voxel + 1 + axis] as number) / own + (origin[axis] as number)
    sum.fill(0)
    const ix = coordinates[3 * voxel] as number
    const iy = coordinates[3 * voxel + 1] as number
    const iz = coordinates[3 * voxel + 2] as number
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (let dz = -1; dz <= 1; dz++) {
          const near = hash.find(ix + dx, iy + dy, iz + dz)
          if (near >= 0) for (let m = 0; m < 10; m++) sum[m] = (sum[m] as number) + (moments[10 * near + m] as number)
        }
    const n = sum[0] as number
    if (n < FEWEST_POINTS) continue
    const [mx, my, mz] = [(sum[1] as number) / n, (sum[2] as number) / n, (sum[3] as number) / n]
    covariance[0] = (sum[4] as number) / n - mx * mx
    covariance[1] = (sum[5] as number) / n - mx * my
    covariance[2] = (sum[6] as number) / n - mx * mz
    covariance[3] = (sum[7] as number) / n - my * my
    covariance[4] = (sum[8] as number) / n - my * mz
    covariance[5] = (sum[9] as number) / n - mz * mz
    symmetricEigen(covariance, values, vectors)
    const [small, middle, large] = [values[0] as number, values[1] as number, values[2] as number]
    if (
      small <= PLANE_FLATNESS * middle &&
      middle >= PLANE_BREADTH * large &&
      small <= PLANE_THICKNESS * PLANE_THICKNESS
    ) {
      shape[voxel] = SHAPE_PLANE
      for (let k = 0; k < 3; k++) directions[6 * voxel + k] = vectors[k] as number
    } else if (middle <= POLE_SLENDERNESS * large && Math.abs(vectors[8] as number) >= POLE_UPRIGHTNESS) {
      shape[voxel] = SHAPE_POLE
      for (let k = 0; k < 6; k++) directions[6 * voxel + k] = vectors[k] as number
    }
  }
  return { hash, mean, shape, directions }
}
