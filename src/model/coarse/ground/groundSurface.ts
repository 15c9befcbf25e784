import type { GroundParameters } from '../parameters.ts'
import { type CellHeights, cellIndex, lowHeights } from './cellHeights.ts'
import { addToPlane, limitSlope, type PlaneSums, planeSums, setPlaneSums, solvePlane } from './planeFit.ts'

/** The ground as one plane a cell; beyond the grid the border cells' planes go on. */
export interface GroundSurface {
  readonly cellMetres: number
  readonly side: number
  readonly centreX: number
  readonly centreY: number
  /** side * side; metres at the cell's centre. */
  readonly height: Float32Array
  readonly slopeX: Float32Array
  readonly slopeY: Float32Array
  /** side * side; 1 = supported by returns, less = continued from cells nearer to the sensor. */
  readonly support: Float32Array
}

/** Height of the ground at (x, y), metres, frame of the sweep. */
export function groundHeightAt(surface: GroundSurface, x: number, y: number): number {
  const { cellMetres, side } = surface
  const dx = x - surface.centreX
  const dy = y - surface.centreY
  const ix = cellIndex(dx, cellMetres, side)
  const iy = cellIndex(dy, cellMetres, side)
  const cell = iy * side + ix
  const cx = (ix + 0.5 - side / 2) * cellMetres
  const cy = (iy + 0.5 - side / 2) * cellMetres
  // Beyond the grid a slope continued for 100 m would bury or lift everything: at most four cells of it.
  const reach = 4 * cellMetres
  const ox = Math.max(-reach, Math.min(reach, dx - cx))
  const oy = Math.max(-reach, Math.min(reach, dy - cy))
  return (
    (surface.height[cell] as number) + (surface.slopeX[cell] as number) * ox + (surface.slopeY[cell] as number) * oy
  )
}

/** Returns nearer than this may be the vehicle itself. */
const OWN_VEHICLE_METRES = 2.5
const SEED_METRES = 14
/** A cell's low height may miss the prediction by this much beyond what the slope limit allows: noise and kerbs. */
const STEP_METRES = 0.18
/** The outward pass looks back over cells at most this many away. */
const REACH = 3

/**
 * The ground below a sweep, without a known sensor height: a robust plane near the sensor seeds an outward pass in which
 * each cell is predicted from the accepted cells before it and accepts its own low height only within the slope limit;
 * a robust refit over 5 x 5 cells follows. Idea of the outward pass: Himmelsbach 2010 and Patchwork++ (Lee 2022).
 */
export function fitGroundSurface(
  positions: Float32Array,
  centreX: number,
  centreY: number,
  parameters: GroundParameters,
): GroundSurface {
  const cells = lowHeights(
    positions,
    centreX,
    centreY,
    parameters.cellMetres,
    parameters.maximumRange,
    parameters.lowQuantile,
  )
  const { side, cellMetres } = cells
  const surface: GroundSurface = {
    cellMetres,
    side,
    centreX,
    centreY,
    height: new Float32Array(side * side),
    slopeX: new Float32Array(side * side),
    slopeY: new Float32Array(side * side),
    support: new Float32Array(side * side),
  }
  const seed = seedPlane(cells, parameters.maximumSlope)
  const order = cellsByRange(side)
  growOutward(cells, surface, seed, order, parameters.maximumSlope)
  refit(cells, surface, parameters.maximumSlope)
  return surface
}

/** Robust plane of the low heights near the sensor: starts from the most common height, then re-weighted least squares. */
function seedPlane(cells: CellHeights, maximumSlope: number): Float64Array {
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

let orderCache: { side: number; order: Int32Array } | null = null

/** All cells, nearest to the sensor first (ties by index): depends on the grid's size alone, so it is kept. */
function cellsByRange(side: number): Int32Array {
  if (orderCache?.side === side) return orderCache.order
  const squared = new Float64Array(side * side)
  const order = new Int32Array(side * side)
  for (let cell = 0; cell < side * side; cell++) {
    const x = (cell % side) + 0.5 - side / 2
    const y = Math.floor(cell / side) + 0.5 - side / 2
    squared[cell] = x * x + y * y
    order[cell] = cell
  }
  order.sort((a, b) => (squared[a] as number) - (squared[b] as number) || a - b)
  orderCache = { side, order }
  return order
}

function growOutward(
  cells: CellHeights,
  surface: GroundSurface,
  seed: Float64Array,
  order: Int32Array,
  maximumSlope: number,
): void {
  const { side, cellMetres, low, count } = cells
  const { height, slopeX, slopeY, support } = surface
  const half = side / 2
  const done = new Uint8Array(side * side)
  const fit = planeSums()
  for (let k = 0; k < order.length; k++) {
    const cell = order[k] as number
    const ix = cell % side
    const iy = (cell - ix) / side
    const x = (ix + 0.5 - half) * cellMetres
    const y = (iy + 0.5 - half) * cellMetres
    const range = Math.sqrt(x * x + y * y)
    if (range < 4) {
      predictFrom(seed, x, y, fit)
    } else {
      predict(surface, done, fit, ix, iy, maximumSlope, seed)
    }
    const predicted = fit.plane[0] as number
    const observed = low[cell] as number
    const reach = range < 4 ? STEP_METRES : STEP_METRES + 0.5 * maximumSlope * cellMetres
    const trust = fit.sums[0] as number
    // Where nothing was seen for a while the prediction is worth less: more is accepted below it, not above.
    const down = reach + 0.15 + (trust < 0.5 ? 0.3 : 0)
    if (!Number.isNaN(observed) && observed - predicted < reach && predicted - observed < down) {
      const weight = (count[cell] as number) >= 3 ? 0.8 : 0.5
      height[cell] = predicted + weight * (observed - predicted)
      support[cell] = 1
    } else {
      height[cell] = predicted
      support[cell] = 0.7 * Math.min(1, trust)
    }
    slopeX[cell] = fit.plane[1] as number
    slopeY[cell] = fit.plane[2] as number
    done[cell] = 1
  }
}

function predictFrom(seed: Float64Array, x: number, y: number, fit: PlaneSums): void {
  fit.plane[0] = (seed[0] as number) + (seed[1] as number) * x + (seed[2] as number) * y
  fit.plane[1] = seed[1] as number
  fit.plane[2] = seed[2] as number
  fit.sums[0] = 1
}

/** Weights of the neighbours by their distance in cells, row by row. */
const NEAR = Float64Array.from({ length: (2 * REACH + 1) ** 2 }, (_, k) => {
  const [x, y] = [(k % (2 * REACH + 1)) - REACH, Math.floor(k / (2 * REACH + 1)) - REACH]
  return 1 / (1 + x * x + y * y)
})

/** Plane through the cells done so far around (ix, iy), as seen from that cell's centre; fit.sums[0] = mean support. */
function predict(
  surface: GroundSurface,
  done: Uint8Array,
  fit: PlaneSums,
  ix: number,
  iy: number,
  maximumSlope: number,
  seed: Float64Array,
): void {
  const { side, cellMetres, height, slopeX, slopeY, support } = surface
  // Sums of the plane in locals: 40,000 cells with up to 48 neighbours each.
  let w = 0
  let wx = 0
  let wy = 0
  let wxx = 0
  let wxy = 0
  let wyy = 0
  let wz = 0
  let wxz = 0
  let wyz = 0
  let supportSum = 0
  let meanX = 0
  let meanY = 0
  const y0 = Math.max(0, iy - REACH)
  const y1 = Math.min(side - 1, iy + REACH)
  const x0 = Math.max(0, ix - REACH)
  const x1 = Math.min(side - 1, ix + REACH)
  for (let ny = y0; ny <= y1; ny++)
    for (let nx = x0; nx <= x1; nx++) {
      const n = ny * side + nx
      if (done[n] === 0) continue
      const dx = (nx - ix) * cellMetres
      const dy = (ny - iy) * cellMetres
      const near = NEAR[(ny - iy + REACH) * (2 * REACH + 1) + nx - ix + REACH] as number
      const s = support[n] as number
      const z = height[n] as number
      const weight = near * (0.02 + s * s)
      w += weight
      wx += weight * dx
      wy += weight * dy
      wxx += weight * dx * dx
      wxy += weight * dx * dy
      wyy += weight * dy * dy
      wz += weight * z
      wxz += weight * dx * z
      wyz += weight * dy * z
      meanX += weight * (slopeX[n] as number)
      meanY += weight * (slopeY[n] as number)
      supportSum += near * s
    }
  if (w === 0) {
    const half = side / 2
    predictFrom(seed, (ix + 0.5 - half) * cellMetres, (iy + 0.5 - half) * cellMetres, fit)
    return
  }
  setPlaneSums(fit, w, wx, wy, wxx, wxy, wyy, wz, wxz, wyz)
  // Slopes fade where they are only guessed: a guess continued for 50 m would climb over houses.
  const fade = 0.98
  solvePlane(fit, 4 * cellMetres * cellMetres, (fade * meanX) / w, (fade * meanY) / w)
  limitSlope(fit.plane, maximumSlope, 0, 0)
  fit.sums[0] = supportSum
}

/** Re-weighted planes over 5 x 5 accepted cells, from their observed low heights. */
function refit(cells: CellHeights, surface: GroundSurface, maximumSlope: number): void {
  const { side, cellMetres, low } = cells
  const { support } = surface
  const before = surface.height.slice()
  const fit = planeSums()
  for (let iy = 0; iy < side; iy++)
    for (let ix = 0; ix < side; ix++) {
      const cell = iy * side + ix
      const slopeX = surface.slopeX[cell] as number
      const slopeY = surface.slopeY[cell] as number
      let w = 0
      let wx = 0
      let wy = 0
      let wxx = 0
      let wxy = 0
      let wyy = 0
      let wz = 0
      let wxz = 0
      let wyz = 0
      let used = 0
      const y1 = Math.min(side - 1, iy + 2)
      const x1 = Math.min(side - 1, ix + 2)
      for (let ny = Math.max(0, iy - 2); ny <= y1; ny++)
        for (let nx = Math.max(0, ix - 2); nx <= x1; nx++) {
          const n = ny * side + nx
          if (support[n] !== 1) continue
          const dx = (nx - ix) * cellMetres
          const dy = (ny - iy) * cellMetres
          const z = low[n] as number
          // Observed heights above the grown surface are objects that slipped through; below, seldom noise.
          const residual = z - (before[n] as number)
          const u = residual / (residual > 0 ? 0.15 : 0.3)
          if (u * u >= 1) continue
          const weight = (1 - u * u) / (1 + dx * dx + dy * dy)
          w += weight
          wx += weight * dx
          wy += weight * dy
          wxx += weight * dx * dx
          wxy += weight * dx * dy
          wyy += weight * dy * dy
          wz += weight * z
          wxz += weight * dx * z
          wyz += weight * dy * z
          used++
        }
      if (used < 3) continue
      setPlaneSums(fit, w, wx, wy, wxx, wxy, wyy, wz, wxz, wyz)
      solvePlane(fit, 2 * cellMetres * cellMetres, slopeX, slopeY)
      limitSlope(fit.plane, maximumSlope * 1.5, 0, 0)
      surface.height[cell] = fit.plane[0] as number
      surface.slopeX[cell] = fit.plane[1] as number
      surface.slopeY[cell] = fit.plane[2] as number
    }
}
