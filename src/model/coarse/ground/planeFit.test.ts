import { Matrix, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { normal } from '../seededClouds.fixture.ts'
import { addToPlane, limitSlope, planeSums, solvePlane } from './planeFit.ts'

interface Row {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly weight: number
}

/** The ridge as two more rows: sqrt(ridge) (b - slopeX) = 0 and the same for c; heights stay free. */
function denseFit(rows: readonly Row[], ridge: number, slopeX: number, slopeY: number): number[] {
  const r = Math.sqrt(ridge)
  const A = new Matrix([
    ...rows.map(({ x, y, weight }) => [1, x, y].map(v => v * Math.sqrt(weight))),
    [0, r, 0],
    [0, 0, r],
  ])
  const b = Matrix.columnVector([...rows.map(({ z, weight }) => z * Math.sqrt(weight)), r * slopeX, r * slopeY])
  return solve(A, b, true).to1DArray()
}

describe('plane fit', () => {
  for (const [seed, ridge, away] of [
    [1, 0.5, 0],
    [2, 10, 0],
    [3, 4, 15],
    [4, 1e-6, 60],
  ] as const)
    it(`equals the dense ridged least squares (seed ${seed}, ridge ${ridge}, ${away} m away)`, () => {
      const random = new Random(seed)
      for (let k = 0; k < 60; k++) {
        const [b, c] = [random.range(-0.3, 0.3), random.range(-0.3, 0.3)]
        const rows = Array.from({ length: 1 + random.integer(30) + (ridge < 1e-3 ? 3 : 0) }, (): Row => {
          const [x, y] = [away + random.range(-5, 5), -away + random.range(-5, 5)]
          return { x, y, z: 1.5 + b * x + c * y + 0.1 * normal(random), weight: random.range(0.01, 2) }
        })
        const [slopeX, slopeY] = [random.range(-0.2, 0.2), random.range(-0.2, 0.2)]
        const fit = planeSums()
        for (const { x, y, z, weight } of rows) addToPlane(fit, x, y, z, weight)
        expect(solvePlane(fit, ridge, slopeX, slopeY)).toBe(true)
        const expected = denseFit(rows, ridge, slopeX, slopeY)
        for (let i = 0; i < 3; i++) expect(Math.abs(fit.plane[i]! - expected[i]!)).toBeLessThan(1e-7 * (1 + away))
      }
    })

  it('of one point is the given slope through it, and of none is no plane', () => {
    const fit = planeSums()
    expect(solvePlane(fit, 1, 0, 0)).toBe(false)
    addToPlane(fit, 3, -2, 7, 0.5)
    expect(solvePlane(fit, 4, 0.1, -0.05)).toBe(true)
    expect(fit.plane[1]).toBeCloseTo(0.1, 12)
    expect(fit.plane[2]).toBeCloseTo(-0.05, 12)
    expect(fit.plane[0]! + 0.1 * 3 - 0.05 * -2).toBeCloseTo(7, 12)
    // Without a ridge one point determines no slope: the given one is kept.
    expect(solvePlane(fit, 0, 0.2, 0)).toBe(true)
    expect(fit.plane[1]).toBe(0.2)
  })

  it('limits the slope, keeps its direction and the height where it is turned (seed 5)', () => {
    const random = new Random(5)
    for (let k = 0; k < 100; k++) {
      const plane = Float64Array.of(random.range(-2, 2), random.range(-0.4, 0.4), random.range(-0.4, 0.4))
      const [b, c] = [plane[1]!, plane[2]!]
      const [x, y] = [random.range(-9, 9), random.range(-9, 9)]
      const height = plane[0]! + b * x + c * y
      limitSlope(plane, 0.15, x, y)
      const slope = Math.hypot(plane[1]!, plane[2]!)
      expect(slope).toBeCloseTo(Math.min(0.15, Math.hypot(b, c)), 12)
      expect(plane[1]! * c - plane[2]! * b).toBeCloseTo(0, 12)
      expect(plane[1]! * b).toBeGreaterThanOrEqual(0)
      expect(plane[0]! + plane[1]! * x + plane[2]! * y).toBeCloseTo(height, 12)
    }
  })
})
