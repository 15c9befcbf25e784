import { symmetricEigen } from '../egoMotion/symmetricEigen.ts'
import { buildPointColumns, columnX, columnY, nearestInColumns, type PointColumns } from '../pointColumns.ts'

/** Metres. Side of the search columns: about the matching radius. */
const COLUMN_METRES = 0.5
/** Metres. Neighbourhood of a normal; grows with range, where scan lines lie farther apart. */
const NORMAL_RADIUS = 0.65
const NORMAL_RADIUS_PER_METRE = 0.002
/** Neighbours that are enough for a normal. */
const NORMAL_NEIGHBOURS = 40
const MOST_RADIUS = 1
/** Half the step between returns of one line, metres and radians (0.2 degrees). */
const LINE_PLAY = 0.02
const LINE_PLAY_PER_METRE = 0.0018
/** Metres. More play than this would let a match slide over a whole pedestrian. */
const MOST_FREE_PLAY = 0.3

const UNKNOWN = 0
/** The surface has a normal. */
export const PLANAR = 1
/** A bush, an edge, a lone point: no direction is special. */
export const SCATTERED = 2
/** Neighbours all on one scan line: not decided yet. */
const LINE = 3

/** Nearest points of a sweep with the surface's normal there, worked out only where it is asked for. */
export class SurfaceIndex {
  readonly columns: PointColumns
  /** M; UNKNOWN, PLANAR or SCATTERED, in sorted order. */
  private readonly shape: Uint8Array
  /** M x 3 in sorted order. */
  readonly normal: Float32Array
  /** M x 3; unit direction of the scan line along the surface, for PLANAR points. */
  readonly line: Float32Array
  /** M; metres: half the distance to the next scan line along the surface, known after `shapeAt`. */
  readonly freePlay: Float32Array
  /** Squared distance of the last `nearest`. */
  readonly found = new Float64Array(1)
  readonly origin: readonly [number, number, number]
  private readonly lineStep: number
  private readonly covariance = new Float64Array(6)
  private readonly values = new Float64Array(3)
  private readonly vectors = new Float64Array(9)

  /**
   * @param origin where the lidar stands, metres
   * @param lineStep radians between its scan lines
   */
  constructor(
    positions: Float32Array,
    selection: Int32Array,
    origin: readonly [number, number, number],
    lineStep: number,
  ) {
    this.columns = buildPointColumns(positions, selection, COLUMN_METRES)
    this.shape = new Uint8Array(selection.length)
    this.normal = new Float32Array(3 * selection.length)
    this.line = new Float32Array(3 * selection.length)
    this.freePlay = new Float32Array(selection.length)
    this.origin = origin
    this.lineStep = lineStep
  }

  /** Sorted position of the nearest point within `radius` metres, or -1; `likely` as in `nearestInColumns`. */
  nearest(x: number, y: number, z: number, radius: number, likely = -1): number {
    return nearestInColumns(this.columns, x, y, z, radius, this.found, likely)
  }

  /** PLANAR (see `normal`) or SCATTERED. */
  shapeAt(at: number): number {
    const known = this.shape[at] as number
    if (known !== UNKNOWN) return known
    const shape = this.analyse(at)
    this.shape[at] = shape
    if (shape === PLANAR) this.findLine(at)
    return shape
  }

  /** Metres: half the distance to the next return on the same scan line. */
  linePlay(at: number): number {
    const { sorted } = this.columns
    const x = (sorted[3 * at] as number) - this.origin[0]
    const y = (sorted[3 * at + 1] as number) - this.origin[1]
    return LINE_PLAY + LINE_PLAY_PER_METRE * Math.sqrt(x * x + y * y)
  }

  /** A scan line runs where the surface meets the cone that the beam sweeps out. */
  private findLine(at: number): void {
    const { sorted } = this.columns
    const rx = (sorted[3 * at] as number) - this.origin[0]
    const ry = (sorted[3 * at + 1] as number) - this.origin[1]
    const rz = (sorted[3 * at + 2] as number) - this.origin[2]
    // The cone's tangent holds the ray and its level perpendicular h = (-ry, rx, 0); its normal is r x h.
    const mx = -rz * rx
    const my = -rz * ry
    const mz = rx * rx + ry * ry
    const nx = this.normal[3 * at] as number
    const ny = this.normal[3 * at + 1] as number
    const nz = this.normal[3 * at + 2] as number
    let lx = ny * mz - nz * my
    let ly = nz * mx - nx * mz
    let lz = nx * my - ny * mx
    let length = Math.sqrt(lx * lx + ly * ly + lz * lz)
    if (length < 0.05 * Math.sqrt(mx * mx + my * my + mz * mz)) {
      lx = -ry
      ly = rx
      lz = 0
      length = Math.sqrt(rx * rx + ry * ry) + 1e-9
    }
    this.line[3 * at] = lx / length
    this.line[3 * at + 1] = ly / length
    this.line[3 * at + 2] = lz / length
  }

  private analyse(at: number): number {
    const { sorted } = this.columns
    const x = sorted[3 * at] as number
    const y = sorted[3 * at + 1] as number
    const range = Math.hypot(x - this.origin[0], y - this.origin[1])
    const radius = Math.min(MOST_RADIUS, NORMAL_RADIUS + NORMAL_RADIUS_PER_METRE * range)
    const shape = this.gather(at, radius, range)
    // One scan line alone does not show the slant of a bonnet: look farther for the next one.
    return shape === LINE ? this.upright(at, this.gather(at, 2 * radius, range)) : shape
  }

  private gather(at: number, radius: number, range: number): number {
    const { sorted, starts, countX } = this.columns
    const x = sorted[3 * at] as number
    const y = sorted[3 * at + 1] as number
    const z = sorted[3 * at + 2] as number
    const squared = radius * radius
    const slope = (z - this.origin[2]) / Math.max(1e-3, range)
    // Tangents of elevation grow faster than angles away from the horizon.
    const otherLine = 0.6 * this.lineStep * (1 + slope * slope)
    let nextLine = squared
    let count = 0
    let sx = 0
    let sy = 0
    let sz = 0
    let sxx = 0
    let sxy = 0
    let sxz = 0
    let syy = 0
    let syz = 0
    let szz = 0
    const x0 = columnX(this.columns, x - radius)
    const x1 = columnX(this.columns, x + radius)
    const y1 = columnY(this.columns, y + radius)
    for (let iy = columnY(this.columns, y - radius); iy <= y1; iy++) {
      const from = starts[iy * countX + x0] as number
      const to = starts[iy * countX + x1 + 1] as number
      // Evenly thinned where points are dense: a normal needs no more than some tens.
      const stride = Math.max(1, Math.floor((to - from) / (2 * NORMAL_NEIGHBOURS)))
      for (let k = from; k < to; k += stride) {
        const px = sorted[3 * k] as number
        const py = sorted[3 * k + 1] as number
        const pz = sorted[3 * k + 2] as number
        const dx = px - x
        const dy = py - y
        const dz = pz - z
        const distance = dx * dx + dy * dy + dz * dz
        if (distance > squared) continue
        if (distance < nextLine) {
          const ox = px - this.origin[0]
          const oy = py - this.origin[1]
          const difference = (pz - this.origin[2]) / Math.sqrt(ox * ox + oy * oy + 1e-6) - slope
          if (difference > otherLine || difference < -otherLine) nextLine = distance
        }
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
    this.freePlay[at] = Math.min(MOST_FREE_PLAY, 0.02 + 0.5 * Math.sqrt(nextLine))
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
    if (v1 < 0.02 * v2) return LINE
    if (v0 > 0.15 * v1) return SCATTERED
    this.normal[3 * at] = this.vectors[0] as number
    this.normal[3 * at + 1] = this.vectors[1] as number
    this.normal[3 * at + 2] = this.vectors[2] as number
    return PLANAR
  }

  /** Still one scan line: the surface is taken to be upright along it. */
  private upright(at: number, shape: number): number {
    if (shape !== LINE) return shape
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
