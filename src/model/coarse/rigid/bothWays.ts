import type { OrientedBox } from '../../sweep/estimate.ts'
import { columnX, columnY } from '../pointColumns.ts'
import type { Stretch } from './firingTimes.ts'
import type { PivotMotion } from './pivotMotion.ts'
import type { ResidualWeights } from './planeAwareResidual.ts'
import type { RigidScene } from './rigidScene.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'
import { REACH_METRES, squaredResidualAt } from './trimmedIcp.ts'

export interface ReverseScore {
  /** Points of sweep 1 that the moved box holds and nothing else explains. */
  points: number
  /** Mean inlier weight of those points against the moved cluster, 0..1; 1 when there are none to speak against it. */
  score: number
  inlierShare: number
  /** Share of all points of sweep 1 in the moved box that another, static part of sweep 0 explains. */
  explainedShare: number
  /** Share of all points of sweep 1 in the moved box whose place sweep 0 saw free. */
  evidenceShare: number
}

/** A cluster with its box in the scene's frame, before any motion. */
export interface PlacedCluster {
  readonly cluster: number
  readonly box: OrientedBox
  readonly pivot: readonly [number, number, number]
}

/** Metres that the box is grown by when sweep 1's points are looked for. */
const BOX_MARGIN = 0.15
const NOT_DRAWN: Stretch = { x: 0, y: 0, share: 0 }
/** Points of sweep 1 looked at; more do not change the share. */
const MOST_POINTS = 250

/**
 * The way back: do sweep 1's points at the cluster's new place come from the cluster? A wall that merely happens to lie
 * where the cluster is moved to has points that the cluster cannot explain.
 * @param moving clusters (1 a cluster) that themselves move: what they leave behind explains nothing
 * @param stretch how the cluster is drawn out beside its motion; null = not
 */
export function reverseScore(
  scene: RigidScene,
  { cluster, box, pivot }: PlacedCluster,
  motion: PivotMotion,
  inlierMetres: number,
  weights: ResidualWeights,
  moving: Uint8Array | null,
  stretch: Stretch | null = null,
): ReverseScore {
  const { positions1, dynamic1, groups1, surfaces0, surfaces1, labels0, height1 } = scene
  const c = Math.cos(motion.yaw)
  const s = Math.sin(motion.yaw)
  const { x: alongX, y: alongY, share } = stretch ?? NOT_DRAWN
  // Of what a point lies ahead now, the part that it was drawn out by.
  const drawnShare = share / (1 + share)
  const bc = Math.cos(box.yaw)
  const bs = Math.sin(box.yaw)
  const halfLength = box.size[0] / 2 + BOX_MARGIN
  const halfWidth = box.size[1] / 2 + BOX_MARGIN
  const halfHeight = box.size[2] / 2 + BOX_MARGIN
  // Centre of the moved box.
  const ox = box.center[0] - pivot[0]
  const oy = box.center[1] - pivot[1]
  const centreX = c * ox - s * oy + pivot[0] + motion.x
  const centreY = s * ox + c * oy + pivot[1] + motion.y
  const reach = Math.hypot(halfLength, halfWidth)
  const squared = inlierMetres * inlierMetres
  let inside = 0
  for (const surface of surfaces1) inside += countNear(surface, centreX, centreY, reach)
  const stride = Math.max(1, Math.floor(inside / (2 * MOST_POINTS)))
  let seen = 0
  let explained = 0
  let evidence = 0
  let points = 0
  let sum = 0
  let inliers = 0
  for (const surface of surfaces1) {
    const { columns } = surface
    const x0 = columnX(columns, centreX - reach)
    const x1 = columnX(columns, centreX + reach)
    const y1 = columnY(columns, centreY + reach)
    // Counted on from row to row: begun anew, every short row would show its lowest point alone.
    let ahead = 0
    for (let iy = columnY(columns, centreY - reach); iy <= y1; iy++) {
      const to = columns.starts[iy * columns.countX + x1 + 1] as number
      let at = (columns.starts[iy * columns.countX + x0] as number) + ahead
      for (; at < to; at += stride) {
        const j = columns.order[at] as number
        // Back to where the point would have been before the motion.
        const qx = (positions1[3 * j] as number) - pivot[0] - motion.x
        const qy = (positions1[3 * j + 1] as number) - pivot[1] - motion.y
        const ux = c * qx + s * qy
        const uy = c * qy - s * qx
        const drawn = drawnShare * (ux * alongX + uy * alongY)
        const x = ux - drawn * alongX + pivot[0]
        const y = uy - drawn * alongY + pivot[1]
        const z = (positions1[3 * j + 2] as number) - motion.z
        const bx = x - box.center[0]
        const by = y - box.center[1]
        if (Math.abs(bc * bx + bs * by) > halfLength || Math.abs(bc * by - bs * bx) > halfWidth) continue
        if (Math.abs(z - box.center[2]) > halfHeight || (height1[j] as number) < 0) continue
        seen++
        evidence += dynamic1[j] as number
        const group = groups1 === null ? 0 : (groups1[j] as number)
        const source = surfaces0[group] as SurfaceIndex
        if (explainedByOther(scene, cluster, j, moving)) {
          explained++
          // What stands there anyway neither speaks for the motion nor against it.
          continue
        }
        points++
        const near = source.nearest(x, y, z, REACH_METRES)
        if (near < 0) continue
        const label = labels0[source.columns.order[near] as number] as number
        if (label !== cluster && label !== -1) continue
        const residual = squaredResidualAt(source, near, x, y, z, weights)
        if (residual >= squared) continue
        sum += 1 - residual / squared
        inliers++
      }
      ahead = at - to
    }
  }
  return {
    points: points * stride,
    score: points > 0 ? sum / points : 1,
    inlierShare: points > 0 ? inliers / points : 1,
    explainedShare: seen > 0 ? explained / seen : 0,
    evidenceShare: seen > 0 ? evidence / seen : 0,
  }
}

/** Looks at what every lidar saw: a thin pole may be missing from one lidar's sweep. */
function explainedByOther(scene: RigidScene, cluster: number, j: number, moving: Uint8Array | null): boolean {
  for (let lidar = 0; lidar < scene.surfaces0.length; lidar++) {
    const i = scene.stoodThere.pointOf(lidar, j)
    if (i < 0) continue
    const other = scene.labels0[i] as number
    if (other !== cluster && !(moving !== null && other >= 0 && moving[other] === 1)) return true
  }
  return false
}

function countNear(surface: SurfaceIndex, x: number, y: number, reach: number): number {
  const { columns } = surface
  const x0 = columnX(columns, x - reach)
  const x1 = columnX(columns, x + reach)
  const y1 = columnY(columns, y + reach)
  let count = 0
  for (let iy = columnY(columns, y - reach); iy <= y1; iy++)
    count +=
      (columns.starts[iy * columns.countX + x1 + 1] as number) - (columns.starts[iy * columns.countX + x0] as number)
  return count
}
