import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { blobs } from '../seededClouds.fixture.ts'
import { cellIndex, lowHeights, select } from './cellHeights.ts'

describe('low heights of cells', () => {
  for (const [seed, cellMetres, range, quantile, centre] of [
    [1, 1, 20, 0.05, [0, 0]],
    [2, 0.7, 9, 0.5, [3.3, -1.2]],
    [3, 2.5, 30, 0, [-4, 2]],
    [4, 1, 12, 0.99, [0.5, 0.5]],
  ] as const)
    it(`equal sorting each cell's heights (seed ${seed}, quantile ${quantile})`, () => {
      const positions = blobs(seed, 6000, 15)
      const cells = lowHeights(positions, centre[0], centre[1], cellMetres, range, quantile)
      const side = 2 * Math.ceil(range / cellMetres)
      expect(cells.side).toBe(side)
      const lists = new Map<number, number[]>()
      let outside = 0
      for (let i = 0; i < 6000; i++) {
        const ix = Math.floor((positions[3 * i]! - centre[0]) * (1 / cellMetres) + side / 2)
        const iy = Math.floor((positions[3 * i + 1]! - centre[1]) * (1 / cellMetres) + side / 2)
        if (ix < 0 || iy < 0 || ix >= side || iy >= side) outside++
        else {
          const list = lists.get(iy * side + ix) ?? []
          list.push(positions[3 * i + 2]!)
          lists.set(iy * side + ix, list)
        }
      }
      for (let cell = 0; cell < side * side; cell++) {
        const list = (lists.get(cell) ?? []).sort((a, b) => a - b)
        expect(cells.count[cell]).toBe(list.length)
        if (list.length === 0) expect(cells.low[cell]).toBeNaN()
        else expect(cells.low[cell]).toBe(list[Math.floor(quantile * list.length)])
      }
      if (range < 15) expect(outside).toBeGreaterThan(50)
    })

  it('selects what sorting puts at each place, with many ties (seeds 10 to 19)', () => {
    for (let seed = 10; seed < 20; seed++) {
      const random = new Random(seed)
      const values = Float32Array.from({ length: 1 + random.integer(80) }, () => random.integer(12) / 4)
      const from = random.integer(values.length)
      const to = from + random.integer(values.length - from)
      const sorted = values.slice(from, to + 1).sort()
      for (let k = from; k <= to; k++) {
        const copy = values.slice()
        expect(select(copy, from, to, k)).toBe(sorted[k - from])
        // Outside of the range nothing moves, inside nothing is lost.
        expect(copy.slice(0, from)).toEqual(values.slice(0, from))
        expect(copy.slice(to + 1)).toEqual(values.slice(to + 1))
        expect(copy.slice(from, to + 1).sort()).toEqual(sorted)
      }
    }
  })

  it('has no cell without points, and clamps places beyond the grid to its border', () => {
    const cells = lowHeights(new Float32Array(0), 0, 0, 1, 4, 0.05)
    expect(cells.low.every(Number.isNaN)).toBe(true)
    expect([-99, -4, -3.5, -0.1, 0, 3.9, 4, 99].map(x => cellIndex(x, 1, 8))).toEqual([0, 0, 0, 3, 4, 7, 7, 7])
  })
})
