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

/** A cylinder with round ends: all points within `radius` of the segment from a to b. */
export class Capsule implements Shape {
  readonly bounds: Float64Array
  private readonly ax: number
  private readonly ay: number
  private readonly az: number
  private readonly ux: number
  private readonly uy: number
  private readonly uz: number
  private readonly length: number
  private readonly radius: number

  constructor(a: readonly [number, number, number], b: readonly [number, number, number], radius: number) {
    const [ax, ay, az] = a
    const [bx, by, bz] = b
    this.ax = ax
    this.ay = ay
    this.az = az
    this.length = Math.hypot(bx - ax, by - ay, bz - az)
    this.ux = (bx - ax) / this.length
    this.uy = (by - ay) / this.length
    this.uz = (bz - az) / this.length
    this.radius = radius
    this.bounds = Float64Array.of(
      Math.min(ax, bx) - radius,
      Math.min(ay, by) - radius,
      Math.min(az, bz) - radius,
      Math.max(ax, bx) + radius,
      Math.max(ay, by) + radius,
      Math.max(az, bz) + radius,
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
    const along = dx * this.ux + dy * this.uy + dz * this.uz
    const qx = px - y0 * this.ux
    const qy = py - y0 * this.uy
    const qz = pz - y0 * this.uz
    const ex = dx - along * this.ux
    const ey = dy - along * this.uy
    const ez = dz - along * this.uz
    const rr = this.radius * this.radius
    const a = ex * ex + ey * ey + ez * ez
    const b = qx * ex + qy * ey + qz * ez
    const c = qx * qx + qy * qy + qz * qz - rr
    let enter = Number.POSITIVE_INFINITY
    let exit = Number.NEGATIVE_INFINITY
    if (a > 1e-12) {
      const root = b * b - a * c
      // The infinite cylinder holds the whole capsule.
      if (root <= 0) return false
      const half = Math.sqrt(root)
      const near = (-b - half) / a
      const far = (-b + half) / a
      const yNear = y0 + near * along
      const yFar = y0 + far * along
      if (yNear >= 0 && yNear <= this.length) enter = near
      if (yFar >= 0 && yFar <= this.length) exit = far
    } else if (c > 0) return false
    if (enter === Number.POSITIVE_INFINITY || exit === Number.NEGATIVE_INFINITY) {
      // The two end spheres: the capsule's interval is the hull of the parts' intervals.
      for (let end = 0; end < 2; end++) {
        const shift = end === 0 ? 0 : this.length
        const sx = px - shift * this.ux
        const sy = py - shift * this.uy
        const sz = pz - shift * this.uz
        const foot = -(sx * dx + sy * dy + sz * dz)
        const fx = sx + foot * dx
        const fy = sy + foot * dy
        const fz = sz + foot * dz
        const left = rr - (fx * fx + fy * fy + fz * fz)
        if (left <= 0) continue
        const half = Math.sqrt(left)
        if (foot - half < enter) enter = foot - half
        if (foot + half > exit) exit = foot + half
      }
      if (enter >= exit) return false
    }
    if (exit <= 0) return false
    hit[ENTER] = enter
    hit[EXIT] = exit
    hit[ENTER_FACE] = 0
    hit[EXIT_FACE] = 0
    this.normal(px + enter * dx, py + enter * dy, pz + enter * dz, hit, ENTER_NORMAL)
    this.normal(px + exit * dx, py + exit * dy, pz + exit * dz, hit, EXIT_NORMAL)
    return true
  }

  distance(x: number, y: number, z: number): number {
    const px = x - this.ax
    const py = y - this.ay
    const pz = z - this.az
    const along = Math.min(this.length, Math.max(0, px * this.ux + py * this.uy + pz * this.uz))
    return Math.hypot(px - along * this.ux, py - along * this.uy, pz - along * this.uz) - this.radius
  }

  private normal(px: number, py: number, pz: number, hit: Hit, at: number): void {
    const along = Math.min(this.length, Math.max(0, px * this.ux + py * this.uy + pz * this.uz))
    const scale = 1 / this.radius
    hit[at] = (px - along * this.ux) * scale
    hit[at + 1] = (py - along * this.uy) * scale
    hit[at + 2] = (pz - along * this.uz) * scale
  }
}
