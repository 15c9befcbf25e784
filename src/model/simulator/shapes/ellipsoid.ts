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

/** Ellipsoid with axes along the part's axes. */
export class Ellipsoid implements Shape {
  readonly bounds: Float64Array
  private readonly centerX: number
  private readonly centerY: number
  private readonly centerZ: number
  private readonly inverseX: number
  private readonly inverseY: number
  private readonly inverseZ: number

  constructor(x: number, y: number, z: number, radiusX: number, radiusY: number, radiusZ: number) {
    this.centerX = x
    this.centerY = y
    this.centerZ = z
    this.inverseX = 1 / radiusX
    this.inverseY = 1 / radiusY
    this.inverseZ = 1 / radiusZ
    this.bounds = Float64Array.of(x - radiusX, y - radiusY, z - radiusZ, x + radiusX, y + radiusY, z + radiusZ)
  }

  intersect(ray: Ray, hit: Hit): boolean {
    const ox = ((ray[0] as number) - this.centerX) * this.inverseX
    const oy = ((ray[1] as number) - this.centerY) * this.inverseY
    const oz = ((ray[2] as number) - this.centerZ) * this.inverseZ
    const dx = (ray[3] as number) * this.inverseX
    const dy = (ray[4] as number) * this.inverseY
    const dz = (ray[5] as number) * this.inverseZ
    const a = dx * dx + dy * dy + dz * dz
    const b = ox * dx + oy * dy + oz * dz
    // The foot of the perpendicular keeps the discriminant exact for far, small ellipsoids.
    const foot = -b / a
    const px = ox + foot * dx
    const py = oy + foot * dy
    const pz = oz + foot * dz
    const left = 1 - (px * px + py * py + pz * pz)
    if (left <= 0) return false
    const half = Math.sqrt(left / a)
    if (foot + half <= 0) return false
    hit[ENTER] = foot - half
    hit[EXIT] = foot + half
    hit[ENTER_FACE] = 0
    hit[EXIT_FACE] = 0
    this.normal(px - half * dx, py - half * dy, pz - half * dz, hit, ENTER_NORMAL)
    this.normal(px + half * dx, py + half * dy, pz + half * dz, hit, EXIT_NORMAL)
    return true
  }

  distance(x: number, y: number, z: number): number {
    const px = (x - this.centerX) * this.inverseX
    const py = (y - this.centerY) * this.inverseY
    const pz = (z - this.centerZ) * this.inverseZ
    const length = Math.hypot(px, py, pz)
    // First order: the value over its gradient's length.
    const gradient = Math.hypot(px * this.inverseX, py * this.inverseY, pz * this.inverseZ)
    return gradient === 0
      ? -1 / Math.max(this.inverseX, this.inverseY, this.inverseZ)
      : ((length - 1) * length) / gradient
  }

  /** Gradient of the implicit function at a point of the unit sphere, normalised. */
  private normal(x: number, y: number, z: number, hit: Hit, at: number): void {
    const nx = x * this.inverseX
    const ny = y * this.inverseY
    const nz = z * this.inverseZ
    const scale = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz)
    hit[at] = nx * scale
    hit[at + 1] = ny * scale
    hit[at + 2] = nz * scale
  }
}
