/** Cells that a grid may have at most; a wider scene is clamped into the border cells. */
const MAXIMUM_CELLS = 4_000_000

/**
 * Points sorted into vertical columns of a square grid (counting sort, two integer arrays, no allocation a point).
 * Coordinates outside the window fall into the border columns: clamping never moves two cells apart, so a search over
 * the clamped neighbourhood stays exact.
 */
export interface PointColumns {
  readonly cellMetres: number
  readonly minimumX: number
  readonly minimumY: number
  readonly countX: number
  readonly countY: number
  /** countX * countY + 1 offsets into `order`; column = iy * countX + ix. */
  readonly starts: Int32Array
  /** Point indices column by column, from the lowest point of a column to its highest. */
  readonly order: Int32Array
  /** M x 3, the coordinates in `order`'s order: neighbours are read from consecutive memory. */
  readonly sorted: Float32Array
}

/** @param selection indices of the points to take, null = all. */
export function buildPointColumns(
  positions: Float32Array,
  selection: Int32Array | null,
  cellMetres: number,
): PointColumns {
  const total = selection === null ? positions.length / 3 : selection.length
  let minimumX = Number.POSITIVE_INFINITY
  let minimumY = Number.POSITIVE_INFINITY
  let maximumX = Number.NEGATIVE_INFINITY
  let maximumY = Number.NEGATIVE_INFINITY
  for (let k = 0; k < total; k++) {
    const i = selection === null ? k : (selection[k] as number)
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    if (x < minimumX) minimumX = x
    if (x > maximumX) maximumX = x
    if (y < minimumY) minimumY = y
    if (y > maximumY) maximumY = y
  }
  if (total === 0) minimumX = minimumY = maximumX = maximumY = 0
  const side = Math.floor(Math.sqrt(MAXIMUM_CELLS))
  const countX = Math.min(side, Math.floor((maximumX - minimumX) / cellMetres) + 1)
  const countY = Math.min(side, Math.floor((maximumY - minimumY) / cellMetres) + 1)
  const starts = new Int32Array(countX * countY + 1)
  const cellOf = new Int32Array(total)
  const inverse = 1 / cellMetres
  for (let k = 0; k < total; k++) {
    const i = selection === null ? k : (selection[k] as number)
    const ix = Math.min(countX - 1, Math.floor(((positions[3 * i] as number) - minimumX) * inverse))
    const iy = Math.min(countY - 1, Math.floor(((positions[3 * i + 1] as number) - minimumY) * inverse))
    const cell = iy * countX + ix
    cellOf[k] = cell
    starts[cell + 1] = (starts[cell + 1] as number) + 1
  }
  for (let cell = 0; cell < countX * countY; cell++)
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number)
  const order = new Int32Array(total)
  const sorted = new Float32Array(3 * total)
  // Filled from the back so that the offsets end where they began: no second cursor array. In layers, so that what is left to sort
  // in a column is short.
  const cursor = starts.slice(1)
  const layered = byLayer(positions, selection, total)
  for (let n = total - 1; n >= 0; n--) {
    const k = layered[n] as number
    const i = selection === null ? k : (selection[k] as number)
    const cell = cellOf[k] as number
    const at = (cursor[cell] as number) - 1
    cursor[cell] = at
    order[at] = i
    sorted[3 * at] = positions[3 * i] as number
    sorted[3 * at + 1] = positions[3 * i + 1] as number
    sorted[3 * at + 2] = positions[3 * i + 2] as number
  }
  for (let cell = 0; cell < countX * countY; cell++)
    sortByHeight(sorted, order, starts[cell] as number, starts[cell + 1] as number)
  return { cellMetres, minimumX, minimumY, countX, countY, starts, order, sorted }
}

/** Metres. */
const LAYER = 0.0625
const LAYERS = 256

/** 0..total-1 from the lowest layer to the highest; what lies beyond the last layer is in it. */
function byLayer(positions: Float32Array, selection: Int32Array | null, total: number): Int32Array {
  let lowest = Number.POSITIVE_INFINITY
  for (let k = 0; k < total; k++) {
    const z = positions[3 * (selection === null ? k : (selection[k] as number)) + 2] as number
    if (z < lowest) lowest = z
  }
  const layers = new Uint8Array(total)
  const starts = new Int32Array(LAYERS + 1)
  for (let k = 0; k < total; k++) {
    const z = positions[3 * (selection === null ? k : (selection[k] as number)) + 2] as number
    const layer = Math.min(LAYERS - 1, Math.floor((z - lowest) / LAYER))
    layers[k] = layer
    starts[layer + 1] = (starts[layer + 1] as number) + 1
  }
  for (let layer = 0; layer < LAYERS; layer++)
    starts[layer + 1] = (starts[layer + 1] as number) + (starts[layer] as number)
  const ordered = new Int32Array(total)
  for (let k = 0; k < total; k++) {
    const layer = layers[k] as number
    ordered[starts[layer] as number] = k
    starts[layer] = (starts[layer] as number) + 1
  }
  return ordered
}

/** Insertion sort: a column comes sorted by layers already. */
function sortByHeight(sorted: Float32Array, order: Int32Array, from: number, to: number): void {
  for (let k = from + 1; k < to; k++) {
    const z = sorted[3 * k + 2] as number
    if ((sorted[3 * k - 1] as number) <= z) continue
    const x = sorted[3 * k] as number
    const y = sorted[3 * k + 1] as number
    const i = order[k] as number
    let at = k
    while (at > from && (sorted[3 * at - 1] as number) > z) {
      sorted[3 * at] = sorted[3 * at - 3] as number
      sorted[3 * at + 1] = sorted[3 * at - 2] as number
      sorted[3 * at + 2] = sorted[3 * at - 1] as number
      order[at] = order[at - 1] as number
      at--
    }
    sorted[3 * at] = x
    sorted[3 * at + 1] = y
    sorted[3 * at + 2] = z
    order[at] = i
  }
}

export function columnX(columns: PointColumns, x: number): number {
  const ix = Math.floor((x - columns.minimumX) / columns.cellMetres)
  return ix < 0 ? 0 : ix >= columns.countX ? columns.countX - 1 : ix
}

export function columnY(columns: PointColumns, y: number): number {
  const iy = Math.floor((y - columns.minimumY) / columns.cellMetres)
  return iy < 0 ? 0 : iy >= columns.countY ? columns.countY - 1 : iy
}

/**
 * Position in `order` of the point nearest to (x, y, z) within `radius` metres, -1 if none; ties go to the lower position.
 * The squared distance is left in `out[0]`. The query's own column comes first, then rows outwards: what is found shrinks the
 * window of what is still to be looked at.
 * @param likely position of a point that is probably near, -1 if none: changes the time, not the result
 */
export function nearestInColumns(
  columns: PointColumns,
  x: number,
  y: number,
  z: number,
  radius: number,
  out: Float64Array,
  likely = -1,
): number {
  const { starts, sorted, countX, countY, minimumX, minimumY, cellMetres } = columns
  const inverse = 1 / cellMetres
  const ownX = clampCell(Math.floor((x - minimumX) * inverse), countX)
  const ownY = clampCell(Math.floor((y - minimumY) * inverse), countY)
  let best = radius * radius
  let found = -1
  let reach = radius
  if (likely >= 0) {
    const dx = (sorted[3 * likely] as number) - x
    const dy = (sorted[3 * likely + 1] as number) - y
    const dz = (sorted[3 * likely + 2] as number) - z
    const squared = dx * dx + dy * dy + dz * dz
    if (squared < best) {
      best = squared
      found = likely
      reach = Math.sqrt(best)
    }
  }
  // Rows outwards: own, above, below, two above, ... until both sides lie beyond what was found.
  for (let step = 0; step <= 2 * countY; step++) {
    const iy = ownY + (step & 1 ? (step + 1) >> 1 : -(step >> 1))
    // Distance from the query to the row's nearer edge; the edges' own rounding is given away.
    const across =
      step === 0 ? 0 : (step & 1 ? minimumY + iy * cellMetres - y : y - minimumY - (iy + 1) * cellMetres) - EDGE
    if (across > reach) {
      // The row on the other side of the same number lies nearer by less than a cell.
      if (across > reach + cellMetres) break
      continue
    }
    if (iy < 0 || iy >= countY) continue
    // Columns outwards from the query's own, likewise.
    const half = across > 0 ? Math.sqrt(Math.max(0, reach * reach - across * across)) : reach
    const x0 = clampCell(Math.floor((x - half - EDGE - minimumX) * inverse), countX)
    const x1 = clampCell(Math.floor((x + half + EDGE - minimumX) * inverse), countX)
    const first = Math.max(x0, Math.min(x1, ownX))
    for (let turn = 0; turn <= x1 - x0; turn++) {
      // First, then those to its left, then those to its right.
      const ix = turn <= first - x0 ? first - turn : x0 + turn
      const from = starts[iy * countX + ix] as number
      const to = starts[iy * countX + ix + 1] as number
      if (from === to) continue
      // Outwards in height from the query's own, up and then down.
      let low = from
      let high = to
      while (low < high) {
        const middle = (low + high) >> 1
        if ((sorted[3 * middle + 2] as number) < z) low = middle + 1
        else high = middle
      }
      let improved = false
      for (let way = 1; way >= -1; way -= 2)
        for (let at = way > 0 ? low : low - 1; at >= from && at < to; at += way) {
          const dz = (sorted[3 * at + 2] as number) - z
          if (dz * dz > best) break
          const dx = (sorted[3 * at] as number) - x
          const dy = (sorted[3 * at + 1] as number) - y
          const squared = dx * dx + dy * dy + dz * dz
          if (squared < best || (squared === best && at < found)) {
            best = squared
            found = at
            improved = true
          }
        }
      if (improved) reach = Math.sqrt(best)
    }
  }
  out[0] = best
  return found
}

/** Metres by which a cell's edge may be misplaced by rounding. */
const EDGE = 1e-6

function clampCell(cell: number, count: number): number {
  return cell < 0 ? 0 : cell >= count ? count - 1 : cell
}
