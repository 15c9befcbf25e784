import { AV2_CATEGORIES } from '../sweep/av2Categories.ts'
import {
  BACKGROUND,
  type EstimateInstance,
  FIRST_INSTANCE,
  type OrientedBox,
  STATIC_RESIDUAL_METRES,
  type Truth,
} from '../sweep/estimate.ts'
import type { Transform } from '../sweep/transform.ts'
import type { CompiledScene } from './compiledScene.ts'
import { composeInto, type Detections, invertPose } from './detection.ts'
import { POSE_LENGTH } from './scene.ts'

/** Two sweeps' moments: seconds since the sequence's start, and world from the sweep's frame then. */
export interface Moment {
  readonly time: number
  readonly worldFromSweep: Float64Array
}

/**
 * Exact truth of a sweep towards another. As in Argoverse 2 a point that lies on a rigid part moves by T1 * inv(T0) of the
 * part's poses at the two timestamps, whenever in the sweep it was fired. Legs and arms are parts of their own, so their
 * points' flow is the limb's; an instance's transform and box are its body's. Points that leave the field of view keep a
 * valid flow. Boxes are drawn where the object was when its points were fired (the mean of their times), as annotators do.
 */
export function truthOf(
  scene: CompiledScene,
  detections: Detections,
  from: Moment,
  to: Moment,
  intervalSeconds: number,
): Truth {
  const { count, positions, part } = detections
  const sweep1FromWorld = invertPose(to.worldFromSweep)
  const sweep0FromWorld = invertPose(from.worldFromSweep)
  const egoMotion = new Float64Array(POSE_LENGTH)
  composeInto(egoMotion, sweep1FromWorld, 0, from.worldFromSweep, 0)

  const motions = new Float64Array(scene.objectOfPart.length * POSE_LENGTH)
  const poses0 = new Float64Array(scene.largestPartCount * POSE_LENGTH)
  const poses1 = new Float64Array(scene.largestPartCount * POSE_LENGTH)
  const worldMotion = new Float64Array(POSE_LENGTH)
  const half = new Float64Array(POSE_LENGTH)
  const motion = new Float64Array(POSE_LENGTH)
  for (const entry of scene.objects) {
    if (!entry.fixedPoses) {
      entry.object.pose(from.time, poses0)
      entry.object.pose(to.time, poses1)
    }
    for (let k = 0; k < entry.parts.length; k++) {
      const at = (entry.firstPart + k) * POSE_LENGTH
      if (entry.fixedPoses) {
        motions.set(egoMotion, at)
        continue
      }
      composeInto(worldMotion, poses1, k * POSE_LENGTH, invertPose(poses0, k * POSE_LENGTH), 0)
      composeInto(half, worldMotion, 0, from.worldFromSweep, 0)
      composeInto(motion, sweep1FromWorld, 0, half, 0)
      motions.set(motion, at)
    }
  }

  const flow = new Float32Array(3 * count)
  const instance = new Int32Array(count)
  const dynamic = new Float32Array(count)
  const category = new Uint8Array(count)
  const valid = new Uint8Array(count).fill(1)
  const pointCounts = new Int32Array(scene.objects.length)
  const timeSums = new Float64Array(scene.objects.length)
  const categoryOf = scene.objects.map(({ object }) => Math.max(0, categoryNames.indexOf(object.category ?? '')))
  // The field's threshold is stated at 10 Hz.
  const threshold = (STATIC_RESIDUAL_METRES * intervalSeconds) / 0.1
  for (let i = 0; i < count; i++) {
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const z = positions[3 * i + 2] as number
    const met = part[i] as number
    const own = met >= 0 ? motions : egoMotion
    const at = met >= 0 ? met * POSE_LENGTH : 0
    let residual = 0
    for (let k = 0; k < 3; k++) {
      const moved = rowOf(own, at, k, x, y, z)
      flow[3 * i + k] = moved - (positions[3 * i + k] as number)
      const off = moved - rowOf(egoMotion, 0, k, x, y, z)
      residual += off * off
    }
    if (met < 0) continue
    const object = scene.objectOfPart[met] as number
    const kind = categoryOf[object] as number
    if (Math.sqrt(residual) >= threshold) dynamic[i] = 1
    if (kind === 0) continue
    category[i] = kind
    instance[i] = FIRST_INSTANCE + object
    pointCounts[object] = (pointCounts[object] as number) + 1
    timeSums[object] = (timeSums[object] as number) + (detections.time[i] as number)
  }

  const instances: EstimateInstance[] = []
  const bodyPose = new Float64Array(scene.largestPartCount * POSE_LENGTH)
  for (const entry of scene.objects) {
    const points = pointCounts[entry.index] as number
    const bounds = entry.object.box
    if (points === 0 || !bounds) continue
    entry.object.pose(from.time + (timeSums[entry.index] as number) / points, bodyPose)
    composeInto(motion, sweep0FromWorld, 0, bodyPose, 0)
    const box = boxOf(motion, bounds)
    const own = motions.subarray(entry.firstPart * POSE_LENGTH, (entry.firstPart + 1) * POSE_LENGTH)
    const [cx, cy, cz] = box.center
    const displacement = Math.hypot(
      ...[0, 1, 2].map(k => rowOf(own, 0, k, cx, cy, cz) - rowOf(egoMotion, 0, k, cx, cy, cz)),
    )
    instances.push({
      id: FIRST_INSTANCE + entry.index,
      track: FIRST_INSTANCE + entry.index,
      label: entry.object.category ?? '',
      box,
      sweep1FromSweep0: transformOf(own),
      speedMetresPerSecond: displacement / intervalSeconds,
      moving: displacement >= threshold,
      pointCount: points,
      confidence: null,
    })
  }
  return {
    source: 'truth',
    name: 'Truth',
    flow,
    instance,
    dynamic,
    confidence: null,
    valid,
    instances,
    sweep1FromSweep0: transformOf(egoMotion),
    intervalSeconds,
    category,
    categories: AV2_CATEGORIES,
    ground: detections.ground.slice(),
    labelledRegion: null,
  }
}

const categoryNames = AV2_CATEGORIES.map((name, index) => (index === BACKGROUND ? '' : name))

function rowOf(pose: Float64Array, at: number, k: number, x: number, y: number, z: number): number {
  return (
    (pose[at + 3 * k] as number) * x +
    (pose[at + 3 * k + 1] as number) * y +
    (pose[at + 3 * k + 2] as number) * z +
    (pose[at + 9 + k] as number)
  )
}

/** Pose as kept here to a Transform. */
export function transformOf<To extends string, From extends string>(pose: Float64Array): Transform<To, From> {
  return { rotation: pose.slice(0, 9), translation: pose.slice(9, 12) }
}

/** The annotation's box in the sweep's frame; its pitch and roll are dropped, as the format has yaw alone. */
function boxOf(sweepFromBody: Float64Array, bounds: Float64Array): OrientedBox {
  const middle = [0, 1, 2].map(axis => ((bounds[axis] as number) + (bounds[axis + 3] as number)) / 2)
  const size = [0, 1, 2].map(axis => (bounds[axis + 3] as number) - (bounds[axis] as number))
  const [mx = 0, my = 0, mz = 0] = middle
  const [length = 0, width = 0, height = 0] = size
  return {
    center: [
      rowOf(sweepFromBody, 0, 0, mx, my, mz),
      rowOf(sweepFromBody, 0, 1, mx, my, mz),
      rowOf(sweepFromBody, 0, 2, mx, my, mz),
    ],
    size: [length, width, height],
    yaw: Math.atan2(sweepFromBody[3] as number, sweepFromBody[0] as number),
  }
}
