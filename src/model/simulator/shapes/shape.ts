/**
 * Convex solids that rays are cast against. A ray is six numbers (origin, unit direction) and a hit a fixed record, both in
 * scratch arrays: no allocation and no boxed doubles in the ray loop.
 */

/** Entries of a hit record. Enter and exit are distances along the ray, metres; enter may be negative (origin inside). */
export const ENTER = 0
export const EXIT = 1
/** Outward unit normal at the enter point (3 entries). */
export const ENTER_NORMAL = 2
/** Outward unit normal at the exit point (3 entries). */
export const EXIT_NORMAL = 5
/** Index of the face entered and left; 0 for smooth shapes. */
export const ENTER_FACE = 8
export const EXIT_FACE = 9
/** Set by the caller before a surface is asked: a number in [0, 1) that belongs to this ray and primitive. */
export const CHANCE = 10
/** Set by a surface that decides the material by place. */
export const MATERIAL = 11
export const HIT_LENGTH = 12

export type Ray = Float64Array
export type Hit = Float64Array

export interface Shape {
  /** minX, minY, minZ, maxX, maxY, maxZ in the part's frame, metres. */
  readonly bounds: Float64Array
  /** Fills `hit`; false when the ray misses or the solid lies behind the origin. */
  intersect(ray: Ray, hit: Hit): boolean
  /** Negative inside, positive outside, zero on the surface; near the surface about the distance in metres. */
  distance(x: number, y: number, z: number): number
}
