/**
 * Weighted Kabsch in closed form: the proper rotation R and translation t that minimise sum w |R p + t - q|^2.
 * The rotation is the largest eigenvector of Horn's quaternion matrix (Horn 1987), found by Jacobi rotations: the same
 * minimum as by SVD, and never a reflection, so no sign has to be mended by the determinant.
 */

const horn = new Float64Array(16)
const vectors = new Float64Array(16)

export interface KabschSums {
  /** Sum of weights, weighted sums of p (3), of q (3), and of the products p_i q_j (9, row-major). */
  readonly values: Float64Array
}

export function kabschSums(): KabschSums {
  return { values: new Float64Array(16) }
}

export function addCorrespondence(
  sums: KabschSums,
  px: number,
  py: number,
  pz: number,
  qx: number,
  qy: number,
  qz: number,
  weight: number,
): void {
  const s = sums.values
  const wx = weight * px
  const wy = weight * py
  const wz = weight * pz
  s[0] = (s[0] as number) + weight
  s[1] = (s[1] as number) + wx
  s[2] = (s[2] as number) + wy
  s[3] = (s[3] as number) + wz
  s[4] = (s[4] as number) + weight * qx
  s[5] = (s[5] as number) + weight * qy
  s[6] = (s[6] as number) + weight * qz
  s[7] = (s[7] as number) + wx * qx
  s[8] = (s[8] as number) + wx * qy
  s[9] = (s[9] as number) + wx * qz
  s[10] = (s[10] as number) + wy * qx
  s[11] = (s[11] as number) + wy * qy
  s[12] = (s[12] as number) + wy * qz
  s[13] = (s[13] as number) + wz * qx
  s[14] = (s[14] as number) + wz * qy
  s[15] = (s[15] as number) + wz * qz
}

/**
 * Solves for the motion; `rotation` receives 9 numbers row-major, `translation` 3. False when there is no weight.
 * With fewer than three points, or all on a line, the rotation is one of the minimisers.
 */
export function solveKabsch(sums: KabschSums, rotation: Float64Array, translation: Float64Array): boolean {
  const s = sums.values
  const w = s[0] as number
  if (!(w > 0)) return false
  const [px, py, pz] = [(s[1] as number) / w, (s[2] as number) / w, (s[3] as number) / w]
  const [qx, qy, qz] = [(s[4] as number) / w, (s[5] as number) / w, (s[6] as number) / w]
  const xx = (s[7] as number) - w * px * qx
  const xy = (s[8] as number) - w * px * qy
  const xz = (s[9] as number) - w * px * qz
  const yx = (s[10] as number) - w * py * qx
  const yy = (s[11] as number) - w * py * qy
  const yz = (s[12] as number) - w * py * qz
  const zx = (s[13] as number) - w * pz * qx
  const zy = (s[14] as number) - w * pz * qy
  const zz = (s[15] as number) - w * pz * qz
  horn.set([
    xx + yy + zz,
    yz - zy,
    zx - xz,
    xy - yx,
    yz - zy,
    xx - yy - zz,
    xy + yx,
    zx + xz,
    zx - xz,
    xy + yx,
    yy - xx - zz,
    yz + zy,
    xy - yx,
    zx + xz,
    yz + zy,
    zz - xx - yy,
  ])
  const column = largestEigenvector()
  const a = vectors[column] as number
  const b = vectors[4 + column] as number
  const c = vectors[8 + column] as number
  const d = vectors[12 + column] as number
  rotation[0] = a * a + b * b - c * c - d * d
  rotation[1] = 2 * (b * c - a * d)
  rotation[2] = 2 * (b * d + a * c)
  rotation[3] = 2 * (b * c + a * d)
  rotation[4] = a * a - b * b + c * c - d * d
  rotation[5] = 2 * (c * d - a * b)
  rotation[6] = 2 * (b * d - a * c)
  rotation[7] = 2 * (c * d + a * b)
  rotation[8] = a * a - b * b - c * c + d * d
  for (let row = 0; row < 3; row++) {
    const r0 = rotation[3 * row] as number
    const r1 = rotation[3 * row + 1] as number
    const r2 = rotation[3 * row + 2] as number
    translation[row] = [qx, qy, qz][row] as number
    translation[row] = (translation[row] as number) - (r0 * px + r1 * py + r2 * pz)
  }
  return true
}

/** Yaw about +z (radians) of the best planar motion; heights take no part. 0 when nothing is known of it. */
export function planarYaw(sums: KabschSums): number {
  const s = sums.values
  const w = s[0] as number
  if (!(w > 0)) return 0
  const px = (s[1] as number) / w
  const py = (s[2] as number) / w
  const qx = (s[4] as number) / w
  const qy = (s[5] as number) / w
  const dot = (s[7] as number) - w * px * qx + (s[11] as number) - w * py * qy
  const cross = (s[8] as number) - w * px * qy - ((s[10] as number) - w * py * qx)
  return dot === 0 && cross === 0 ? 0 : Math.atan2(cross, dot)
}

/** Cyclic Jacobi on `horn` (destroyed); eigenvectors as columns of `vectors`; returns the column of the largest eigenvalue. */
function largestEigenvector(): number {
  vectors.fill(0)
  for (let k = 0; k < 4; k++) vectors[5 * k] = 1
  let scale = 0
  for (let k = 0; k < 16; k++) scale = Math.max(scale, Math.abs(horn[k] as number))
  for (let round = 0; round < 20; round++) {
    let off = 0
    for (let p = 0; p < 3; p++) for (let q = p + 1; q < 4; q++) off = Math.max(off, Math.abs(horn[4 * p + q] as number))
    if (off <= 1e-16 * scale) break
    for (let p = 0; p < 3; p++) for (let q = p + 1; q < 4; q++) rotate(p, q)
  }
  let column = 0
  for (let k = 1; k < 4; k++) if ((horn[5 * k] as number) > (horn[5 * column] as number)) column = k
  return column
}

function rotate(p: number, q: number): void {
  const apq = horn[4 * p + q] as number
  if (apq === 0) return
  const theta = ((horn[5 * q] as number) - (horn[5 * p] as number)) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < 4; k++) {
    const kp = horn[4 * k + p] as number
    const kq = horn[4 * k + q] as number
    horn[4 * k + p] = c * kp - s * kq
    horn[4 * k + q] = s * kp + c * kq
  }
  for (let k = 0; k < 4; k++) {
    const pk = horn[4 * p + k] as number
    const qk = horn[4 * q + k] as number
    horn[4 * p + k] = c * pk - s * qk
    horn[4 * q + k] = s * pk + c * qk
    const vp = vectors[4 * k + p] as number
    const vq = vectors[4 * k + q] as number
    vectors[4 * k + p] = c * vp - s * vq
    vectors[4 * k + q] = s * vp + c * vq
  }
}
