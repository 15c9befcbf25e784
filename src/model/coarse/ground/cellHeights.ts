/** Low heights of the points of square cells around the sensor. */
export interface CellHeights {
  readonly cellMetres: number
  /** Cells a side; the grid is centred on the sensor. */
  readonly side: number
  readonly centreX: number
  readonly centreY: number
  /** side * side; low height in metres, NaN where the cell is empty. */
  readonly low: Float32Array
  /** side * side; points in the cell. */
  readonly count: Int32Array
}

/** Column of the grid for an offset from the centre, clamped to the border. */
export function cellIndex(offset: number, cellMetres: number, side: number): number {
  const i = Math.floor(offset / cellMetres + side / 2)
  return i < 0 ? 0 : i >= side ? side - 1 : i
}

/**
 * The `quantile` of the heights in each cell. Points beyond the grid are left out.
 * @param positions N x 3, metres
 */
export function lowHeights(
  positions: Float32Array,
  centreX: number,
  centreY: number,
  cellMetres: number,
  maximumRange: number,
  quantile: number,
): CellHeights {
  const side = 2 * Math.ceil(maximumRange / cellMetres)
  const total = positions.length / 3
  const cellOf = new Int32Array(total)
  const count = new Int32Array(side * side)
  const inverse = 1 / cellMetres
  for (let i = 0; i < total; i++) {
    const ix = Math.floor(((positions[3 * i] as number) - centreX) * inverse + side / 2)
    const iy = Math.floor(((positions[3 * i + 1] as number) - centreY) * inverse + side / 2)
    if (ix < 0 || iy < 0 || ix >= side || iy >= side) {
      cellOf[i] = -1
      continue
    }
    const cell = iy * side + ix
    cellOf[i] = cell
    count[cell] = (count[cell] as number) + 1
  }
  const starts = new Int32Array(side * side + 1)
  for (let cell = 0; cell < side * side; cell++) starts[cell + 1] = (starts[cell] as number) + (count[cell] as number)
  const heights = new Float32Array(starts[side * side] as number)
  const cursor = starts.slice(0, side * side)
  for (let i = 0; i < total; i++) {
    const cell = cellOf[i] as number
    if (cell < 0) continue
    const at = cursor[cell] as number
    heights[at] = positions[3 * i + 2] as number
    cursor[cell] = at + 1
  }
  const low = new Float32Array(side * side).fill(Number.NaN)
  for (let cell = 0; cell < side * side; cell++) {
    const from = starts[cell] as number
    const to = starts[cell + 1] as number
    if (to > from) low[cell] = select(heights, from, to - 1, from + Math.floor(quantile * (to - from)))
  }
  return { cellMetres, side, centreX, centreY, low, count }
}

/** Hoare's quickselect on values[left..right]: the value that sorting would put at `k`; reorders the range. */
export function select(values: Float32Array, left: number, right: number, k: number): number {
  let low = left
  let high = right
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number
    let i = low
    let j = high
    while (i <= j) {
      while ((values[i] as number) < pivot) i++
      while ((values[j] as number) > pivot) j--
      if (i <= j) {
        const swap = values[i] as number
        values[i] = values[j] as number
        values[j] = swap
        i++
        j--
      }
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else break
  }
  return values[k] as number
}
