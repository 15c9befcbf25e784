import type { Hit, Ray, Shape } from './shapes/shape.ts'

/**
 * What a solid's skin does with a ray that meets it. May move the hit inwards (leaves, recessed windows), turn its normal,
 * name the material (hit[MATERIAL]) or let the ray through (false). Distances stay in hit[ENTER].
 */
export type Skin = (ray: Ray, hit: Hit) => boolean

export interface Primitive {
  readonly shape: Shape
  /** Index into MATERIALS. */
  readonly material: number
  /** null = opaque: the ray ends where it enters. */
  readonly skin: Skin | null
}

/** Primitives that move as one rigid body: a car, a thigh, a house. */
export interface Part {
  readonly primitives: readonly Primitive[]
}

/** Entries of one pose: row-major rotation (9), translation (3); world from part. */
export const POSE_LENGTH = 12

/** Writes the world-from-part poses of all parts at a time (seconds since the sequence's start), POSE_LENGTH each. */
export type PoseFunction = (seconds: number, out: Float64Array) => void

/** Anything that stands or moves in the street. */
export interface SceneObject {
  /** As in Argoverse 2 (`REGULAR_VEHICLE`, ...); null = background without an annotation. */
  readonly category: string | null
  /** Part 0 is the body that the annotation's box belongs to. */
  readonly parts: readonly Part[]
  /** minX, minY, minZ, maxX, maxY, maxZ of the annotation in the body's frame; null without annotation. */
  readonly box: Float64Array | null
  /** Whether poses change with time at all. */
  readonly moves: boolean
  readonly pose: PoseFunction
}

/** Bounds of everything in a part, in the part's frame. */
export function partBounds(part: Part): Float64Array {
  const bounds = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity)
  for (const { shape } of part.primitives) {
    for (let axis = 0; axis < 3; axis++) {
      bounds[axis] = Math.min(bounds[axis] as number, shape.bounds[axis] as number)
      bounds[axis + 3] = Math.max(bounds[axis + 3] as number, shape.bounds[axis + 3] as number)
    }
  }
  return bounds
}

/** Pose that turns by `yaw` about +z at a place. */
export function standingPose(x: number, y: number, z: number, yaw: number): PoseFunction {
  const c = Math.cos(yaw)
  const s = Math.sin(yaw)
  const pose = Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1, x, y, z)
  return (_, out) => out.set(pose)
}

export function background(primitives: readonly Primitive[], pose: PoseFunction): SceneObject {
  return { category: null, parts: [{ primitives }], box: null, moves: false, pose }
}
