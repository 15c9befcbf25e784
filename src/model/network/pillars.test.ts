import { describe, expect, it } from 'vitest'
import { Random } from '../simulator/random.ts'
import { mapRows, type PillarGrid, pillarCanvas } from './pillars.ts'

const grid: PillarGrid = {
  cornerMetres: [-1.6, -1.6],
  pillarMetres: 0.2,
  pillars: 16,
  mapMetres: 0.4,
  mapCells: 8,
  rowOrder: 'row = y * cells + x',
}

function randomPoints(count: number): Float32Array {
  const random = new Random(3)
  return Float32Array.from({ length: 3 * count }, (_, k) => random.range(-2, 2) + (k % 3 === 2 ? 1 : 0))
}

/** One pillar at a time, by the words of the manifest. */
function slowCanvas(points: Float32Array): Float32Array {
  const canvas = new Float32Array(8 * 256)
  for (let row = 0; row < 16; row++)
    for (let column = 0; column < 16; column++) {
      const x0 = -1.6 + 0.2 * column
      const y0 = -1.6 + 0.2 * row
      const mine: [number, number, number][] = []
      for (let i = 0; i < points.length; i += 3) {
        const [x, y, z] = [points[i], points[i + 1], points[i + 2]] as [number, number, number]
        if (x >= x0 && x < x0 + 0.2 && y >= y0 && y < y0 + 0.2) mine.push([x, y, Math.min(6, Math.max(-2, z))])
      }
      if (mine.length === 0) continue
      const mean = (of: (p: [number, number, number]) => number) =>
        mine.reduce((sum, point) => sum + of(point), 0) / mine.length
      const features = [
        Math.log(1 + mine.length) / 2,
        mean(([x]) => (x - (x0 + 0.1)) / 0.1),
        mean(([, y]) => (y - (y0 + 0.1)) / 0.1),
        mean(([, , z]) => z) / 2,
        Math.min(...mine.map(([, , z]) => z)) / 2,
        Math.max(...mine.map(([, , z]) => z)) / 2,
        mean(([, , z]) => (z < 0.5 ? 1 : 0)),
        mean(([, , z]) => (z >= 0.5 && z < 1.2 ? 1 : 0)),
      ]
      features.forEach((value, feature) => {
        canvas[256 * feature + 16 * row + column] = value
      })
    }
  return canvas
}

describe('the pillar canvas', () => {
  it('is what a plain loop over pillars makes', () => {
    const points = randomPoints(2000)
    const fast = pillarCanvas(points, grid)
    const slow = slowCanvas(points)
    for (let k = 0; k < slow.length; k++) expect(fast[k]).toBeCloseTo(slow[k] as number, 5)
  })

  it('leaves out what lies outside and is empty without points', () => {
    expect(pillarCanvas(Float32Array.of(1.6, 0, 1, -1.61, 0, 1, 0, 5, 1), grid).every(value => value === 0)).toBe(true)
    expect(pillarCanvas(new Float32Array(0), grid)).toHaveLength(8 * 256)
  })

  it('cuts off heights', () => {
    const canvas = pillarCanvas(Float32Array.of(0.1, 0.1, 40, 0.1, 0.1, -40), grid)
    const pillar = 8 * 16 + 8
    expect(canvas[4 * 256 + pillar]).toBe(-1)
    expect(canvas[5 * 256 + pillar]).toBe(3)
  })
})

describe('rows of the maps', () => {
  it('are those of the cell below a point, and of the nearest one outside', () => {
    expect([...mapRows(Float32Array.of(-1.5, -1.5, 0, 0.05, -1.5, 0, -1.5, 0.05, 0, 9, 9, 0, -9, 9, 0), grid)]).toEqual(
      [0, 4, 32, 63, 56],
    )
  })
})
