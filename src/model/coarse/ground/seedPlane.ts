import type { CellHeights } from './cellHeights.ts'
import { addToPlane, limitSlope, planeSums, solvePlane } from './planeFit.ts'

/** Returns nearer than this may be the vehicle itself. */
const OWN_VEHICLE_METRES = 2.5
const SEED_METRES = 14

/** Robust plane of the low heights near the sensor: starts from the most common height, then re-weighted least squares. */
export function seedPlane(cells: CellHeights, maximumSlope: number): Float64Array {
  const { side, cellMetres, low } = cells
  const half = side / 2
  const reach = Math.min(Math.ceil(SEED_METRES / cellMetres), half - 1)
  const heights: number[] = []
  const places: number[] = []
  for (let widen = 1; heights.length < 8 && widen <= 8; widen *= 2) {
    heights.length = 0
    places.length = 0
    const span = Math.min(half - 1, reach * widen)
    for (let iy = half - span; iy < half + span; iy++)
      for (let ix = half - span; ix < half + span; ix++) {
        const x = (ix + 0.5 - half) * cellMetres
        const y = (iy + 0.5 - half) * cellMetres
        const range = Math.hypot(x, y)
        const z = low[iy * side + ix] as number
        if (range < OWN_VEHICLE_METRES || range > SEED_METRES * widen || Number.isNaN(z)) continue
        heights.push(z)
        places.push(x, y)
      }
  }
  const fit = planeSums()
  if (heights.length === 0) return fit.plane
  let level = commonHeight(heights)
  let bx = 0
  let by = 0
  // The tolerance shrinks: the first round lets a slope show, the last leaves only the road.
  for (const tolerance of [0.6, 0.4, 0.25, 0.2, 0.2]) {
    fit.sums.fill(0)
    for (let k = 0; k < heights.length; k++) {
      const x = places[2 * k] as number
      const y = places[2 * k + 1] as number
      const residual = (heights[k] as number) - (level + bx * x + by * y)
      const u = residual / (residual > 0 ? tolerance : 1.5 * tolerance)
      if (Math.abs(u) < 1) addToPlane(fit, x, y, heights[k] as number, (1 - u * u) ** 2)
    }
    if (!solvePlane(fit, 10, 0, 0)) break
    limitSlope(fit.plane, maximumSlope, 0, 0)
    level = fit.plane[0] as number
    bx = fit.plane[1] as number
    by = fit.plane[2] as number
  }
  fit.plane[0] = level
  fit.plane[1] = bx
  fit.plane[2] = by
  return fit.plane
}

/** The lowest height that is common: fullest 0.4 m window among the lower half of the windows' mass. */
function commonHeight(heights: readonly number[]): number {
  const sorted = Float64Array.from(heights).sort()
  let best = sorted[0] as number
  let most = 0
  for (let from = 0, to = 0; from < sorted.length; from++) {
    while (to < sorted.length && (sorted[to] as number) <= (sorted[from] as number) + 0.4) to++
    // A higher window must be clearly fuller: roofs of parked rows are level too.
    if (to - from > 1.3 * most || (to - from > most && (sorted[from] as number) < best + 0.4)) {
      most = to - from
      best = sorted[(from + to) >> 1] as number
    }
  }
  return best
}
