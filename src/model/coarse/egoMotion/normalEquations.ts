import { compose, type Transform, transformPoint } from '../../sweep/transform.ts'

/** Index of (row, column), row <= column, in the packed upper triangle of a symmetric 6 x 6 matrix. */
export const PACKED_6X6 = 21

/**
 * Solves H x = -b for a symmetric positive 6 x 6 `H` (packed upper triangle, row by row) by Cholesky's factorisation.
 * Returns null when H is not positive definite: some direction is not determined.
 */
export function solveNormalEquations(H: Float64Array, b: Float64Array): Float64Array | null {
  const factor = cholesky(H)
  if (!factor) return null
  const x = new Float64Array(6)
  for (let i = 0; i < 6; i++) {
    let sum = -(b[i] as number)
    for (let k = 0; k < i; k++) sum -= (factor[6 * i + k] as number) * (x[k] as number)
    x[i] = sum / (factor[6 * i + i] as number)
  }
  for (let i = 5; i >= 0; i--) {
    let sum = x[i] as number
    for (let k = i + 1; k < 6; k++) sum -= (factor[6 * k + i] as number) * (x[k] as number)
    x[i] = sum / (factor[6 * i + i] as number)
  }
  return x
}

/** Inverse of a packed symmetric positive 6 x 6 matrix, row-major full; null when not positive definite. */
export function inverseOfPacked(H: Float64Array): Float64Array | null {
  const out = new Float64Array(36)
  const unit = new Float64Array(6)
  for (let column = 0; column < 6; column++) {
    unit.fill(0)
    unit[column] = -1
    const x = solveNormalEquations(H, unit)
    if (!x) return null
    for (let row = 0; row < 6; row++) out[6 * row + column] = x[row] as number
  }
  return out
}

function cholesky(H: Float64Array): Float64Array | null {
  const L = new Float64Array(36)
  let trace = 0
  for (let i = 0, at = 0; i < 6; at += 6 - i, i++) trace += H[at] as number
  for (let i = 0, at = 0; i < 6; i++)
    for (let j = i; j < 6; j++, at++) {
      let sum = H[at] as number
      for (let k = 0; k < i; k++) sum -= (L[6 * i + k] as number) * (L[6 * j + k] as number)
      if (i === j) {
        if (!(sum > 1e-12 * trace)) return null
        L[6 * i + i] = Math.sqrt(sum)
      } else L[6 * j + i] = sum / (L[6 * i + i] as number)
    }
  return L
}

/**
 * Applies a small motion to a transform from the left: a turn by the rotation vector `step[0..2]` (radians) about `pivot`,
 * then a shift by `step[3..5]` (metres). The turn is exact (Rodrigues), so the rotation stays orthonormal.
 */
export function applyStep<To extends string, From extends string>(
  transform: Transform<To, From>,
  step: Float64Array,
  pivot: readonly [number, number, number],
): Transform<To, From> {
  const [wx, wy, wz] = [step[0] as number, step[1] as number, step[2] as number]
  const angle = Math.hypot(wx, wy, wz)
  const a = angle < 1e-9 ? 1 : Math.sin(angle) / angle
  const b = angle < 1e-9 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle)
  const rotation = Float64Array.of(
    1 - b * (wy * wy + wz * wz),
    b * wx * wy - a * wz,
    b * wx * wz + a * wy,
    b * wx * wy + a * wz,
    1 - b * (wx * wx + wz * wz),
    b * wy * wz - a * wx,
    b * wx * wz - a * wy,
    b * wy * wz + a * wx,
    1 - b * (wx * wx + wy * wy),
  )
  const translation = new Float64Array(3)
  for (let i = 0; i < 3; i++) {
    let turned = 0
    for (let j = 0; j < 3; j++) turned += (rotation[3 * i + j] as number) * (pivot[j] as number)
    translation[i] = (pivot[i] as number) - turned + (step[3 + i] as number)
  }
  const increment: Transform<To, To> = { rotation, translation }
  return compose(increment, transform)
}

/**
 * Adds to `H` and `b` the normal equations of residuals that were linearised for a step of the inverse: `reversedH` and
 * `reversedB` are of a step from the left of `inverse(transform)` about `reversedPivot`; `H` and `b` of one from the left of
 * `transform` about `pivot`. To first order the one step is J times the other, with J = [-R' 0; R'[c]x -R'] and
 * c = transform(reversedPivot) - pivot.
 */
export function addReversed(
  H: Float64Array,
  b: Float64Array,
  reversedH: Float64Array,
  reversedB: Float64Array,
  transform: Transform,
  pivot: readonly [number, number, number],
  reversedPivot: readonly [number, number, number],
): void {
  const moved = transformPoint(transform, ...reversedPivot)
  const [cx, cy, cz] = [moved[0] - pivot[0], moved[1] - pivot[1], moved[2] - pivot[2]]
  const J = new Float64Array(36)
  for (let i = 0; i < 3; i++) {
    const [rx, ry, rz] = [0, 1, 2].map(k => transform.rotation[3 * k + i] as number) as [number, number, number]
    J.set([-rx, -ry, -rz, 0, 0, 0], 6 * i)
    J.set([ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx, -rx, -ry, -rz], 6 * (i + 3))
  }
  const HJ = new Float64Array(36)
  for (let i = 0, at = 0; i < 6; i++)
    for (let j = i; j < 6; j++, at++)
      for (let k = 0; k < 6; k++) {
        const value = reversedH[at] as number
        HJ[6 * i + k] = (HJ[6 * i + k] as number) + value * (J[6 * j + k] as number)
        if (i !== j) HJ[6 * j + k] = (HJ[6 * j + k] as number) + value * (J[6 * i + k] as number)
      }
  for (let i = 0, at = 0; i < 6; i++) {
    for (let k = 0; k < 6; k++) b[i] = (b[i] as number) + (J[6 * k + i] as number) * (reversedB[k] as number)
    for (let j = i; j < 6; j++, at++)
      for (let k = 0; k < 6; k++) H[at] = (H[at] as number) + (J[6 * k + i] as number) * (HJ[6 * k + j] as number)
  }
}
