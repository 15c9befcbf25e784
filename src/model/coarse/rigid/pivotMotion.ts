import type { Transform } from '../../sweep/transform.ts'
import { thresholds } from './thresholds.ts'

/** A small motion about a pivot: p -> R(yaw) (p - pivot) + pivot + (x, y, z). Radians and metres. */
export interface PivotMotion {
  x: number
  y: number
  z: number
  yaw: number
}

/** Something that moves so. */
export interface Mover {
  readonly motion: PivotMotion
  readonly pivot: readonly [number, number, number]
}

/** Where a motion takes a point. */
export function moved(
  motion: PivotMotion,
  pivot: readonly [number, number, number],
  x: number,
  y: number,
  z: number,
): [number, number, number] {
  const c = Math.cos(motion.yaw)
  const s = Math.sin(motion.yaw)
  const ax = x - pivot[0]
  const ay = y - pivot[1]
  return [c * ax - s * ay + pivot[0] + motion.x, s * ax + c * ay + pivot[1] + motion.y, z + motion.z]
}

const { SAME_MOTION_METRES, SAME_MOTION_SHARE, HEADING_METRES } = thresholds.pivotMotion

/** Whether two motions carry the second mover to the same place. */
export function motionsAlike(a: Mover, b: Mover): boolean {
  const p = moved(a.motion, a.pivot, b.pivot[0], b.pivot[1], b.pivot[2])
  const q = moved(b.motion, b.pivot, b.pivot[0], b.pivot[1], b.pivot[2])
  const differ = Math.hypot(p[0] - q[0], p[1] - q[1])
  return differ < Math.max(SAME_MOTION_METRES, SAME_MOTION_SHARE * Math.hypot(a.motion.x, a.motion.y))
}

/** Radians, in the frame of the motion; null where it is too short to tell. */
export function headingOfWay({ x, y }: PivotMotion): number | null {
  return Math.hypot(x, y) < HEADING_METRES ? null : Math.atan2(y, x)
}

/** The same motion about another pivot. */
export function aboutPivot({ motion, pivot: own }: Mover, pivot: readonly [number, number, number]): PivotMotion {
  const [x, y, z] = moved(motion, own, ...pivot)
  return { x: x - pivot[0], y: y - pivot[1], z: z - pivot[2], yaw: motion.yaw }
}

/** The motion as a transform of its own frame. */
export function pivotTransform<F extends string>({ motion, pivot }: Mover): Transform<F, F> {
  const c = Math.cos(motion.yaw)
  const s = Math.sin(motion.yaw)
  return {
    rotation: Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1),
    translation: Float64Array.of(
      pivot[0] + motion.x - (c * pivot[0] - s * pivot[1]),
      pivot[1] + motion.y - (s * pivot[0] + c * pivot[1]),
      motion.z,
    ),
  }
}
