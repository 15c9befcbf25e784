import { addCorrespondence, kabschSums, solveKabsch } from '../coarse/rigid/kabsch.ts'
import type { SoftMasks } from './softMasks.ts'

/** Less mass than this many whole points, or a middle singular value of the covariance below this, leaves only a translation. */
const FEWEST_POINTS = 3
const FLAT_SQUARE_METRES = 1e-8

/** Rows of 12: rotation (row-major) and translation of each column; column 0, the background, stands still. */
export function rigidMotionsOf(points: Float64Array, flow: Float64Array, masks: SoftMasks): Float64Array {
  const { rows, columns, values } = masks
  const motions = new Float64Array(12 * columns)
  motions.set([1, 0, 0, 0, 1, 0, 0, 0, 1])
  const rotation = new Float64Array(9)
  const translation = new Float64Array(3)
  for (let k = 1; k < columns; k++) {
    const sums = kabschSums()
    for (let i = 0; i < rows; i++) {
      const weight = values[i * columns + k] as number
      if (weight === 0) continue
      const x = points[3 * i] as number
      const y = points[3 * i + 1] as number
      const z = points[3 * i + 2] as number
      const fx = flow[3 * i] as number
      const fy = flow[3 * i + 1] as number
      const fz = flow[3 * i + 2] as number
      addCorrespondence(sums, x, y, z, x + fx, y + fy, z + fz, weight)
    }
    if (!solveKabsch(sums, rotation, translation)) continue
    if ((sums.values[0] as number) < FEWEST_POINTS || isFlat(sums.values)) translate(sums.values, rotation, translation)
    motions.set(rotation, 12 * k)
    motions.set(translation, 12 * k + 9)
  }
  return motions
}

/**
 * Whether the middle singular value of the weighted covariance vanishes. The squares of its 2 x 2 minors sum to
 * s1^2 s2^2 + ..., which divided by s1^2 leaves s2^2 without the loss of digits that an eigenvalue would have.
 */
function isFlat(s: Float64Array): boolean {
  const w = s[0] as number
  const c = new Float64Array(9)
  let norm = 0
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 3; column++) {
      const mean = ((s[1 + row] as number) / w) * ((s[4 + column] as number) / w)
      const value = (s[7 + 3 * row + column] as number) / w - mean
      c[3 * row + column] = value
      norm += value * value
    }
  if (norm === 0) return true
  let minors = 0
  for (const [a, b] of PAIRS)
    for (const [p, q] of PAIRS) {
      const minor =
        (c[3 * a + p] as number) * (c[3 * b + q] as number) - (c[3 * a + q] as number) * (c[3 * b + p] as number)
      minors += minor * minor
    }
  return Math.sqrt(minors / norm) < FLAT_SQUARE_METRES
}

const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const

function translate(s: Float64Array, rotation: Float64Array, translation: Float64Array): void {
  const w = s[0] as number
  rotation.set([1, 0, 0, 0, 1, 0, 0, 0, 1])
  for (let axis = 0; axis < 3; axis++) translation[axis] = (s[4 + axis] as number) / w - (s[1 + axis] as number) / w
}

/**
 * Rigid object consistency (METHOD 3.2; the formula of Song & Yang 2022): |sum_k m_ik (R_k p_i + t_k) - (p_i + f_i)|, where
 * (R_k, t_k) is the weighted Kabsch fit of object k. P values, metres.
 * @param points P x 3, ego motion compensated; flow P x 3, residual
 */
export function rigidLoss(points: Float64Array, flow: Float64Array, masks: SoftMasks): Float64Array {
  const { rows, columns, values } = masks
  const motions = rigidMotionsOf(points, flow, masks)
  const out = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    let squared = 0
    for (let axis = 0; axis < 3; axis++) {
      let apart = -(points[3 * i + axis] as number) - (flow[3 * i + axis] as number)
      for (let k = 0; k < columns; k++) {
        const mass = values[i * columns + k] as number
        if (mass === 0) continue
        let moved = motions[12 * k + 9 + axis] as number
        for (let j = 0; j < 3; j++) moved += (motions[12 * k + 3 * axis + j] as number) * (points[3 * i + j] as number)
        apart += mass * moved
      }
      squared += apart * apart
    }
    out[i] = Math.sqrt(Math.max(squared, 1e-12))
  }
  return out
}
