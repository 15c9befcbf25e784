import { VoxelHash } from '../egoMotion/voxelHash.ts'

/** Points sorted into cells of the ground, and the cells into pieces that gaps divide. */
export interface FromAbove {
  /** Cell of the k-th point; -1 = beyond 1,024 cells of the sensor. */
  readonly cellOf: Int32Array
  /** Cells; counted from the sensor. */
  readonly cellX: Int32Array
  readonly cellY: Int32Array
  /** Piece of each cell, in order of each piece's first point. */
  readonly pieceOf: Int32Array
  readonly count: number
}

/**
 * Pieces of what is seen from above, where the lines of a scan leave no gaps.
 * @param positions N x 3, metres
 * @param points those to take apart
 * @param side metres of a cell
 * @param origin the sensor's place
 * @param reachAt cells within which another belongs to the same piece, so many cells from the sensor
 */
export function piecesFromAbove(
  positions: Float32Array,
  points: Int32Array,
  side: number,
  origin: readonly [number, number],
  reachAt: (cells: number) => number,
): FromAbove {
  const hash = new VoxelHash(side, [origin[0], origin[1], 0], points.length)
  const cellOf = new Int32Array(points.length)
  const cellX = new Int32Array(points.length)
  const cellY = new Int32Array(points.length)
  for (let k = 0; k < points.length; k++) {
    const i = points[k] as number
    const x = hash.coordinate(0, positions[3 * i] as number)
    const y = hash.coordinate(1, positions[3 * i + 1] as number)
    const cell = hash.insert(x, y, 0)
    cellOf[k] = cell
    if (cell < 0) continue
    cellX[cell] = x
    cellY[cell] = y
  }
  const pieceOf = new Int32Array(hash.count).fill(-1)
  const open = new Int32Array(hash.count)
  let count = 0
  for (let seed = 0; seed < hash.count; seed++) {
    if ((pieceOf[seed] as number) >= 0) continue
    let waiting = 0
    open[waiting++] = seed
    pieceOf[seed] = count
    while (waiting > 0) {
      const cell = open[--waiting] as number
      const x = cellX[cell] as number
      const y = cellY[cell] as number
      const reach = reachAt(Math.sqrt(x * x + y * y))
      const square = reach * reach
      const most = Math.floor(reach)
      for (let dy = -most; dy <= most; dy++)
        for (let dx = -most; dx <= most; dx++) {
          if (dx * dx + dy * dy > square) continue
          const other = hash.find(x + dx, y + dy, 0)
          if (other < 0 || (pieceOf[other] as number) >= 0) continue
          pieceOf[other] = count
          open[waiting++] = other
        }
    }
    count++
  }
  return { cellOf, cellX, cellY, pieceOf, count }
}

/** The points of each piece of at least `fewest` (each in the order of `points`). */
export function pointsOfPieces(points: Int32Array, pieces: FromAbove, fewest: number): Int32Array[] {
  const { cellOf, pieceOf, count } = pieces
  const sizes = new Int32Array(count)
  for (let k = 0; k < points.length; k++) {
    const cell = cellOf[k] as number
    if (cell < 0) continue
    const piece = pieceOf[cell] as number
    sizes[piece] = (sizes[piece] as number) + 1
  }
  const lists = Array.from(sizes, size => (size < fewest ? null : new Int32Array(size)))
  sizes.fill(0)
  for (let k = 0; k < points.length; k++) {
    const cell = cellOf[k] as number
    if (cell < 0) continue
    const piece = pieceOf[cell] as number
    const list = lists[piece]
    if (!list) continue
    list[sizes[piece] as number] = points[k] as number
    sizes[piece] = (sizes[piece] as number) + 1
  }
  return lists.filter(list => list !== null)
}
