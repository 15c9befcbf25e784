import { POSE_LENGTH } from './scene.ts'
import type { Terrain } from './terrain.ts'
import { type Path, PLACE_LENGTH, type SpeedProfile } from './trajectories.ts'

/** Writes a world-from-body pose for a wheeled body that stands on the ground at (x, y) with a heading: it pitches and rolls with the carriageway. */
export function poseOnGround(
  terrain: Terrain,
  x: number,
  y: number,
  heading: number,
  wheelbase: number,
  lift: number,
  out: Float64Array,
  at = 0,
): void {
  const c = Math.cos(heading)
  const s = Math.sin(heading)
  const reach = wheelbase / 2
  const front = terrain.base(x + reach * c, y + reach * s)
  const rear = terrain.base(x - reach * c, y - reach * s)
  const left = terrain.base(x - 0.75 * s, y + 0.75 * c)
  const right = terrain.base(x + 0.75 * s, y - 0.75 * c)
  // Body axes: x along the slope, z the normal of the plane through the contact points.
  const rise = (front - rear) / wheelbase
  const bank = (left - right) / 1.5
  const inverseX = 1 / Math.sqrt(1 + rise * rise)
  const xx = c * inverseX
  const xy = s * inverseX
  const xz = rise * inverseX
  // Left vector made orthogonal to x.
  let yx = -s
  let yy = c
  let yz = bank
  const dot = xx * yx + xy * yy + xz * yz
  yx -= dot * xx
  yy -= dot * xy
  yz -= dot * xz
  const inverseY = 1 / Math.sqrt(yx * yx + yy * yy + yz * yz)
  yx *= inverseY
  yy *= inverseY
  yz *= inverseY
  out[at] = xx
  out[at + 1] = yx
  out[at + 2] = xy * yz - xz * yy
  out[at + 3] = xy
  out[at + 4] = yy
  out[at + 5] = xz * yx - xx * yz
  out[at + 6] = xz
  out[at + 7] = yz
  out[at + 8] = xx * yy - xy * yx
  out[at + 9] = x
  out[at + 10] = y
  out[at + 11] = (front + rear + left + right) / 4 + lift
}

/** Pose at `at` times a turn by `angle` about the body's y axis at a pivot (x, y, z in the body's frame), written to `to`. */
export function hinge(
  poses: Float64Array,
  at: number,
  to: number,
  pivotX: number,
  pivotY: number,
  pivotZ: number,
  angle: number,
): void {
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const base = at * POSE_LENGTH
  const target = to * POSE_LENGTH
  for (let row = 0; row < 3; row++) {
    const rx = poses[base + 3 * row] as number
    const ry = poses[base + 3 * row + 1] as number
    const rz = poses[base + 3 * row + 2] as number
    poses[target + 3 * row] = rx * c - rz * s
    poses[target + 3 * row + 1] = ry
    poses[target + 3 * row + 2] = rx * s + rz * c
    poses[target + 9 + row] = rx * pivotX + ry * pivotY + rz * pivotZ + (poses[base + 9 + row] as number)
  }
}

const place = new Float64Array(PLACE_LENGTH)

/** Pose of a vehicle that follows a path with a speed profile. */
export function drive(terrain: Terrain, path: Path, profile: SpeedProfile, wheelbase: number) {
  return (seconds: number, out: Float64Array): void => {
    path.place(profile.distance(seconds), place)
    poseOnGround(terrain, place[0] as number, place[1] as number, place[2] as number, wheelbase, 0, out)
  }
}
