import { compose, fromMatrix, identity, inverse, type Transform } from '../../sweep/transform.ts'

/** What KITTI's calibration files say, as far as boxes and poses need it. */
export interface KittiCalibration {
  /** LiDAR to the rectified left camera (x right, y down, z forward), metres. */
  readonly cameraFromSensor: Transform<'camera', 'sensor'>
  readonly sensorFromImu: Transform<'sensor', 'imu'>
  /** 3 x 4, row-major: rectified camera to pixels of the left colour camera. */
  readonly projection: Float64Array
  readonly imageSize: readonly [width: number, height: number]
  /** Which parts were not given and are those of 2011_09_26 (KITTI's most used day). */
  readonly assumed: readonly ('camera' | 'imu' | 'projection')[]
}

// KITTI raw, calibration of 2011_09_26 (Geiger et al. 2013): every day's differs from it by millimetres and tenths of a degree.
const STANDARD_CAMERA_FROM_SENSOR = [
  7.533745e-3, -0.9999714, -6.16602e-4, -4.069766e-3, 1.480249e-2, 7.280733e-4, -0.9998902, -7.631618e-2, 0.9998621,
  7.52379e-3, 1.480755e-2, -0.2717806,
]
const STANDARD_RECTIFICATION = [
  0.9999239, 9.83776e-3, -7.445048e-3, -9.869795e-3, 0.9999421, -4.278459e-3, 7.402527e-3, 4.351614e-3, 0.9999631,
]
const STANDARD_SENSOR_FROM_IMU = [
  0.9999976, 7.553071e-4, -2.035826e-3, -0.8086759, -7.854027e-4, 0.9998898, -1.482298e-2, 0.3195559, 2.024406e-3,
  1.482454e-2, 0.9998881, -0.7997231,
]
const STANDARD_PROJECTION = [721.5377, 0, 609.5593, 44.85728, 0, 721.5377, 172.854, 0.2163791, 0, 0, 1, 2.745884e-3]
const STANDARD_IMAGE_SIZE = [1242, 375] as const

/** Lines of `key: numbers`; other lines are left out. Keys get the file's stem in front when it tells two files apart. */
export function parseCalibrationText(name: string, text: string): Map<string, number[]> {
  const entries = new Map<string, number[]>()
  const stem = name.toLowerCase()
  const prefix = stem.includes('imu_to_velo') ? 'imu_to_velo/' : stem.includes('velo_to_cam') ? 'velo_to_cam/' : ''
  for (const line of text.split('\n')) {
    // Tracking calibration writes some keys without a colon.
    const match = /^\s*([A-Za-z][A-Za-z0-9_]*)\s*:?\s+(.*)$/.exec(line)
    const key = match?.[1]
    const numbers = match?.[2]?.trim().split(/\s+/).map(Number)
    if (key && numbers && numbers.length > 0 && numbers.every(Number.isFinite))
      entries.set(/^[RT]$/.test(key) ? prefix + key : key, numbers)
  }
  return entries
}

/** Puts together what several calibration files say; what is missing is taken from 2011_09_26 and named in `assumed`. */
export function kittiCalibration(entries: ReadonlyMap<string, readonly number[]>): KittiCalibration {
  const assumed: KittiCalibration['assumed'][number][] = []
  const sized = (count: number, ...keys: readonly string[]) =>
    keys.map(key => entries.get(key)).find(numbers => numbers?.length === count)

  // Odometry's `Tr` goes straight to the rectified camera; raw and object data go by the unrectified one.
  const direct = sized(12, 'Tr')
  const unrectified = sized(12, 'Tr_velo_to_cam', 'Tr_velo_cam') ?? joined('velo_to_cam/')
  const rectification = sized(9, 'R_rect_00', 'R0_rect', 'R_rect')
  let cameraFromSensor: Transform<'camera', 'sensor'>
  if (direct) cameraFromSensor = fromMatrix(direct)
  else {
    if (!unrectified) assumed.push('camera')
    const camera: Transform<'unrectified', 'sensor'> = fromMatrix(unrectified ?? STANDARD_CAMERA_FROM_SENSOR)
    const r = rectification ?? (unrectified ? null : STANDARD_RECTIFICATION)
    const rectified: Transform<'camera', 'unrectified'> = r
      ? { rotation: Float64Array.from(r), translation: new Float64Array(3) }
      : identity()
    cameraFromSensor = compose(rectified, camera)
  }

  const imu = sized(12, 'Tr_imu_to_velo', 'Tr_imu_velo') ?? joined('imu_to_velo/')
  if (!imu) assumed.push('imu')
  const projection = sized(12, 'P_rect_02', 'P2')
  if (!projection) assumed.push('projection')
  const size = sized(2, 'S_rect_02')
  return {
    cameraFromSensor,
    sensorFromImu: fromMatrix(imu ?? STANDARD_SENSOR_FROM_IMU),
    projection: Float64Array.from(projection ?? STANDARD_PROJECTION),
    imageSize: size ? [size[0] as number, size[1] as number] : STANDARD_IMAGE_SIZE,
    assumed,
  }

  function joined(prefix: string): number[] | undefined {
    const r = entries.get(`${prefix}R`)
    const t = entries.get(`${prefix}T`)
    if (r?.length !== 9 || t?.length !== 3) return undefined
    return [0, 1, 2].flatMap(row => [...r.slice(3 * row, 3 * row + 3), t[row] as number])
  }
}

export const sensorFromCamera = (calibration: KittiCalibration): Transform<'sensor', 'camera'> =>
  inverse(calibration.cameraFromSensor)
