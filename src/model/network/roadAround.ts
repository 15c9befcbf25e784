import type { OrientedBox } from '../sweep/estimate.ts'

/** Metres from the outline: nearer may be the object's own sill or tyre. */
const NEAREST_METRES = 0.3
const FARTHEST_METRES = 2.5
/** Returns from which there is a plane. */
const FEWEST_POINTS = 8
/** What stands out of the plane by more is a kerb or somebody's bumper. */
const ABOVE_METRES = 0.06
const ROUNDS = 3
/** Square metres a return: holds the slopes of a plane that its returns hardly tell at zero. */
const RIDGE = 0.05

/** Height of the road as a function of metres east and north of a place. */
export interface RoadPlane {
  readonly height: number
  readonly slopeX: number
  readonly slopeY: number
}

/**
 * The road around an object: the least-squares plane through the ground returns in a ring around its outline, without what stands out of it.
 * @param positions N x 3, metres
 * @param ground N; 1 = called ground
 * @returns heights about the box's middle; null where fewer than 8 returns tell it
 */
export function roadAround(
  positions: Float32Array,
  ground: Uint8Array,
  { center, size, yaw }: OrientedBox,
): RoadPlane | null {
  const cosine = Math.cos(yaw)
  const sine = Math.sin(yaw)
  const reach = Math.hypot(size[0] / 2 + FARTHEST_METRES, size[1] / 2 + FARTHEST_METRES)
  const ring: number[] = []
  for (let i = 0; i < ground.length; i++) {
    if (ground[i] === 0) continue
    const dx = (positions[3 * i] as number) - center[0]
    if (dx > reach || dx < -reach) continue
    const dy = (positions[3 * i + 1] as number) - center[1]
    const outside = Math.max(
      Math.abs(cosine * dx + sine * dy) - size[0] / 2,
      Math.abs(cosine * dy - sine * dx) - size[1] / 2,
    )
    if (outside > NEAREST_METRES && outside < FARTHEST_METRES) ring.push(dx, dy, positions[3 * i + 2] as number)
  }
  let plane: RoadPlane | null = null
  let kept = ring
  for (let round = 0; round < ROUNDS && kept.length >= 3 * FEWEST_POINTS; round++) {
    plane = planeThrough(kept)
    kept = belowPlane(ring, plane)
  }
  return plane
}

export function heightOf({ height, slopeX, slopeY }: RoadPlane, dx: number, dy: number): number {
  return height + slopeX * dx + slopeY * dy
}

function belowPlane(points: readonly number[], plane: RoadPlane): number[] {
  const kept: number[] = []
  for (let k = 0; k < points.length; k += 3) {
    const [x, y, z] = [points[k] as number, points[k + 1] as number, points[k + 2] as number]
    if (z - heightOf(plane, x, y) < ABOVE_METRES) kept.push(x, y, z)
  }
  return kept
}

/** @param points k x 3 */
function planeThrough(points: readonly number[]): RoadPlane {
  const count = points.length / 3
  let [x, y, z] = [0, 0, 0]
  for (let k = 0; k < points.length; k += 3) {
    x += (points[k] as number) / count
    y += (points[k + 1] as number) / count
    z += (points[k + 2] as number) / count
  }
  let [xx, xy, yy, xz, yz] = [RIDGE * count, 0, RIDGE * count, 0, 0]
  for (let k = 0; k < points.length; k += 3) {
    const dx = (points[k] as number) - x
    const dy = (points[k + 1] as number) - y
    const dz = (points[k + 2] as number) - z
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
    xz += dx * dz
    yz += dy * dz
  }
  const determinant = xx * yy - xy * xy
  const slopeX = (xz * yy - yz * xy) / determinant
  const slopeY = (yz * xx - xz * xy) / determinant
  return { height: z - slopeX * x - slopeY * y, slopeX, slopeY }
}
