import type { SurfaceIndex } from './surfaceIndex.ts'

/** Metres: a point of sweep 0 this near explains one of sweep 1. */
const EXPLAINED_METRES = 0.2
const NONE = -1

/** What stood in sweep 0 where sweep 1 has its points; asked for again and again, looked up once. */
export class StoodThere {
  private readonly positions1: Float32Array
  private readonly surfaces0: readonly SurfaceIndex[]
  /** N1 each; 0 = not looked up, NONE, or the point of sweep 0 plus one. */
  private readonly known: readonly Int32Array[]

  constructor(positions1: Float32Array, surfaces0: readonly SurfaceIndex[]) {
    this.positions1 = positions1
    this.surfaces0 = surfaces0
    this.known = surfaces0.map(() => new Int32Array(positions1.length / 3))
  }

  /** Nearest point of sweep 0 that a lidar saw at the place of point `j` of sweep 1, -1 if none. */
  pointOf(lidar: number, j: number): number {
    const known = this.known[lidar] as Int32Array
    let found = known[j] as number
    if (found === 0) {
      const surface = this.surfaces0[lidar] as SurfaceIndex
      const { positions1 } = this
      const x = positions1[3 * j] as number
      const y = positions1[3 * j + 1] as number
      const z = positions1[3 * j + 2] as number
      const at = surface.nearest(x, y, z, EXPLAINED_METRES)
      found = at < 0 ? NONE : (surface.columns.order[at] as number) + 1
      known[j] = found
    }
    return found < 0 ? NONE : found - 1
  }
}
