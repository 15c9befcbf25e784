import {
  ENTER,
  ENTER_FACE,
  ENTER_NORMAL,
  EXIT,
  EXIT_FACE,
  EXIT_NORMAL,
  type Hit,
  type Ray,
  type Shape,
} from './shape.ts'

/** Axis-aligned box. Faces: 0 -x, 1 +x, 2 -y, 3 +y, 4 -z, 5 +z. */
export class Box implements Shape {
  readonly bounds: Float64Array

  constructor(minX: number, minY: number, minZ: number, maxX: number, maxY: number, maxZ: number) {
    this.bounds = Float64Array.of(minX, minY, minZ, maxX, maxY, maxZ)
  }

  intersect(ray: Ray, hit: Hit): boolean {
    const bounds = this.bounds
    let enter = Number.NEGATIVE_INFINITY
    let exit = Number.POSITIVE_INFINITY
    let enterFace = 0
    let exitFace = 0
    for (let axis = 0; axis < 3; axis++) {
      const origin = ray[axis] as number
      const direction = ray[axis + 3] as number
      const low = bounds[axis] as number
      const high = bounds[axis + 3] as number
      if (direction === 0) {
        if (origin < low || origin > high) return false
        continue
      }
      const toLow = (low - origin) / direction
      const toHigh = (high - origin) / direction
      const near = direction > 0 ? toLow : toHigh
      const far = direction > 0 ? toHigh : toLow
      if (near > enter) {
        enter = near
        enterFace = 2 * axis + (direction > 0 ? 0 : 1)
      }
      if (far < exit) {
        exit = far
        exitFace = 2 * axis + (direction > 0 ? 1 : 0)
      }
      if (enter > exit) return false
    }
    if (exit <= 0) return false
    hit[ENTER] = enter
    hit[EXIT] = exit
    hit[ENTER_FACE] = enterFace
    hit[EXIT_FACE] = exitFace
    for (let axis = 0; axis < 3; axis++) {
      hit[ENTER_NORMAL + axis] = enterFace >> 1 === axis ? (enterFace & 1 ? 1 : -1) : 0
      hit[EXIT_NORMAL + axis] = exitFace >> 1 === axis ? (exitFace & 1 ? 1 : -1) : 0
    }
    return true
  }

  distance(x: number, y: number, z: number): number {
    const bounds = this.bounds
    const dx = Math.max((bounds[0] as number) - x, x - (bounds[3] as number))
    const dy = Math.max((bounds[1] as number) - y, y - (bounds[4] as number))
    const dz = Math.max((bounds[2] as number) - z, z - (bounds[5] as number))
    const inside = Math.max(dx, dy, dz)
    return inside <= 0 ? inside : Math.hypot(Math.max(dx, 0), Math.max(dy, 0), Math.max(dz, 0))
  }
}
