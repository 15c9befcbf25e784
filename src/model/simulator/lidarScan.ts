import type { PoseFunction } from './scene.ts'
import { POSE_LENGTH } from './scene.ts'
import type { LidarModel } from './sensors.ts'

/** Values of `part` where no part of an object was hit. */
export const SKY = -1
export const GROUND = -2

const radians = Math.PI / 180

/**
 * One turn of one lidar before anything is cast: where each column stood and where each ray points, and room for what the
 * ray met. Beams are kept in rising elevation; `beamOfRow` gives the laser. Ray index = column * beams + row.
 */
export class LidarScan {
  readonly model: LidarModel
  readonly columns: number
  readonly beams: number
  readonly beamOfRow: Int32Array
  /** Sine of the elevation in the sensor's frame, rising. */
  readonly sines: Float64Array
  /** Seconds since the sequence's start, a column. */
  readonly times: Float64Array
  /** World from sensor, POSE_LENGTH a column. */
  readonly poses: Float64Array
  /** Unit direction in the world, three a ray. */
  readonly directions: Float64Array
  /** Metres to what was met first; `maximumRange` where nothing was. */
  readonly range: Float64Array
  /** Part met (index into the compiled scene's parts), SKY or GROUND. */
  readonly part: Int32Array
  readonly material: Uint8Array
  /** Cosine between the ray and the surface's normal, 0..1. */
  readonly cosine: Float32Array
  /** Unit direction in the sensor's frame. */
  private readonly cosines: Float64Array

  constructor(model: LidarModel) {
    this.model = model
    this.columns = model.columns
    this.beams = model.elevations.length
    const order = model.elevations.map((elevation, beam) => ({ elevation, beam }))
    order.sort((a, b) => a.elevation - b.elevation)
    this.beamOfRow = Int32Array.from(order, entry => entry.beam)
    this.sines = Float64Array.from(order, entry => Math.sin(entry.elevation * radians))
    this.cosines = Float64Array.from(order, entry => Math.cos(entry.elevation * radians))
    const rays = this.columns * this.beams
    this.times = new Float64Array(this.columns)
    this.poses = new Float64Array(this.columns * POSE_LENGTH)
    this.directions = new Float64Array(rays * 3)
    this.range = new Float64Array(rays)
    this.part = new Int32Array(rays)
    this.material = new Uint8Array(rays)
    this.cosine = new Float32Array(rays)
  }

  /** Azimuth of a column in the sensor's frame, radians. */
  azimuth(column: number): number {
    return (this.model.firstAzimuth + (this.model.turn * column) / this.columns) * radians
  }

  get fullTurn(): boolean {
    return Math.abs(this.model.turn) >= 360
  }

  /** Direction of a ray in the sensor's frame. */
  sensorDirection(column: number, row: number, out: Float64Array): void {
    const azimuth = this.azimuth(column)
    const flat = this.cosines[row] as number
    out[0] = flat * Math.cos(azimuth)
    out[1] = flat * Math.sin(azimuth)
    out[2] = this.sines[row] as number
  }

  /**
   * Places the lidar for a sweep that starts at `start` (seconds) and forgets what was met before.
   * `turnSeconds` = 0 fires everything at once.
   */
  place(start: number, turnSeconds: number, ego: PoseFunction, maximumRange: number): void {
    const pose = new Float64Array(POSE_LENGTH)
    for (let column = 0; column < this.columns; column++) {
      const time = turnSeconds === 0 ? start : start + this.model.phaseSeconds + (turnSeconds * column) / this.columns
      this.times[column] = time
      ego(time, pose)
      this.placeColumn(column, pose)
    }
    this.range.fill(maximumRange)
    this.part.fill(SKY)
  }

  private placeColumn(column: number, pose: Float64Array): void {
    const { beams, poses, directions, sines, cosines } = this
    const [mx, my, mz] = this.model.mount
    const at = column * POSE_LENGTH
    for (let k = 0; k < 9; k++) poses[at + k] = pose[k] as number
    for (let row = 0; row < 3; row++) {
      poses[at + 9 + row] =
        (pose[3 * row] as number) * mx +
        (pose[3 * row + 1] as number) * my +
        (pose[3 * row + 2] as number) * mz +
        (pose[9 + row] as number)
    }
    const azimuth = this.azimuth(column)
    const c = Math.cos(azimuth)
    const s = Math.sin(azimuth)
    // The column's forward vector in the world, and the sensor's up.
    const fx = (pose[0] as number) * c + (pose[1] as number) * s
    const fy = (pose[3] as number) * c + (pose[4] as number) * s
    const fz = (pose[6] as number) * c + (pose[7] as number) * s
    const ux = pose[2] as number
    const uy = pose[5] as number
    const uz = pose[8] as number
    let to = column * beams * 3
    for (let row = 0; row < beams; row++) {
      const flat = cosines[row] as number
      const up = sines[row] as number
      directions[to++] = flat * fx + up * ux
      directions[to++] = flat * fy + up * uy
      directions[to++] = flat * fz + up * uz
    }
  }
}
