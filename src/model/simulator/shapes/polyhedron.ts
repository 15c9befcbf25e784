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

/** A half space: normal (x, y, z; any length) and a point on its face. */
export type Plane = readonly [nx: number, ny: number, nz: number, px: number, py: number, pz: number]

/** Convex polyhedron: the intersection of half spaces, face k = plane k. The caller states the bounds. */
export class Polyhedron implements Shape {
  readonly bounds: Float64Array
  /** nx, ny, nz, offset a plane; inside is n.p <= offset. */
  private readonly planes: Float64Array

  constructor(planes: readonly Plane[], bounds: readonly [number, number, number, number, number, number]) {
    this.bounds = Float64Array.from(bounds)
    this.planes = new Float64Array(planes.length * 4)
    for (const [index, [nx, ny, nz, px, py, pz]] of planes.entries()) {
      const scale = 1 / Math.hypot(nx, ny, nz)
      this.planes.set([nx * scale, ny * scale, nz * scale, (nx * px + ny * py + nz * pz) * scale], 4 * index)
    }
  }

  intersect(ray: Ray, hit: Hit): boolean {
    const planes = this.planes
    const ox = ray[0] as number
    const oy = ray[1] as number
    const oz = ray[2] as number
    const dx = ray[3] as number
    const dy = ray[4] as number
    const dz = ray[5] as number
    let enter = Number.NEGATIVE_INFINITY
    let exit = Number.POSITIVE_INFINITY
    let enterFace = 0
    let exitFace = 0
    for (let k = 0; k < planes.length; k += 4) {
      const nx = planes[k] as number
      const ny = planes[k + 1] as number
      const nz = planes[k + 2] as number
      const along = nx * dx + ny * dy + nz * dz
      const gap = (planes[k + 3] as number) - (nx * ox + ny * oy + nz * oz)
      if (along === 0) {
        if (gap < 0) return false
      } else if (along < 0) {
        const t = gap / along
        if (t > enter) {
          enter = t
          enterFace = k
        }
      } else {
        const t = gap / along
        if (t < exit) {
          exit = t
          exitFace = k
        }
      }
      if (enter > exit || exit <= 0) return false
    }
    hit[ENTER] = enter
    hit[EXIT] = exit
    hit[ENTER_FACE] = enterFace >> 2
    hit[EXIT_FACE] = exitFace >> 2
    for (let axis = 0; axis < 3; axis++) {
      hit[ENTER_NORMAL + axis] = planes[enterFace + axis] as number
      hit[EXIT_NORMAL + axis] = planes[exitFace + axis] as number
    }
    return true
  }

  distance(x: number, y: number, z: number): number {
    const planes = this.planes
    let largest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < planes.length; k += 4) {
      const value =
        (planes[k] as number) * x +
        (planes[k + 1] as number) * y +
        (planes[k + 2] as number) * z -
        (planes[k + 3] as number)
      if (value > largest) largest = value
    }
    return largest
  }
}
