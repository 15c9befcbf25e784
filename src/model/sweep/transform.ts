/**
 * A rigid transform in SE(3), double precision: p_to = rotation * p_from + translation.
 * `To` and `From` name the frames, so that composing the wrong way round does not type-check.
 * Plain data: survives structured cloning.
 */
export interface Transform<To extends string = string, From extends string = string> {
  /** 3 x 3, row-major. */
  readonly rotation: Float64Array
  /** Metres. */
  readonly translation: Float64Array
  /** Phantom: never present at run time. */
  readonly frames?: readonly [To, From]
}

export function identity<To extends string, From extends string>(): Transform<To, From> {
  return { rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), translation: new Float64Array(3) }
}

/** From the first 12 (or 16) entries of a row-major 3 x 4 (or 4 x 4) matrix. */
export function fromMatrix<To extends string, From extends string>(m: ArrayLike<number>): Transform<To, From> {
  const at = (i: number) => m[i] as number
  return {
    rotation: Float64Array.of(at(0), at(1), at(2), at(4), at(5), at(6), at(8), at(9), at(10)),
    translation: Float64Array.of(at(3), at(7), at(11)),
  }
}

/** Row-major 4 x 4. */
export function toMatrix(t: Transform): Float64Array {
  const m = new Float64Array(16)
  for (let row = 0; row < 3; row++) {
    m.set(t.rotation.subarray(3 * row, 3 * row + 3), 4 * row)
    m[4 * row + 3] = t.translation[row] as number
  }
  m[15] = 1
  return m
}

/** From a quaternion (w, x, y, z), normalised here, and a translation in metres. */
export function fromQuaternion<To extends string, From extends string>(
  quaternion: readonly [w: number, x: number, y: number, z: number],
  translation: readonly [number, number, number],
): Transform<To, From> {
  const n = Math.hypot(...quaternion)
  const [w, x, y, z] = quaternion.map(v => v / n) as [number, number, number, number]
  return {
    rotation: Float64Array.of(
      1 - 2 * (y * y + z * z),
      2 * (x * y - w * z),
      2 * (x * z + w * y),
      2 * (x * y + w * z),
      1 - 2 * (x * x + z * z),
      2 * (y * z - w * x),
      2 * (x * z - w * y),
      2 * (y * z + w * x),
      1 - 2 * (x * x + y * y),
    ),
    translation: Float64Array.from(translation),
  }
}

/** A turn about +z by `yaw` radians (counter-clockwise seen from above), then a translation in metres. */
export function fromYaw<To extends string, From extends string>(
  yaw: number,
  translation: readonly [number, number, number],
): Transform<To, From> {
  const c = Math.cos(yaw)
  const s = Math.sin(yaw)
  return { rotation: Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1), translation: Float64Array.from(translation) }
}

export function compose<A extends string, B extends string, C extends string>(
  aFromB: Transform<A, B>,
  bFromC: Transform<B, C>,
): Transform<A, C> {
  const r = new Float64Array(9)
  const t = new Float64Array(3)
  const p = aFromB.rotation
  const q = bFromC.rotation
  for (let i = 0; i < 3; i++) {
    const p0 = p[3 * i] as number
    const p1 = p[3 * i + 1] as number
    const p2 = p[3 * i + 2] as number
    for (let j = 0; j < 3; j++)
      r[3 * i + j] = p0 * (q[j] as number) + p1 * (q[3 + j] as number) + p2 * (q[6 + j] as number)
    const s = bFromC.translation
    t[i] = p0 * (s[0] as number) + p1 * (s[1] as number) + p2 * (s[2] as number) + (aFromB.translation[i] as number)
  }
  return { rotation: r, translation: t }
}

export function inverse<To extends string, From extends string>(t: Transform<To, From>): Transform<From, To> {
  const r = t.rotation
  const [x, y, z] = [t.translation[0] as number, t.translation[1] as number, t.translation[2] as number]
  const at = (i: number) => r[i] as number
  return {
    rotation: Float64Array.of(at(0), at(3), at(6), at(1), at(4), at(7), at(2), at(5), at(8)),
    translation: Float64Array.of(
      -(at(0) * x + at(3) * y + at(6) * z),
      -(at(1) * x + at(4) * y + at(7) * z),
      -(at(2) * x + at(5) * y + at(8) * z),
    ),
  }
}

export function transformPoint(t: Transform, x: number, y: number, z: number): [number, number, number] {
  const r = t.rotation
  const s = t.translation
  const at = (i: number) => r[i] as number
  return [
    at(0) * x + at(1) * y + at(2) * z + (s[0] as number),
    at(3) * x + at(4) * y + at(5) * z + (s[1] as number),
    at(6) * x + at(7) * y + at(8) * z + (s[2] as number),
  ]
}

/** Transforms N x 3 interleaved points; `out` may be `points`. */
export function transformPoints(
  t: Transform,
  points: Float32Array,
  out = new Float32Array(points.length),
): Float32Array {
  const r = t.rotation
  const [a, b, c] = [r[0] as number, r[1] as number, r[2] as number]
  const [d, e, f] = [r[3] as number, r[4] as number, r[5] as number]
  const [g, h, i] = [r[6] as number, r[7] as number, r[8] as number]
  const [tx, ty, tz] = [t.translation[0] as number, t.translation[1] as number, t.translation[2] as number]
  for (let k = 0; k + 2 < points.length; k += 3) {
    const x = points[k] as number
    const y = points[k + 1] as number
    const z = points[k + 2] as number
    out[k] = a * x + b * y + c * z + tx
    out[k + 1] = d * x + e * y + f * z + ty
    out[k + 2] = g * x + h * y + i * z + tz
  }
  return out
}

/** Angle of the rotation, radians in [0, pi]. */
export function rotationAngle(t: Transform): number {
  const r = t.rotation
  const trace = (r[0] as number) + (r[4] as number) + (r[8] as number)
  const sine = Math.hypot(
    (r[7] as number) - (r[5] as number),
    (r[2] as number) - (r[6] as number),
    (r[3] as number) - (r[1] as number),
  )
  // atan2 keeps precision for the small angles between consecutive sweeps, where acos loses half the digits.
  return Math.atan2(sine, trace - 1)
}

/** Heading of the rotated x axis about +z, radians in (-pi, pi]. */
export function yawOf(t: Transform): number {
  return Math.atan2(t.rotation[3] as number, t.rotation[0] as number)
}
