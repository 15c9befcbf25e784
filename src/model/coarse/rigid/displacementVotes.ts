/** Height levels of a column that one 32-bit word tells apart. */
const LEVEL_METRES = 0.25
const LEVELS = 32

/** Where a sweep has points: one word a ground cell, one bit a height level. */
export interface OccupancyGrid {
  readonly cellMetres: number
  readonly minimumX: number
  readonly minimumY: number
  readonly countX: number
  readonly countY: number
  /** countX * countY words. */
  readonly words: Int32Array
}

/** Bit of a height above ground; everything below the first and above the last level falls into those. */
export function levelOf(heightAboveGround: number): number {
  const level = Math.floor(heightAboveGround / LEVEL_METRES)
  return level < 0 ? 0 : level >= LEVELS ? LEVELS - 1 : level
}

/**
 * @param reach metres from (centreX, centreY) that the grid covers; points beyond are left out
 */
export function occupancyOf(
  positions: Float32Array,
  heightAboveGround: Float32Array,
  selection: Int32Array,
  centre: readonly [number, number],
  reach: number,
  cellMetres: number,
): OccupancyGrid {
  const side = 2 * Math.ceil(reach / cellMetres)
  const minimumX = centre[0] - (side / 2) * cellMetres
  const minimumY = centre[1] - (side / 2) * cellMetres
  const words = new Int32Array(side * side)
  const inverse = 1 / cellMetres
  for (let k = 0; k < selection.length; k++) {
    const i = selection[k] as number
    const ix = Math.floor(((positions[3 * i] as number) - minimumX) * inverse)
    const iy = Math.floor(((positions[3 * i + 1] as number) - minimumY) * inverse)
    if (ix < 0 || iy < 0 || ix >= side || iy >= side) continue
    const cell = iy * side + ix
    words[cell] = (words[cell] as number) | (1 << levelOf(heightAboveGround[i] as number))
  }
  return { cellMetres, minimumX, minimumY, countX: side, countY: side, words }
}

/**
 * Votes of a cluster for its displacement: votes[(dy + reach) * width + dx + reach] = points that would land on an occupied
 * cell (same height level or the next) if the cluster moved by (dx, dy) cells. One vote a point, however many points wait there.
 * @param votes (2 reach + 1)^2, added to
 */
export function voteDisplacements(
  grid: OccupancyGrid,
  positions: Float32Array,
  heightAboveGround: Float32Array,
  points: Int32Array,
  reach: number,
  votes: Int32Array,
): void {
  const width = 2 * reach + 1
  const { words, countX, countY } = grid
  const inverse = 1 / grid.cellMetres
  for (let k = 0; k < points.length; k++) {
    const i = points[k] as number
    const ix = Math.floor(((positions[3 * i] as number) - grid.minimumX) * inverse)
    const iy = Math.floor(((positions[3 * i + 1] as number) - grid.minimumY) * inverse)
    const level = levelOf(heightAboveGround[i] as number)
    const mask = (1 << level) | (level > 0 ? 1 << (level - 1) : 0) | (level < LEVELS - 1 ? 1 << (level + 1) : 0)
    const fromX = Math.max(0, ix - reach)
    const toX = Math.min(countX - 1, ix + reach)
    const fromY = Math.max(0, iy - reach)
    const toY = Math.min(countY - 1, iy + reach)
    for (let y = fromY; y <= toY; y++) {
      let at = (y - iy + reach) * width + (fromX - ix + reach)
      const row = y * countX
      for (let x = fromX; x <= toX; x++, at++)
        if (((words[row + x] as number) & mask) !== 0) votes[at] = (votes[at] as number) + 1
    }
  }
}

export interface VotePeak {
  /** Metres. */
  readonly x: number
  readonly y: number
  /** Votes of the 3 x 3 bins around the peak. */
  readonly votes: number
}

/**
 * The strongest peaks after smoothing over 3 x 3 bins, at least three bins apart from each other and two from standing still,
 * within the speed limit, strongest first (ties: nearer to standing still).
 */
export function votePeaks(votes: Int32Array, reach: number, cellMetres: number, wanted: number): VotePeak[] {
  const width = 2 * reach + 1
  const smooth = new Int32Array(width * width)
  for (let y = 1; y < width - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      let sum = 0
      for (let ny = y - 1; ny <= y + 1; ny++)
        sum +=
          (votes[ny * width + x - 1] as number) +
          (votes[ny * width + x] as number) +
          (votes[ny * width + x + 1] as number)
      smooth[y * width + x] = sum
    }
  const peaks: VotePeak[] = []
  const taken: number[] = [0, 0]
  for (let k = 0; k < wanted; k++) {
    let best = 0
    let bestX = 0
    let bestY = 0
    for (let y = 1; y < width - 1; y++)
      for (let x = 1; x < width - 1; x++) {
        const value = smooth[y * width + x] as number
        if (value < best || value === 0) continue
        const dx = x - reach
        const dy = y - reach
        if (dx * dx + dy * dy > reach * reach) continue
        if (value === best && dx * dx + dy * dy >= bestX * bestX + bestY * bestY) continue
        let free = true
        for (let t = 0; t < taken.length; t += 2) {
          const apart = Math.max(Math.abs(dx - (taken[t] as number)), Math.abs(dy - (taken[t + 1] as number)))
          if (apart < (t === 0 ? 2 : 3)) free = false
        }
        if (!free) continue
        best = value
        bestX = dx
        bestY = dy
      }
    if (best === 0) break
    taken.push(bestX, bestY)
    peaks.push({ x: bestX * cellMetres, y: bestY * cellMetres, votes: best })
  }
  return peaks
}
