import { symmetricEigen } from '../egoMotion/symmetricEigen.ts'
import { buildPointColumns, columnX, columnY, nearestInColumns, type PointColumns } from '../pointColumns.ts'

/** Metres. Side of the search columns: about the matching radius. */
const COLUMN_METRES = 0.5
/** Metres. Neighbourhood of a normal; grows with range, where scan lines lie farther apart. */
const NORMAL_RADIUS = 0.35
const NORMAL_RADIUS_PER_METRE = 0.015
/** Neighbours that are enough for a normal. */
const NORMAL_NEIGHBOURS = 40

const UNKNOWN = 0
/** The surface has a normal. */
export const PLANAR = 1
/** A bush, an edge, a lone point: no direction is special. */
export const SCATTERED = 2

/** Nearest points of a sweep with the surface's normal there, worked out only where it is asked for. */
export class SurfaceIndex {
  readonly columns: PointColumns
  /** M; UNKNOWN, PLANAR or SCATTERED, in sorted order. */
  private readonly shape: Uint8Array
  /** M x 3 in sorted order. */
  readonly normal: Float32Array
  /** Squared distance of the last `nearest`. */
  readonly found = new Float64Array(1)
  private readonly origin: readonly [number, number]
  private readonly covariance = new Float64Array(6)
  private readonly values = new Float64Array(3)
  private readonly vectors = new Float64Array(9)

  constructor(positions: Float32Array, selection: Int32Array, origin: readonly [number, number]) {
    this.columns = buildPointColumns(positions, selection, COLUMN_METRES)
    this.shape = new Uint8Array(selection.length)
    this.normal = new Float32Array(3 * selection.length)
    this.origin = origin
  }

  /** Sorted position of the nearest point within `radius` metres, or -1. */
  nearest(x: number, y: number, z: number, radius: number): number {
    return nearestInColumns(this.columns, x, y, z, radius, this.found)
  }

  /** PLANAR (see `normal`) or SCATTERED. */
  shapeAt(at: number): number {
    const known = this.shape[at] as number
    if (known !== UNKNOWN) return known
    const shape = this.analyse(at)
    this.shape[at] = shape
    return shape
  }

  private analyse(at: number): number {
    const { sorted, starts, countX } = this.columns
    const x = sorted[3 * at] as number
    const y = sorted[3 * at + 1] as number
    const z = sorted[3 * at + 2] as number
    const range = Math.hypot(x - this.origin[0], y - this.origin[1])
    const radius = Math.min(1, NORMAL_RADIUS + NORMAL_RADIUS_PER_METRE * range)
    const squared = radius * radius
    let count = 0
    let [sx, sy, sz, sxx, sxy, sxz, syy, syz, szz] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
    const x0 = columnX(this.columns, x - radius)
    const x1 = columnX(this.columns, x + radius)
    const y1 = columnY(this.columns, y + radius)
    for (let iy = columnY(this.columns, y - radius); iy <= y1; iy++) {
      const from = starts[iy * countX + x0] as number
      const to = starts[iy * countX + x1 + 1] as number
      // Evenly thinned where points are dense: a normal needs no more than some tens.
      const stride = Math.max(1, Math.floor((to - from) / (2 * NORMAL_NEIGHBOURS)))
      for (let k = from; k < to; k += stride) {
        const dx = (sorted[3 * k] as number) - x
        const dy = (sorted[3 * k + 1] as number) - y
        const dz = (sorted[3 * k + 2] as number) - z
        if (dx * dx + dy * dy + dz * dz > squared) continue
        count++
        sx += dx
        sy += dy
        sz += dz
        sxx += dx * dx
        sxy += dx * dy
        sxz += dx * dz
        syy += dy * dy
        syz += dy * dz
        szz += dz * dz
      }
    }
    if (count < 5) return SCATTERED
    const c = this.covariance
    c[0] = sxx / count - (sx / count) * (sx / count)
    c[1] = sxy / count - (sx / count) * (sy / count)
    c[2] = sxz / count - (sx / count) * (sz / count)
    c[3] = syy / count - (sy / count) * (sy / count)
    c[4] = syz / count - (sy / count) * (sz / count)
    c[5] = szz / count - (sz / count) * (sz / count)
    symmetricEigen(c, this.values, this.vectors)
    const v0 = this.values[0] as number
    const v1 = this.values[1] as number
    const v2 = this.values[2] as number
    if (v1 < 0.02 * v2) return this.lineNormal(at)
    if (v0 > 0.15 * v1) return SCATTERED
    this.normal[3 * at] = this.vectors[0] as number
    this.normal[3 * at + 1] = this.vectors[1] as number
    this.normal[3 * at + 2] = this.vectors[2] as number
    return PLANAR
  }

  /** Neighbours of one scan line: the surface is taken to be upright along the line. */
  private lineNormal(at: number): number {
    const dx = this.vectors[6] as number
    const dy = this.vectors[7] as number
    const length = Math.hypot(dx, dy)
    if (length < 0.5) return SCATTERED
    this.normal[3 * at] = dy / length
    this.normal[3 * at + 1] = -dx / length
    this.normal[3 * at + 2] = 0
    return PLANAR
  }
}
