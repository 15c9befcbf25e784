import type { GroundParameters } from '../parameters.ts'
import { type CellHeights, cellIndex, lowHeights } from './cellHeights.ts'
import { limitSlope, type PlaneSums, planeSums, setPlaneSums, solvePlane } from './planeFit.ts'
import { refitSurface } from './refitSurface.ts'
import { seedPlane } from './seedPlane.ts'

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

/** A cell's low height may miss the prediction by this much beyond what the slope limit allows: noise and kerbs. */
const STEP_METRES = 0.18
/** From here on a cell rises above its prediction: a ramp begins, or only the foot of an object was seen there. */
const RISE_METRES = 0.08
/** Share of such a rise that is followed where no neighbour rises. */
const ALONE = 0.5
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
  const near = nearReturns(cells)
  growOutward(cells, surface, seed, order, near, parameters.maximumSlope)
  refitSurface(cells, surface, near, parameters.maximumSlope)
  return surface
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

/** 1 for cells within `REACH` cells of a return: three of four cells are far from any, and only carry a slope on. */
function nearReturns({ side, count }: CellHeights): Uint8Array {
  const near = new Uint8Array(side * side)
  for (let iy = 0; iy < side; iy++)
    for (let ix = 0; ix < side; ix++) {
      if (count[iy * side + ix] === 0) continue
      const x0 = Math.max(0, ix - REACH)
      const x1 = Math.min(side - 1, ix + REACH)
      for (let ny = Math.max(0, iy - REACH); ny <= Math.min(side - 1, iy + REACH); ny++)
        near.fill(1, ny * side + x0, ny * side + x1 + 1)
    }
  return near
}

function growOutward(
  cells: CellHeights,
  surface: GroundSurface,
  seed: Float64Array,
  order: Int32Array,
  near: Uint8Array,
  maximumSlope: number,
): void {
  const { side, cellMetres, low, count } = cells
  const { height, slopeX, slopeY, support } = surface
  const half = side / 2
  const done = new Uint8Array(side * side)
  const rises = new Uint8Array(side * side)
  // Metres from a cell back to the last supported one on the way from the sensor.
  const unseen = new Float32Array(side * side)
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
      predict(surface, done, fit, ix, iy, near[cell] === 1 ? REACH : 1, maximumSlope, seed)
    }
    const predicted = fit.plane[0] as number
    const observed = low[cell] as number
    const reach = range < 4 ? STEP_METRES : STEP_METRES + 0.5 * maximumSlope * cellMetres
    const trust = fit.sums[0] as number
    const gap = range < 4 ? 0 : (unseen[inwardOf(cell, x, y, range, side)] as number)
    // Where nothing was seen for a while the prediction is worth less: more is accepted below it, not above. Returns seldom come
    // from below the ground, which may have fallen at the limit of the slope meanwhile; one or two may be strays.
    const fall = (count[cell] as number) >= 3 ? maximumSlope * gap : 0
    const down = reach + 0.15 + (trust < 0.5 ? 0.3 : 0) + fall
    if (!Number.isNaN(observed) && observed - predicted < reach && predicted - observed < down) {
      let follow = (count[cell] as number) >= 3 ? 0.8 : 0.5
      if (observed - predicted > RISE_METRES) {
        rises[cell] = 1
        follow *= ALONE + (1 - ALONE) * sharedRise(rises, done, support, ix, iy, side)
      }
      height[cell] = predicted + follow * (observed - predicted)
      support[cell] = 1
    } else {
      height[cell] = predicted
      support[cell] = 0.7 * Math.min(1, trust)
      unseen[cell] = gap + cellMetres
    }
    slopeX[cell] = fit.plane[1] as number
    slopeY[cell] = fit.plane[2] as number
    done[cell] = 1
  }
}

/** The cell before one that is at (x, y) metres from the sensor, towards the sensor. */
function inwardOf(cell: number, x: number, y: number, range: number, side: number): number {
  return cell - Math.round(x / range) - side * Math.round(y / range)
}

/** How far the supported cells around rise as well, 0..1: half of them are enough. A ramp rises along its width, an object alone. */
function sharedRise(
  rises: Uint8Array,
  done: Uint8Array,
  support: Float32Array,
  ix: number,
  iy: number,
  side: number,
): number {
  let known = 0
  let rising = 0
  for (let ny = Math.max(0, iy - 2); ny <= Math.min(side - 1, iy + 2); ny++)
    for (let nx = Math.max(0, ix - 2); nx <= Math.min(side - 1, ix + 2); nx++) {
      const n = ny * side + nx
      if (done[n] === 0 || support[n] !== 1) continue
      known++
      rising += rises[n] as number
    }
  return known === 0 ? 0 : Math.min(1, (2 * rising) / known)
}

function predictFrom(seed: Float64Array, x: number, y: number, fit: PlaneSums): void {
  fit.plane[0] = (seed[0] as number) + (seed[1] as number) * x + (seed[2] as number) * y
  fit.plane[1] = seed[1] as number
  fit.plane[2] = seed[2] as number
  fit.sums[0] = 1
}

/** Weights of the neighbours by their distance in cells, row by row. */
const CLOSENESS = Float64Array.from({ length: (2 * REACH + 1) ** 2 }, (_, k) => {
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
  reach: number,
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
  const y0 = Math.max(0, iy - reach)
  const y1 = Math.min(side - 1, iy + reach)
  const x0 = Math.max(0, ix - reach)
  const x1 = Math.min(side - 1, ix + reach)
  for (let ny = y0; ny <= y1; ny++)
    for (let nx = x0; nx <= x1; nx++) {
      const n = ny * side + nx
      if (done[n] === 0) continue
      const dx = (nx - ix) * cellMetres
      const dy = (ny - iy) * cellMetres
      const closeness = CLOSENESS[(ny - iy + REACH) * (2 * REACH + 1) + nx - ix + REACH] as number
      const s = support[n] as number
      const z = height[n] as number
      const weight = closeness * (0.02 + s * s)
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
      supportSum += closeness * s
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
