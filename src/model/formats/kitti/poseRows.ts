import { compose, fromMatrix, identity, inverse, type Transform } from '../../sweep/transform.ts'
import { malformed } from '../formatErrors.ts'
import type { KittiCalibration } from './calibration.ts'

type Pose = Transform<'world', 'poseFrame'>

const NUMBERS_A_ROW = new Set([12, 13, 16])

/** The numbers of a line when it is a rigid 3 x 4 (12), 3 x 4 with an error (13) or 4 x 4 (16) matrix; else null. */
export function poseOfLine(line: string): Pose | null {
  const numbers = line
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  if (!NUMBERS_A_ROW.has(numbers.length) || !numbers.every(Number.isFinite)) return null
  const pose: Pose = fromMatrix(numbers)
  return isRotation(pose.rotation) ? pose : null
}

function isRotation(r: Float64Array): boolean {
  const at = (i: number) => r[i] as number
  for (let a = 0; a < 3; a++)
    for (let b = a; b < 3; b++) {
      const dot = at(3 * a) * at(3 * b) + at(3 * a + 1) * at(3 * b + 1) + at(3 * a + 2) * at(3 * b + 2)
      if (Math.abs(dot - (a === b ? 1 : 0)) > 0.01) return false
    }
  return true
}

/** All rows of a pose file; throws `file-malformed` with the line of a row that is no rigid transform. */
export function parsePoseRows(file: string, text: string): Pose[] {
  const poses: Pose[] = []
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const pose = poseOfLine(line)
    if (!pose)
      throw malformed(
        file,
        `Line ${i + 1} is no rigid transform of 12 (3 x 4) or 16 (4 x 4) numbers: "${line.slice(0, 60)}"`,
      )
    poses.push(pose)
  }
  return poses
}

/** Rows that take sweep k to sweep k + 1, chained: world = sweep 0, one pose more than rows. */
export function chainRelativePoses(steps: readonly Pose[]): Pose[] {
  const poses: Pose[] = [identity()]
  for (const step of steps) {
    const before = poses.at(-1) ?? identity<'world', 'poseFrame'>()
    const earlierFromLater = inverse(step) as Transform as Transform<'poseFrame', 'poseFrame'>
    poses.push(compose(before, earlierFromLater))
  }
  return poses
}

export type PoseRowFrame = 'sweep' | 'camera'

/**
 * Whose poses the rows of a `poses.txt` are: KITTI odometry's are the left camera's (z forward), others the LiDAR's own
 * (x forward). A vehicle drives forward, so the axis that the steps run along decides; only when it does not (standing
 * still, turning) the presence of odometry's calibration (`Tr`) does.
 */
export function frameOfPoseRows(poses: readonly Pose[], hasOdometryCalibration: boolean): PoseRowFrame {
  let alongX = 0
  let alongZ = 0
  for (let k = 1; k < poses.length; k++) {
    const step = compose(
      inverse(poses[k - 1] as Pose) as Transform as Transform<'poseFrame', 'world'>,
      poses[k] as Pose,
    )
    alongX += Math.abs(step.translation[0] as number)
    alongZ += Math.abs(step.translation[2] as number)
  }
  const driven = alongX + alongZ > 0.5
  if (driven && alongZ > 2 * alongX) return 'camera'
  if (driven && alongX > 2 * alongZ) return 'sweep'
  return hasOdometryCalibration ? 'camera' : 'sweep'
}

/** LiDAR poses from the left camera's: inv(Tr) * P * Tr, world = LiDAR at the first row. */
export function sensorPosesFromCamera(poses: readonly Pose[], calibration: KittiCalibration): Pose[] {
  const cameraFromSensor = calibration.cameraFromSensor as Transform as Transform<'poseFrame', 'poseFrame'>
  const sensorFromCamera = inverse(calibration.cameraFromSensor) as Transform as Transform<'world', 'world'>
  return poses.map(pose => compose(sensorFromCamera, compose(pose, cameraFromSensor)))
}
