import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { everyIndex } from '../seededClouds.fixture.ts'
import { piecesFromAbove, pointsOfPieces } from './fromAbove.ts'

const SIDE = 0.1

/** The same by comparing every point with every other. */
function slowPieces(positions: Float32Array, origin: readonly [number, number], reach: number): number[] {
  const cell = (i: number, axis: 0 | 1) => Math.floor((positions[3 * i + axis]! - origin[axis]) / SIDE)
  const count = positions.length / 3
  const piece = Array.from({ length: count }, (_, i) => i)
  for (let changed = true; changed; ) {
    changed = false
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) {
        if (Math.hypot(cell(i, 0) - cell(j, 0), cell(i, 1) - cell(j, 1)) > reach || piece[j]! <= piece[i]!) continue
        piece[j] = piece[i]!
        changed = true
      }
  }
  return piece
}

describe('pieces seen from above', () => {
  for (const [seed, reach] of [
    [1, 1.5],
    [2, 2.5],
    [3, 3.2],
  ] as const)
    it(`are those of cells within reach of each other (seed ${seed})`, () => {
      const random = new Random(seed)
      const origin = [0.4, -0.3] as const
      const positions = new Float32Array(3 * 260)
      for (let k = 0; k < positions.length; k += 3)
        positions.set([random.range(-3, 3), random.range(3, 9), random.range(-1, 2)], k)
      const all = everyIndex(260)
      const found = pointsOfPieces(
        all,
        piecesFromAbove(positions, all, SIDE, origin, () => reach),
        1,
      )
      const slow = slowPieces(positions, origin, reach)
      const expected = [...new Set(slow)].map(piece => [...all].filter(i => slow[i] === piece))
      expect(expected.length).toBeGreaterThan(3)
      expect(found.map(piece => [...piece])).toEqual(expected)
      const large = expected.filter(piece => piece.length >= 4)
      const kept = pointsOfPieces(
        all,
        piecesFromAbove(positions, all, SIDE, origin, () => reach),
        4,
      )
      expect(kept.map(piece => [...piece])).toEqual(large)
    })

  it('reach farther where the sensor is farther, and leave out what lies beyond all cells', () => {
    const positions = Float32Array.of(1, 0, 0, 1.35, 0, 0, 8, 0, 0, 8.35, 0, 0, 500, 0, 0)
    const pieces = piecesFromAbove(positions, everyIndex(5), SIDE, [0, 0], cells => 1 + 0.04 * cells)
    expect(pointsOfPieces(everyIndex(5), pieces, 1).map(piece => [...piece])).toEqual([[0], [1], [2, 3]])
    expect(pieces.cellOf[4]).toBe(-1)
  })
})
