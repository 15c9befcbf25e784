import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { ShiftedOverlaps } from './shiftedOverlaps.ts'

/** The same count, shift by shift. */
function plainCounts(occupied: Uint8Array, width: number, reach: number, cells: readonly number[]): number[] {
  const counts: number[] = []
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++)
      counts.push(cells.filter(cell => occupied[cell + dy * width + dx] === 1).length)
  return counts
}

describe('overlaps of shifted cells', () => {
  // More cells than a byte counts, on a map so full that most counts pass 255.
  it.each([
    [1, 0],
    [2, 3],
    [3, 6],
    [4, 9],
  ])('are those of counting shift by shift (seed %i, reach %i)', (seed, reach) => {
    const random = new Random(seed)
    const width = 48
    const height = 40
    const occupied = Uint8Array.from({ length: width * height }, () => (random.range(0, 1) < 0.7 ? 1 : 0))
    const overlaps = new ShiftedOverlaps(occupied, width, reach)
    expect(overlaps.side).toBe(2 * reach + 1)
    for (const count of [700, 1, 255, 256, 0]) {
      const cells = Array.from(
        { length: count },
        () => (reach + random.integer(height - 2 * reach)) * width + reach + random.integer(width - 2 * reach),
      )
      for (const cell of cells) overlaps.add(cell)
      expect(overlaps.take(counts => Array.from(counts))).toEqual(plainCounts(occupied, width, reach, cells))
    }
  })
})
