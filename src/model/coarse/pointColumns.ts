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
  /** Point indices column by column, ascending within a column. */
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
  // Filled from the back so that the offsets end where they began: no second cursor array.
  const cursor = starts.slice(1)
  for (let k = total - 1; k >= 0; k--) {
    const i = selection === null ? k : (selection[k] as number)
    const cell = cellOf[k] as number
    const at = (cursor[cell] as number) - 1
    cursor[cell] = at
    order[at] = i
    sorted[3 * at] = positions[3 * i] as number
    sorted[3 * at + 1] = positions[3 * i + 1] as number
    sorted[3 * at + 2] = positions[3 * i + 2] as number
  }
  return { cellMetres, minimumX, minimumY, countX, countY, starts, order, sorted }
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
  let own = -1
  let ownEnd = -1
  if (likely >= 0) {
    const dx = (sorted[3 * likely] as number) - x
    const dy = (sorted[3 * likely + 1] as number) - y
    const dz = (sorted[3 * likely + 2] as number) - z
    const squared = dx * dx + dy * dy + dz * dz
    if (squared < best) {
      best = squared
      found = likely
    }
  }
  if (found < 0) {
    own = starts[ownY * countX + ownX] as number
    ownEnd = starts[ownY * countX + ownX + 1] as number
    for (let at = own; at < ownEnd; at++) {
      const dx = (sorted[3 * at] as number) - x
      const dy = (sorted[3 * at + 1] as number) - y
      const dz = (sorted[3 * at + 2] as number) - z
      const squared = dx * dx + dy * dy + dz * dz
      if (squared < best) {
        best = squared
        found = at
      }
    }
  }
  if (found >= 0) reach = Math.sqrt(best)
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
    const half = across > 0 ? Math.sqrt(Math.max(0, reach * reach - across * across)) : reach
    const x0 = clampCell(Math.floor((x - half - EDGE - minimumX) * inverse), countX)
    const x1 = clampCell(Math.floor((x + half + EDGE - minimumX) * inverse), countX)
    const to = starts[iy * countX + x1 + 1] as number
    let improved = false
    for (let at = starts[iy * countX + x0] as number; at < to; at++) {
      if (at === own) at = ownEnd
      if (at >= to) break
      const dx = (sorted[3 * at] as number) - x
      const dy = (sorted[3 * at + 1] as number) - y
      const dz = (sorted[3 * at + 2] as number) - z
      const squared = dx * dx + dy * dy + dz * dz
      if (squared < best || (squared === best && at < found)) {
        best = squared
        found = at
        improved = true
      }
    }
    if (improved) reach = Math.sqrt(best)
  }
  out[0] = best
  return found
}

/** Metres by which a cell's edge may be misplaced by rounding. */
const EDGE = 1e-6

function clampCell(cell: number, count: number): number {
  return cell < 0 ? 0 : cell >= count ? count - 1 : cell
}
