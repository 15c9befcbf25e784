import { compose, type Transform } from './transform.ts'

/** The frame that a sweep's points are given in: the LiDAR's own, or the vehicle's (z = 0 near the ground). */
export type PointFrame = 'sensor' | 'ego'

export type FieldArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array

/** One value a point beside x, y, z: intensity, ring, time or anything else that the file holds. */
export interface SweepField {
  /** As in the file (`intensity`, `laser_number`, `offset_ns`, ...). */
  readonly name: string
  readonly unit?: string | undefined
  /** Length N. */
  readonly values: FieldArray
}

/** What a field means for the method, whatever the file calls it. */
export type FieldRole = 'intensity' | 'ring' | 'time'

/** A pose as its source gives it: of the ego frame or of the sensor itself. */
export interface SweepPose {
  readonly worldFromPoseFrame: Transform<'world', 'poseFrame'>
  readonly frame: PointFrame
  /** Where it came from: `city_SE3_egovehicle.feather`, `poses.txt`, `oxts`, `pose dataset`, `simulator`. */
  readonly source: string
}

/**
 * One LiDAR sweep. N points, x forward, y left, z up, metres, float32, in the frame named by `frame`.
 * Rows of the file that are not finite are left out; `sourceRows` maps what is kept to the file's rows.
 * Large coordinates are shifted in double precision: original = positions + originShift.
 */
export interface Sweep {
  /** Stable within a session: sequence id and frame index. */
  readonly id: string
  /** As shown: the file's name or timestamp. */
  readonly name: string
  readonly count: number
  /** N x 3 interleaved. Owned by the sweep; never written after reading. */
  readonly positions: Float32Array
  readonly originShift: readonly [number, number, number]
  readonly frame: PointFrame
  /** Whether each point has been brought to where the sensor's frame was at the timestamp; see `isCompensated`. */
  readonly compensated?: boolean | undefined
  readonly timestampNanoseconds: bigint
  readonly fields: readonly SweepField[]
  /** Names of the fields that play a role the method knows. */
  readonly roles: Readonly<Partial<Record<FieldRole, string>>>
  readonly pose: SweepPose | null
  /** Where each laser stands in the sweep's own frame (metres): rays start there. One entry a lidar, at least one. */
  readonly lidars: readonly LidarMount[]
  /** Needed when points and pose are not in the same frame; null when unknown. */
  readonly egoFromSensor: Transform<'ego', 'sensor'> | null
  /** Length N; null when every row of the file is kept in order. */
  readonly sourceRows: Uint32Array | null
}

export interface LidarMount {
  readonly name: string
  /** Metres, in the sweep's frame. */
  readonly origin: readonly [number, number, number]
  /** The `ring` values (inclusive) that this lidar fires; null when it fires all points. */
  readonly rings: readonly [number, number] | null
}

/**
 * World from the sweep's points, in double precision; null without a pose or when the frames differ and the calibration is unknown.
 * Points and poses in different frames leave a residual on the static world that grows with the yaw between sweeps.
 */
export function worldFromSweep(sweep: Sweep): Transform<'world', 'sweep'> | null {
  if (!sweep.pose) return null
  const pose: Transform = sweep.pose.worldFromPoseFrame
  if (sweep.pose.frame === sweep.frame) return pose as Transform<'world', 'sweep'>
  if (sweep.pose.frame !== 'ego' || !sweep.egoFromSensor) return null
  const poseFrameFromSweep: Transform = sweep.egoFromSensor
  return compose(pose, poseFrameFromSweep) as Transform<'world', 'sweep'>
}

/**
 * Whether the points are compensated for ego motion. When nobody has said so: the ego frame is reached by compensation alone,
 * points in the sensor's own frame are as measured.
 */
export function isCompensated(sweep: Sweep): boolean {
  return sweep.compensated ?? sweep.frame === 'ego'
}

export function fieldOf(sweep: Sweep, role: FieldRole): SweepField | null {
  const name = sweep.roles[role]
  return sweep.fields.find(field => field.name === name) ?? null
}
