import { inverse, Matrix, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import {
  fromQuaternion,
  inverse as inverseTransform,
  rotationAngle,
  type Transform,
  transformPoint,
} from '../../sweep/transform.ts'
import { addReversed, applyStep, inverseOfPacked, PACKED_6X6, solveNormalEquations } from './normalEquations.ts'

/** J'J of `rows` random rows, as a matrix and packed. */
function normalMatrix(random: Random, rows: number): { matrix: Matrix; packed: Float64Array } {
  const J = Matrix.zeros(rows, 6)
  for (let row = 0; row < rows; row++) for (let k = 0; k < 6; k++) J.set(row, k, random.range(-1, 1) * (k < 3 ? 20 : 1))
  const matrix = J.transpose().mmul(J)
  const packed: number[] = []
  for (let i = 0; i < 6; i++) for (let j = i; j < 6; j++) packed.push(matrix.get(i, j))
  return { matrix, packed: Float64Array.from(packed) }
}

describe('normal equations of the ego motion', () => {
  it.each([1, 2, 3])('solve and invert as ml-matrix does (seed %i, 50 systems)', seed => {
    const random = new Random(seed)
    for (let k = 0; k < 50; k++) {
      const { matrix, packed } = normalMatrix(random, 9 + random.integer(40))
      expect(packed).toHaveLength(PACKED_6X6)
      const b = Float64Array.from({ length: 6 }, () => random.range(-5, 5))
      const x = solveNormalEquations(packed, b)!
      const expected = solve(matrix, Matrix.columnVector(b).neg()).to1DArray()
      const size = Math.hypot(...expected)
      for (let i = 0; i < 6; i++) expect(Math.abs(x[i]! - expected[i]!)).toBeLessThan(1e-8 * size)
      const found = inverseOfPacked(packed)!
      const wanted = inverse(matrix)
      const largest = wanted.norm('frobenius')
      for (let i = 0; i < 36; i++)
        expect(Math.abs(found[i]! - wanted.get(Math.floor(i / 6), i % 6))).toBeLessThan(1e-8 * largest)
    }
  })

  it.each([4, 5])('say null when fewer than six rows leave a direction free (seed %i)', seed => {
    const random = new Random(seed)
    for (let rows = 0; rows < 6; rows++) {
      const { packed } = normalMatrix(random, rows)
      expect(solveNormalEquations(packed, new Float64Array(6).fill(1))).toBeNull()
      expect(inverseOfPacked(packed)).toBeNull()
    }
    expect(solveNormalEquations(new Float64Array(PACKED_6X6).fill(Number.NaN), new Float64Array(6))).toBeNull()
  })
})

describe('a small motion applied from the left', () => {
  it.each([6, 7])('turns about the pivot by the angle of the rotation vector, then shifts (seed %i)', seed => {
    const random = new Random(seed)
    const any = (scale: number): [number, number, number] => [
      random.range(-scale, scale),
      random.range(-scale, scale),
      random.range(-scale, scale),
    ]
    for (let k = 0; k < 40; k++) {
      const start: Transform<'b', 'a'> = fromQuaternion([1, ...any(0.5)], any(50))
      const pivot = any(30)
      const turn = any(k % 2 === 0 ? 0.3 : 1e-10)
      const shift = any(1)
      const result = applyStep(start, Float64Array.of(...turn, ...shift), pivot)
      // Reference: the rotation vector as a quaternion, about the pivot.
      const angle = Math.hypot(...turn)
      const s = Math.sin(angle / 2) / angle
      const rotation = fromQuaternion([Math.cos(angle / 2), s * turn[0], s * turn[1], s * turn[2]], [0, 0, 0])
      const p = any(40)
      const before = transformPoint(start, ...p)
      const turned = transformPoint(rotation, before[0] - pivot[0], before[1] - pivot[1], before[2] - pivot[2])
      const after = transformPoint(result, ...p)
      for (let axis = 0; axis < 3; axis++)
        expect(Math.abs(after[axis]! - (turned[axis]! + pivot[axis]! + shift[axis]!))).toBeLessThan(1e-12 * 200)
      expect(
        Math.abs(rotationAngle(applyStep(result, Float64Array.of(0, 0, 0, ...shift), pivot)) - rotationAngle(result)),
      ).toBe(0)
      // Still a rotation: R R' = 1.
      const R = new Matrix([0, 3, 6].map(row => Array.from(result.rotation.slice(row, row + 3))))
      expect(Matrix.sub(R.mmul(R.transpose()), Matrix.eye(3)).norm('frobenius')).toBeLessThan(1e-12)
    }
  })
})

describe('residuals of the inverse', () => {
  it.each([8, 9])('add the rows that differences of the residual along each step give (seed %i)', seed => {
    const random = new Random(seed)
    const any = (scale: number): [number, number, number] => [
      random.range(-scale, scale),
      random.range(-scale, scale),
      random.range(-scale, scale),
    ]
    const transform: Transform<'b', 'a'> = fromQuaternion([1, ...any(0.5)], any(20))
    const pivot = any(10)
    const reversedPivot = any(10)
    const H = new Float64Array(PACKED_6X6).fill(0.5)
    const b = new Float64Array(6).fill(-0.5)
    const reversedH = new Float64Array(PACKED_6X6)
    const reversedB = new Float64Array(6)
    const wantedH = H.slice()
    const wantedB = b.slice()
    const add = (rows: Float64Array, column: Float64Array, j: number[], e: number) => {
      for (let i = 0, at = 0; i < 6; i++) {
        column[i] = column[i]! + e * j[i]!
        for (let k = i; k < 6; k++, at++) rows[at] = rows[at]! + j[i]! * j[k]!
      }
    }
    for (let n = 0; n < 12; n++) {
      const point = any(30)
      const normal = any(1)
      const mean = any(30)
      const residual = (moved: readonly number[]) =>
        normal.reduce((sum, value, axis) => sum + value * (moved[axis]! - mean[axis]!), 0)
      const place = transformPoint(inverseTransform(transform), ...point)
      const [gx, gy, gz] = place.map((value, axis) => value - reversedPivot[axis]!) as [number, number, number]
      const [nx, ny, nz] = normal
      add(reversedH, reversedB, [gy * nz - gz * ny, gz * nx - gx * nz, gx * ny - gy * nx, nx, ny, nz], residual(place))
      const differences = [0, 1, 2, 3, 4, 5].map(axis => {
        const along = (size: number) => {
          const step = new Float64Array(6)
          step[axis] = size
          return residual(transformPoint(inverseTransform(applyStep(transform, step, pivot)), ...point))
        }
        return (along(1e-5) - along(-1e-5)) / 2e-5
      })
      add(wantedH, wantedB, differences, residual(place))
    }
    addReversed(H, b, reversedH, reversedB, transform, pivot, reversedPivot)
    const largest = Math.max(...wantedH.map(Math.abs))
    for (let at = 0; at < PACKED_6X6; at++) expect(Math.abs(H[at]! - wantedH[at]!)).toBeLessThan(1e-7 * largest)
    const most = Math.max(...wantedB.map(Math.abs))
    for (let i = 0; i < 6; i++) expect(Math.abs(b[i]! - wantedB[i]!)).toBeLessThan(1e-7 * most)
  })
})
