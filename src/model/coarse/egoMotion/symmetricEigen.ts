/**
 * Eigenvalues (ascending) and unit eigenvectors of a symmetric 3 x 3 matrix by cyclic Jacobi rotations
 * (Golub & Van Loan, Matrix Computations, 8.5). `matrix` holds xx, xy, xz, yy, yz, zz; it is not changed.
 * `values` receives 3 numbers, `vectors` 9: vector k at 3k..3k+2.
 */
export function symmetricEigen(matrix: Float64Array, values: Float64Array, vectors: Float64Array): void {
  let a00 = matrix[0] as number
  let a01 = matrix[1] as number
  let a02 = matrix[2] as number
  let a11 = matrix[3] as number
  let a12 = matrix[4] as number
  let a22 = matrix[5] as number
  let v00 = 1
  let v01 = 0
  let v02 = 0
  let v10 = 0
  let v11 = 1
  let v12 = 0
  let v20 = 0
  let v21 = 0
  let v22 = 1
  const scale = Math.abs(a00) + Math.abs(a11) + Math.abs(a22)
  for (let sweep = 0; sweep < 12; sweep++) {
    if (Math.abs(a01) + Math.abs(a02) + Math.abs(a12) <= 1e-14 * scale) break
    if (a01 !== 0) {
      const theta = (a11 - a00) / (2 * a01)
      const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
      const c = 1 / Math.sqrt(t * t + 1)
      const s = t * c
      a00 -= t * a01
      a11 += t * a01
      a01 = 0
      const b = c * a02 - s * a12
      a12 = s * a02 + c * a12
      a02 = b
      const u0 = c * v00 - s * v01
      v01 = s * v00 + c * v01
      v00 = u0
      const u1 = c * v10 - s * v11
      v11 = s * v10 + c * v11
      v10 = u1
      const u2 = c * v20 - s * v21
      v21 = s * v20 + c * v21
      v20 = u2
    }
    if (a02 !== 0) {
      const theta = (a22 - a00) / (2 * a02)
      const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
      const c = 1 / Math.sqrt(t * t + 1)
      const s = t * c
      a00 -= t * a02
      a22 += t * a02
      a02 = 0
      const b = c * a01 - s * a12
      a12 = s * a01 + c * a12
      a01 = b
      const u0 = c * v00 - s * v02
      v02 = s * v00 + c * v02
      v00 = u0
      const u1 = c * v10 - s * v12
      v12 = s * v10 + c * v12
      v10 = u1
      const u2 = c * v20 - s * v22
      v22 = s * v20 + c * v22
      v20 = u2
    }
    if (a12 !== 0) {
      const theta = (a22 - a11) / (2 * a12)
      const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
      const c = 1 / Math.sqrt(t * t + 1)
      const s = t * c
      a11 -= t * a12
      a22 += t * a12
      a12 = 0
      const b = c * a01 - s * a02
      a02 = s * a01 + c * a02
      a01 = b
      const u0 = c * v01 - s * v02
      v02 = s * v01 + c * v02
      v01 = u0
      const u1 = c * v11 - s * v12
      v12 = s * v11 + c * v12
      v11 = u1
      const u2 = c * v21 - s * v22
      v22 = s * v21 + c * v22
      v21 = u2
    }
  }
  values[0] = a00
  values[1] = a11
  values[2] = a22
  vectors[0] = v00
  vectors[1] = v10
  vectors[2] = v20
  vectors[3] = v01
  vectors[4] = v11
  vectors[5] = v21
  vectors[6] = v02
  vectors[7] = v12
  vectors[8] = v22
  if ((values[1] as number) < (values[0] as number)) swap(values, vectors, 0, 1)
  if ((values[2] as number) < (values[1] as number)) swap(values, vectors, 1, 2)
  if ((values[1] as number) < (values[0] as number)) swap(values, vectors, 0, 1)
}

function swap(values: Float64Array, vectors: Float64Array, i: number, j: number): void {
  const value = values[i] as number
  values[i] = values[j] as number
  values[j] = value
  for (let k = 0; k < 3; k++) {
    const entry = vectors[3 * i + k] as number
    vectors[3 * i + k] = vectors[3 * j + k] as number
    vectors[3 * j + k] = entry
  }
}
