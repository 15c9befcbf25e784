import type { Transform } from '../../sweep/transform.ts'
import { nearestShape } from './alignToSurface.ts'
import { SHAPE_POLE, type SurfaceVoxels } from './surfaceVoxels.ts'

/** A point this close to the other sweep's surface is explained by standing still, metres: range noise and voxel roughness. */
export const INLIER_METRES = 0.1
/** Farther than this a point belongs to something that moved or was not seen; it says nothing of the static world's residual. */
const STATIC_METRES = 0.3

export interface Residuals {
  /** Median distance to the surface of the points within 0.3 m of it; NaN when there are none. */
  readonly medianMetres: number
  /** Points within the inlier distance, of those that meet a surface with a shape or empty space. */
  readonly inlierShare: number
  /** Points that were compared with a surface or found empty space. */
  readonly compared: number
}

/** Distances of `points` (M x 3, sweep 0's frame), moved by `transform`, to the surface of sweep 1. */
export function residuals(points: Float32Array, surface: SurfaceVoxels, transform: Transform): Residuals {
  const { hash, mean, shape, directions } = surface
  const r = transform.rotation
  const t = transform.translation
  const distances = new Float32Array(points.length / 3)
  let near = 0
  let inliers = 0
  let compared = 0
  for (let i = 0; i < points.length; i += 3) {
    const px = points[i] as number
    const py = points[i + 1] as number
    const pz = points[i + 2] as number
    const x = (r[0] as number) * px + (r[1] as number) * py + (r[2] as number) * pz + (t[0] as number)
    const y = (r[3] as number) * px + (r[4] as number) * py + (r[5] as number) * pz + (t[1] as number)
    const z = (r[6] as number) * px + (r[7] as number) * py + (r[8] as number) * pz + (t[2] as number)
    const ix = hash.coordinate(0, x)
    const iy = hash.coordinate(1, y)
    const iz = hash.coordinate(2, z)
    const voxel = nearestShape(surface, x, y, z, ix, iy, iz, 27)
    if (voxel < 0) {
      // Foliage and other shapeless voxels cannot be measured against; empty space can: the point has no counterpart.
      if (!occupiedAround(surface, ix, iy, iz)) compared++
      continue
    }
    compared++
    const ex = x - (mean[3 * voxel] as number)
    const ey = y - (mean[3 * voxel + 1] as number)
    const ez = z - (mean[3 * voxel + 2] as number)
    const at = 6 * voxel
    const along =
      (directions[at] as number) * ex + (directions[at + 1] as number) * ey + (directions[at + 2] as number) * ez
    let distance = Math.abs(along)
    if (shape[voxel] === SHAPE_POLE) {
      const across =
        (directions[at + 3] as number) * ex + (directions[at + 4] as number) * ey + (directions[at + 5] as number) * ez
      distance = Math.hypot(along, across)
    }
    if (distance < STATIC_METRES) distances[near++] = distance
    if (distance < INLIER_METRES) inliers++
  }
  return {
    medianMetres: near === 0 ? Number.NaN : (distances.subarray(0, near).sort()[near >> 1] as number),
    inlierShare: compared === 0 ? 0 : inliers / compared,
    compared,
  }
}

function occupiedAround(surface: SurfaceVoxels, ix: number, iy: number, iz: number): boolean {
  for (let dx = -1; dx <= 1; dx++)
    for (let dy = -1; dy <= 1; dy++)
      for (let dz = -1; dz <= 1; dz++) if (surface.hash.find(ix + dx, iy + dy, iz + dz) >= 0) return true
  return false
}
