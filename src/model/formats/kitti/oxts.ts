import { compose, inverse, type Transform } from '../../sweep/transform.ts'
import type { KittiCalibration } from './calibration.ts'

/** What a KITTI OXTS record gives for the pose: degrees, metres, radians. */
export interface OxtsRecord {
  readonly latitude: number
  readonly longitude: number
  readonly altitude: number
  readonly roll: number
  readonly pitch: number
  readonly yaw: number
  readonly timestampNanoseconds: bigint | null
}

const EARTH_RADIUS_METRES = 6378137
const OXTS_VALUES = 30

/** A line of the official 30 values; null when it is not one. */
export function oxtsOfLine(line: string): OxtsRecord | null {
  const v = line.trim().split(/\s+/).map(Number)
  if (v.length !== OXTS_VALUES || !v.every(Number.isFinite)) return null
  const [latitude, longitude, altitude, roll, pitch, yaw] = v as [number, number, number, number, number, number]
  const record = { latitude, longitude, altitude, roll, pitch, yaw, timestampNanoseconds: null }
  return plausible(record) ? record : null
}

/** Rows of a table with the columns t_unix, lat, lon, alt, roll, pitch, yaw in any order; bad rows become null. */
export function oxtsOfTable(text: string): (OxtsRecord | null)[] {
  const [header = '', ...rows] = text.split('\n').filter(line => line.trim() !== '')
  const names = header.split(',').map(name => name.trim().toLowerCase())
  return rows.map(row => {
    const words = row.split(',').map(word => word.trim())
    const at = (name: string) => Number(words[names.indexOf(name)])
    const record = {
      latitude: at('lat'),
      longitude: at('lon'),
      altitude: at('alt'),
      roll: at('roll'),
      pitch: at('pitch'),
      yaw: at('yaw'),
      timestampNanoseconds: secondsToNanoseconds(words[names.indexOf('t_unix')]),
    }
    return plausible(record) ? record : null
  })
}

function plausible(record: OxtsRecord): boolean {
  const { latitude, longitude, altitude, roll, pitch, yaw } = record
  // The Mercator projection has no poles.
  return [longitude, altitude, roll, pitch, yaw].every(Number.isFinite) && Math.abs(latitude) < 89
}

/** `1317042272.3489999771` without losing nanoseconds to a double. */
export function secondsToNanoseconds(text: string | undefined): bigint | null {
  const match = /^\s*([0-9]+)(?:\.([0-9]+))?\s*$/.exec(text ?? '')
  if (!match) return null
  return BigInt(match[1] as string) * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0').slice(0, 9))
}

/**
 * Pose of the LiDAR in the world of the first latitude's Mercator projection (KITTI raw development kit): x east, y north,
 * scale cos(lat0) * earth radius; rotation Rz(yaw) Ry(pitch) Rx(roll) of the IMU, taken to the LiDAR by the calibration.
 */
export function sensorPoseOfOxts(
  record: OxtsRecord,
  firstLatitude: number,
  calibration: KittiCalibration,
): Transform<'world', 'poseFrame'> {
  const worldFromImu = imuPoseOfOxts(record, firstLatitude)
  const imuFromSensor = inverse(calibration.sensorFromImu) as Transform as Transform<'imu', 'poseFrame'>
  return compose(worldFromImu, imuFromSensor)
}

export function imuPoseOfOxts(record: OxtsRecord, firstLatitude: number): Transform<'world', 'imu'> {
  const radians = Math.PI / 180
  const scale = Math.cos(firstLatitude * radians)
  const x = scale * EARTH_RADIUS_METRES * record.longitude * radians
  const y = scale * EARTH_RADIUS_METRES * Math.log(Math.tan(((90 + record.latitude) * radians) / 2))
  const [cr, sr] = [Math.cos(record.roll), Math.sin(record.roll)]
  const [cp, sp] = [Math.cos(record.pitch), Math.sin(record.pitch)]
  const [cy, sy] = [Math.cos(record.yaw), Math.sin(record.yaw)]
  return {
    rotation: Float64Array.of(
      cy * cp,
      cy * sp * sr - sy * cr,
      cy * sp * cr + sy * sr,
      sy * cp,
      sy * sp * sr + cy * cr,
      sy * sp * cr - cy * sr,
      -sp,
      cp * sr,
      cp * cr,
    ),
    translation: Float64Array.of(x, y, record.altitude),
  }
}
