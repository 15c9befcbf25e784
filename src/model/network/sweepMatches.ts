import { buildPointColumns, nearestInColumns, type PointColumns } from '../coarse/pointColumns.ts'

/** Metres: farther from sweep 1 than this, a point says nothing. */
export const MATCH_METRES = 0.5
/** How far is looked at all. */
const SEARCH_METRES = 2

/** Distances of moved points to sweep 1 and their partners there. */
export class SweepMatches {
  readonly columns: PointColumns
  private readonly squared = new Float64Array(1)

  /** @param points m x 3, metres */
  constructor(points: Float32Array) {
    this.columns = buildPointColumns(points, null, MATCH_METRES)
  }

  /** Metres a point, 2 where nothing is near; `partner` = position in the sorted columns. */
  find(moved: Float64Array): { distance: Float64Array; partner: Int32Array } {
    const count = moved.length / 3
    const distance = new Float64Array(count)
    const partner = new Int32Array(count)
    for (let k = 0; k < count; k++) {
      const x = moved[3 * k] as number
      const y = moved[3 * k + 1] as number
      const z = moved[3 * k + 2] as number
      // Nearly every point has a partner close by: the wide search is for the others.
      let at = nearestInColumns(this.columns, x, y, z, MATCH_METRES, this.squared)
      if (at < 0) at = nearestInColumns(this.columns, x, y, z, SEARCH_METRES, this.squared)
      partner[k] = at
      distance[k] = at < 0 ? SEARCH_METRES : Math.sqrt(this.squared[0] as number)
    }
    return { distance, partner }
  }

  /** Mean distance, metres, each at most `MATCH_METRES`. */
  score(moved: Float64Array): number {
    return meanMatched(this.find(moved).distance)
  }
}

export function meanMatched(distance: Float64Array): number {
  let sum = 0
  for (const value of distance) sum += Math.min(value, MATCH_METRES)
  return sum / distance.length
}
