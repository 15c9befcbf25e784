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

/** Cone frustum or cylinder between two points with flat caps. Faces: 0 mantle, 1 cap at a, 2 cap at b. */
export class Frustum implements Shape {
  readonly bounds: Float64Array
  private readonly ax: number
  private readonly ay: number
  private readonly az: number
  private readonly ux: number
  private readonly uy: number
  private readonly uz: number
  private readonly length: number
  private readonly radius: number
  /** Growth of the radius per metre of axis. */
  private readonly growth: number

  constructor(
    a: readonly [number, number, number],
    b: readonly [number, number, number],
    radiusA: number,
    radiusB: number,
  ) {
    const [ax, ay, az] = a
    const [bx, by, bz] = b
    this.length = Math.hypot(bx - ax, by - ay, bz - az)
    this.ax = ax
    this.ay = ay
    this.az = az
    this.ux = (bx - ax) / this.length
    this.uy = (by - ay) / this.length
    this.uz = (bz - az) / this.length
    this.radius = radiusA
    this.growth = (radiusB - radiusA) / this.length
    // A disc of radius r with axis u reaches r * sqrt(1 - u_k^2) along axis k.
    const reach = (u: number) => Math.sqrt(Math.max(0, 1 - u * u))
    const [ex, ey, ez] = [reach(this.ux), reach(this.uy), reach(this.uz)]
    this.bounds = Float64Array.of(
      Math.min(ax - radiusA * ex, bx - radiusB * ex),
      Math.min(ay - radiusA * ey, by - radiusB * ey),
      Math.min(az - radiusA * ez, bz - radiusB * ez),
      Math.max(ax + radiusA * ex, bx + radiusB * ex),
      Math.max(ay + radiusA * ey, by + radiusB * ey),
      Math.max(az + radiusA * ez, bz + radiusB * ez),
    )
  }

  intersect(ray: Ray, hit: Hit): boolean {
    const px = (ray[0] as number) - this.ax
    const py = (ray[1] as number) - this.ay
    const pz = (ray[2] as number) - this.az
    const dx = ray[3] as number
    const dy = ray[4] as number
    const dz = ray[5] as number
    const y0 = px * this.ux + py * this.uy + pz * this.uz
    const dy0 = dx * this.ux + dy * this.uy + dz * this.uz
    // Slab between the caps.
    let enter = Number.NEGATIVE_INFINITY
    let exit = Number.POSITIVE_INFINITY
    let enterFace = 0
    let exitFace = 0
    if (dy0 === 0) {
      if (y0 < 0 || y0 > this.length) return false
    } else {
      const toA = -y0 / dy0
      const toB = (this.length - y0) / dy0
      enter = Math.min(toA, toB)
      exit = Math.max(toA, toB)
      enterFace = dy0 > 0 ? 1 : 2
      exitFace = dy0 > 0 ? 2 : 1
    }
    // Mantle: |p - y u|^2 = (r + g y)^2 along the ray.
    const qx = px - y0 * this.ux
    const qy = py - y0 * this.uy
    const qz = pz - y0 * this.uz
    const ex = dx - dy0 * this.ux
    const ey = dy - dy0 * this.uy
    const ez = dz - dy0 * this.uz
    const r0 = this.radius + this.growth * y0
    const dr = this.growth * dy0
    const a = ex * ex + ey * ey + ez * ez - dr * dr
    const b = qx * ex + qy * ey + qz * ez - r0 * dr
    const c = qx * qx + qy * qy + qz * qz - r0 * r0
    const root = b * b - a * c
    if (a > 1e-12) {
      if (root <= 0) return false
      const half = Math.sqrt(root)
      const near = (-b - half) / a
      const far = (-b + half) / a
      if (near > enter) {
        enter = near
        enterFace = 0
      }
      if (far < exit) {
        exit = far
        exitFace = 0
      }
    } else if (a < -1e-12) {
      // Steeper than the cone: the solid nappe is a half line.
      const half = Math.sqrt(Math.max(0, root))
      const first = Math.min((-b - half) / a, (-b + half) / a)
      const second = Math.max((-b - half) / a, (-b + half) / a)
      if (dr > 0) {
        if (second > enter) {
          enter = second
          enterFace = 0
        }
      } else if (first < exit) {
        exit = first
        exitFace = 0
      }
    } else if (c > 0) return false
    if (enter >= exit || exit <= 0) return false
    hit[ENTER] = enter
    hit[EXIT] = exit
    hit[ENTER_FACE] = enterFace
    hit[EXIT_FACE] = exitFace
    this.normal(enterFace, qx + enter * ex, qy + enter * ey, qz + enter * ez, hit, ENTER_NORMAL)
    this.normal(exitFace, qx + exit * ex, qy + exit * ey, qz + exit * ez, hit, EXIT_NORMAL)
    return true
  }

  distance(x: number, y: number, z: number): number {
    const px = x - this.ax
    const py = y - this.ay
    const pz = z - this.az
    const along = px * this.ux + py * this.uy + pz * this.uz
    const across = Math.hypot(px - along * this.ux, py - along * this.uy, pz - along * this.uz)
    const mantle = (across - this.radius - this.growth * along) / Math.sqrt(1 + this.growth * this.growth)
    return Math.max(mantle, -along, along - this.length)
  }

  private normal(face: number, qx: number, qy: number, qz: number, hit: Hit, at: number): void {
    let nx = this.ux
    let ny = this.uy
    let nz = this.uz
    if (face === 1) {
      nx = -nx
      ny = -ny
      nz = -nz
    } else if (face === 0) {
      const across = Math.sqrt(qx * qx + qy * qy + qz * qz)
      const inverse = across > 0 ? 1 / across : 0
      const scale = 1 / Math.sqrt(1 + this.growth * this.growth)
      nx = (qx * inverse - this.growth * nx) * scale
      ny = (qy * inverse - this.growth * ny) * scale
      nz = (qz * inverse - this.growth * nz) * scale
    }
    hit[at] = nx
    hit[at + 1] = ny
    hit[at + 2] = nz
  }
}
