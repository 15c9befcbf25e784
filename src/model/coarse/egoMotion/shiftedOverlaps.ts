/** Most cells that a byte counts. */
const FULL = 255

/**
 * Counts, for every shift within `reach` columns and rows, how many of the added cells fall on an occupied cell. Exact.
 * Four counts share one 32-bit word, a byte each: one addition serves four shifts, and the words of a row are read from
 * the one of four copies of the map (each a column further) in which the row starts at a word's border.
 */
export class ShiftedOverlaps {
  /** Shifts along an axis: 2 reach + 1. */
  readonly side: number
  private readonly reach: number
  private readonly rowWords: number
  private readonly widthWords: number
  private readonly copies: readonly Int32Array[]
  private readonly partial: Int32Array
  private readonly partialBytes: Uint8Array
  private readonly totals: Int32Array
  private pending = 0

  /**
   * @param occupied rows of `width` cells, 1 = occupied, 0 = empty
   * @param width a multiple of 4
   */
  constructor(occupied: Uint8Array, width: number, reach: number) {
    this.side = 2 * reach + 1
    this.reach = reach
    this.rowWords = Math.ceil(this.side / 4)
    this.widthWords = width / 4
    const padded = new Uint8Array(4 * (Math.ceil(occupied.length / 4) + 1))
    padded.set(occupied)
    this.copies = [0, 1, 2, 3].map(column => {
      const copy = new Uint8Array(padded.length)
      copy.set(padded.subarray(column))
      return new Int32Array(copy.buffer)
    })
    this.partial = new Int32Array(this.side * this.rowWords)
    this.partialBytes = new Uint8Array(this.partial.buffer)
    this.totals = new Int32Array(this.side * this.side)
  }

  /** Adds a cell that is at least `reach` rows and columns from the map's border. */
  add(cell: number): void {
    if (this.pending === FULL) this.flush()
    this.pending++
    const { partial, rowWords, widthWords, side, reach } = this
    const first = cell - reach
    const words = this.copies[first & 3] as Int32Array
    let row = (first >> 2) - reach * widthWords
    let out = 0
    for (let dy = 0; dy < side; dy++, row += widthWords)
      for (let k = 0; k < rowWords; k++, out++) partial[out] = (partial[out] as number) + (words[row + k] as number)
  }

  /** Calls `read` with the counts, side x side, rows first ((0, 0) is a shift by -reach in both), and starts again at zero. */
  take<T>(read: (counts: Int32Array) => T): T {
    this.flush()
    const result = read(this.totals)
    this.totals.fill(0)
    return result
  }

  private flush(): void {
    const { totals, partialBytes, side, rowWords } = this
    for (let row = 0, out = 0; row < side; row++)
      for (let column = 0; column < side; column++, out++)
        totals[out] = (totals[out] as number) + (partialBytes[4 * rowWords * row + column] as number)
    this.partial.fill(0)
    this.pending = 0
  }
}
