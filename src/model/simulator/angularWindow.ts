import type { LidarScan } from './lidarScan.ts'
import { POSE_LENGTH } from './scene.ts'

/** Where a box can be seen by a lidar: azimuths relative to `center`, sines of elevation, and the nearest it comes. */
export class AngularWindow {
  center = 0
  low = 0
  high = 0
  lowSine = 1
  highSine = -1
  near = Infinity
  private empty = true

  clear(): void {
    this.empty = true
    this.low = 0
    this.high = 0
    this.lowSine = 1
    this.highSine = -1
    this.near = Infinity
  }

  /**
   * Grows the window by a box (part's frame) at one column's moment. Exact for the azimuth of a convex box that does not
   * hold the sensor; for the elevation bounded by height over distance, whatever the tilt.
   */
  add(scan: LidarScan, column: number, poses: Float64Array, poseAt: number, bounds: Float64Array): void {
    const lidar = scan.poses
    const at = column * POSE_LENGTH
    const lx = (poses[poseAt + 9] as number) - (lidar[at + 9] as number)
    const ly = (poses[poseAt + 10] as number) - (lidar[at + 10] as number)
    const lz = (poses[poseAt + 11] as number) - (lidar[at + 11] as number)
    // Sensor from part: transpose of the lidar's rotation times the part's.
    for (let row = 0; row < 3; row++) {
      const a = lidar[at + row] as number
      const b = lidar[at + 3 + row] as number
      const c = lidar[at + 6 + row] as number
      for (let k = 0; k < 3; k++)
        turn[3 * row + k] =
          a * (poses[poseAt + k] as number) +
          b * (poses[poseAt + 3 + k] as number) +
          c * (poses[poseAt + 6 + k] as number)
      shift[row] = a * lx + b * ly + c * lz
    }
    const nearest = nearestOf(bounds)
    let farthest = 0
    let bottom = Infinity
    let top = -Infinity
    let first = 0
    let low = Infinity
    let high = -Infinity
    for (let corner = 0; corner < 9; corner++) {
      // Turn 0 is the middle: the azimuths of the eight corners are taken relative to it.
      const px = corner === 0 ? middle(bounds, 0) : (bounds[corner & 1 ? 3 : 0] as number)
      const py = corner === 0 ? middle(bounds, 1) : (bounds[corner & 2 ? 4 : 1] as number)
      const pz = corner === 0 ? middle(bounds, 2) : (bounds[corner & 4 ? 5 : 2] as number)
      const x = (turn[0] as number) * px + (turn[1] as number) * py + (turn[2] as number) * pz + (shift[0] as number)
      const y = (turn[3] as number) * px + (turn[4] as number) * py + (turn[5] as number) * pz + (shift[1] as number)
      const z = (turn[6] as number) * px + (turn[7] as number) * py + (turn[8] as number) * pz + (shift[2] as number)
      const azimuth = Math.atan2(y, x)
      if (corner === 0) {
        if (this.empty) this.center = azimuth
        first = wrap(azimuth - this.center)
      }
      const off = first + wrap(azimuth - this.center - first)
      if (off < low) low = off
      if (off > high) high = off
      const distance = Math.sqrt(x * x + y * y + z * z)
      if (distance > farthest) farthest = distance
      if (z < bottom) bottom = z
      if (z > top) top = z
    }
    this.empty = false
    if (nearest < 0.3 || high - low > Math.PI) {
      low = -Math.PI
      high = Math.PI
    }
    const topSine = nearest <= top ? 1 : top > 0 ? top / nearest : top / farthest
    const bottomSine = nearest <= -bottom ? -1 : bottom < 0 ? bottom / nearest : bottom / farthest
    this.low = Math.min(this.low, low)
    this.high = Math.max(this.high, high)
    this.lowSine = Math.min(this.lowSine, bottomSine)
    this.highSine = Math.max(this.highSine, topSine)
    this.near = Math.min(this.near, nearest)
  }
}

const turn = new Float64Array(9)
const shift = new Float64Array(3)

function middle(bounds: Float64Array, axis: number): number {
  return ((bounds[axis] as number) + (bounds[axis + 3] as number)) / 2
}

/** Distance of the sensor to the box: the sensor's place in the part's frame is -R^T t. */
function nearestOf(bounds: Float64Array): number {
  let sum = 0
  for (let axis = 0; axis < 3; axis++) {
    const place = -(
      (turn[axis] as number) * (shift[0] as number) +
      (turn[3 + axis] as number) * (shift[1] as number) +
      (turn[6 + axis] as number) * (shift[2] as number)
    )
    const off = Math.max((bounds[axis] as number) - place, place - (bounds[axis + 3] as number), 0)
    sum += off * off
  }
  return Math.sqrt(sum)
}

/** To (-pi, pi]. */
export function wrap(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))
}
