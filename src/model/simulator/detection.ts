import { GROUND, type LidarScan, SKY } from './lidarScan.ts'
import { MATERIALS } from './materials.ts'
import { hash32, hashNormal } from './random.ts'
import { POSE_LENGTH } from './scene.ts'
import type { SensorModel } from './sensors.ts'

/** The returns of one sweep, all lidars, in firing order. N points. */
export interface Detections {
  readonly count: number
  /** N x 3, metres, in the sweep's frame. */
  readonly positions: Float32Array
  /** N; index into the compiled scene's parts, or GROUND. */
  readonly part: Int32Array
  /** N; 1 = ground. */
  readonly ground: Uint8Array
  /** N; 0..1 and beyond for retroreflectors. */
  readonly intensity: Float32Array
  /** N; value of the ring field. */
  readonly ring: Uint8Array
  /** N; seconds since the sweep's timestamp. */
  readonly time: Float32Array
}

export interface DetectionSettings {
  readonly sensor: SensorModel
  readonly noise: boolean
  readonly compensated: boolean
  /** Differs from sweep to sweep. */
  readonly sweepSeed: number
  /** The same for all sweeps: beam bias. */
  readonly sensorSeed: number
  readonly referenceTime: number
  /** Sweep's frame from world at the timestamp, POSE_LENGTH. */
  readonly sweepFromWorld: Float64Array
}

/** Share of rays that are lost whatever they meet. */
const RANDOM_LOSS = 0.012

/** Turns what the rays met into points: who returns at all, at which range, how bright. */
export function detect(scans: readonly LidarScan[], settings: DetectionSettings): Detections {
  const detector = new Detector(
    settings,
    scans.reduce((sum, scan) => sum + scan.range.length, 0),
  )
  for (const [head, scan] of scans.entries()) {
    detector.begin(scan, head)
    for (let column = 0; column < scan.columns; column++) detector.takeColumn(scan, column)
  }
  return detector.detections()
}

/** Collects returns a column at a time. */
class Detector {
  private readonly settings: DetectionSettings
  private readonly positions: Float32Array
  private readonly part: Int32Array
  private readonly ground: Uint8Array
  private readonly intensity: Float32Array
  private readonly ring: Uint8Array
  private readonly time: Float32Array
  private readonly direction = new Float64Array(3)
  /** Sweep's frame from the lidar's at the column's moment. */
  private readonly matrix = new Float64Array(POSE_LENGTH)
  private readonly reflectivity = Float64Array.from(MATERIALS, material => material.reflectivity)
  private readonly roughness = Float64Array.from(MATERIALS, material => material.roughness)
  private head = 0
  /** Metres by which each beam of the lidar at hand reads long. */
  private bias = new Float64Array(0)
  private count = 0

  constructor(settings: DetectionSettings, capacity: number) {
    this.settings = settings
    this.positions = new Float32Array(capacity * 3)
    this.part = new Int32Array(capacity)
    this.ground = new Uint8Array(capacity)
    this.intensity = new Float32Array(capacity)
    this.ring = new Uint8Array(capacity)
    this.time = new Float32Array(capacity)
  }

  begin(scan: LidarScan, head: number): void {
    const { noise, sensor, sensorSeed } = this.settings
    this.head = head
    this.bias = Float64Array.from({ length: scan.beams }, (_, beam) =>
      noise ? sensor.beamBias * hashNormal(sensorSeed, head, beam) : 0,
    )
  }

  takeColumn(scan: LidarScan, column: number): void {
    const { sensor, compensated, referenceTime, sweepFromWorld } = this.settings
    if (compensated) composeInto(this.matrix, sweepFromWorld, 0, scan.poses, column * POSE_LENGTH)
    else {
      this.matrix.set(identityPose)
      if (sensor.frame === 'ego') this.matrix.set(scan.model.mount, 9)
    }
    const seconds = (scan.times[column] as number) - referenceTime
    for (let row = 0; row < scan.beams; row++)
      if ((scan.part[column * scan.beams + row] as number) !== SKY) this.take(scan, column, row, seconds)
  }

  detections(): Detections {
    const { count } = this
    return {
      count,
      positions: this.positions.slice(0, 3 * count),
      part: this.part.slice(0, count),
      ground: this.ground.slice(0, count),
      intensity: this.intensity.slice(0, count),
      ring: this.ring.slice(0, count),
      time: this.time.slice(0, count),
    }
  }

  private take(scan: LidarScan, column: number, row: number, seconds: number): void {
    const { positions, direction, matrix, count } = this
    const { sensor, noise, sweepSeed } = this.settings
    const ray = column * scan.beams + row
    const reflectivity = this.reflectivity[scan.material[ray] as number] as number
    if (reflectivity === 0) return
    const cosine = scan.cosine[ray] as number
    const beam = scan.beamOfRow[row] as number
    let range = scan.range[ray] as number
    let brightness = reflectivity * (0.15 + 0.85 * cosine)
    if (noise) {
      const salt = this.head * 0x1000000 + ray
      const near = sensor.halfRange / range
      const signal = ((reflectivity * (0.03 + 0.97 * cosine)) / 0.1) * near * near
      const fourth = signal * signal * signal * signal
      const chance = (1 - RANDOM_LOSS) * (fourth / (1 + fourth))
      const draw = hash32(sweepSeed, salt, 1) / 4294967296
      if (draw > chance) return
      const roughness = this.roughness[scan.material[ray] as number] as number
      const spread = Math.sqrt(sensor.rangeNoise * sensor.rangeNoise + roughness * roughness)
      range += (this.bias[beam] as number) + spread * hashNormal(sweepSeed, salt, 2)
      brightness *= 1 + 0.12 * hashNormal(sweepSeed, salt, 3)
    }
    scan.sensorDirection(column, row, direction)
    const x = range * (direction[0] as number)
    const y = range * (direction[1] as number)
    const z = range * (direction[2] as number)
    for (let k = 0; k < 3; k++)
      positions[3 * count + k] =
        (matrix[3 * k] as number) * x +
        (matrix[3 * k + 1] as number) * y +
        (matrix[3 * k + 2] as number) * z +
        (matrix[9 + k] as number)
    const met = scan.part[ray] as number
    this.part[count] = met
    this.ground[count] = met === GROUND ? 1 : 0
    this.intensity[count] = Math.max(0, brightness)
    this.ring[count] = scan.model.firstRing + beam
    this.time[count] = seconds
    this.count = count + 1
  }
}

const identityPose = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)

/** out = a * b for poses kept in larger arrays; `out` must not overlap them. */
export function composeInto(out: Float64Array, a: Float64Array, aAt: number, b: Float64Array, bAt: number): void {
  for (let row = 0; row < 3; row++) {
    const p = a[aAt + 3 * row] as number
    const q = a[aAt + 3 * row + 1] as number
    const r = a[aAt + 3 * row + 2] as number
    for (let k = 0; k < 3; k++)
      out[3 * row + k] = p * (b[bAt + k] as number) + q * (b[bAt + 3 + k] as number) + r * (b[bAt + 6 + k] as number)
    out[9 + row] =
      p * (b[bAt + 9] as number) +
      q * (b[bAt + 10] as number) +
      r * (b[bAt + 11] as number) +
      (a[aAt + 9 + row] as number)
  }
}

/** Inverse of a pose. */
export function invertPose(pose: Float64Array, at = 0): Float64Array {
  const out = new Float64Array(POSE_LENGTH)
  for (let row = 0; row < 3; row++) {
    for (let k = 0; k < 3; k++) out[3 * row + k] = pose[at + 3 * k + row] as number
    out[9 + row] = -(
      (pose[at + row] as number) * (pose[at + 9] as number) +
      (pose[at + 3 + row] as number) * (pose[at + 10] as number) +
      (pose[at + 6 + row] as number) * (pose[at + 11] as number)
    )
  }
  return out
}
