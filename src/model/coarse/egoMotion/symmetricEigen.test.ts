import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { symmetricEigen } from './symmetricEigen.ts'

const full = ([xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0]: ArrayLike<number> & Iterable<number>) =>
  new Matrix([
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ])

function check(packed: Float64Array) {
  const values = new Float64Array(3)
  const vectors = new Float64Array(9)
  const before = packed.slice()
  symmetricEigen(packed, values, vectors)
  expect(packed).toEqual(before)
  const A = full(packed)
  const scale = Math.max(1e-300, ...Array.from(packed, Math.abs))
  const expected = [...new EigenvalueDecomposition(A, { assumeSymmetric: true }).realEigenvalues].sort((a, b) => a - b)
  for (let k = 0; k < 3; k++) {
    expect(Math.abs(values[k]! - expected[k]!)).toBeLessThan(1e-12 * scale)
    const v = Matrix.columnVector(vectors.slice(3 * k, 3 * k + 3))
    // A v = lambda v, and the vectors are orthonormal: what remains true when eigenvalues repeat.
    expect(Matrix.sub(A.mmul(v), Matrix.mul(v, values[k]!)).norm('frobenius')).toBeLessThan(1e-12 * scale)
    for (let j = 0; j < 3; j++) {
      const dot = [0, 1, 2].reduce((sum, axis) => sum + vectors[3 * k + axis]! * vectors[3 * j + axis]!, 0)
      expect(Math.abs(dot - (j === k ? 1 : 0))).toBeLessThan(1e-12)
    }
  }
}

describe('eigenvectors of a symmetric 3 x 3 matrix', () => {
  it.each([1, 2, 3])('equal those of ml-matrix on 200 random matrices of all scales (seed %i)', seed => {
    const random = new Random(seed)
    for (let k = 0; k < 200; k++) {
      const scale = 10 ** random.range(-8, 8)
      check(Float64Array.from({ length: 6 }, () => scale * random.range(-1, 1)))
    }
  })

  it.each([4, 5])('hold for covariances of lines, planes and near-repeated values (seed %i)', seed => {
    const random = new Random(seed)
    for (let k = 0; k < 100; k++) {
      const n = [random.range(-1, 1), random.range(-1, 1), random.range(-1, 1)] as const
      const thin = [0, 1e-15, 1e-9, 1e-3][k % 4]!
      check(
        Float64Array.of(
          n[0] * n[0] + thin,
          n[0] * n[1],
          n[0] * n[2],
          n[1] * n[1] + thin,
          n[1] * n[2],
          n[2] * n[2] + thin,
        ),
      )
    }
  })

  it.each([
    ['zero', [0, 0, 0, 0, 0, 0]],
    ['identity', [1, 0, 0, 1, 0, 1]],
    ['diagonal, descending', [3, 0, 0, 2, 0, 1]],
    ['equal diagonal, all coupled', [1, 1, 1, 1, 1, 1]],
    ['one coupling', [1, 0, 0.5, 7, 0, 1]],
  ])('holds for the special matrix: %s', (_, packed) => check(Float64Array.from(packed)))
})
