/** Running sums of a weighted least-squares plane z = a + b x + c y, ridged towards a given slope. */
export interface PlaneSums {
  /** w, wx, wy, wxx, wxy, wyy, wz, wxz, wyz. */
  readonly sums: Float64Array
  /** a, b, c: the result. */
  readonly plane: Float64Array
}

export function planeSums(): PlaneSums {
  return { sums: new Float64Array(9), plane: new Float64Array(3) }
}

export function addToPlane(fit: PlaneSums, x: number, y: number, z: number, weight: number): void {
  const s = fit.sums
  s[0] = (s[0] as number) + weight
  s[1] = (s[1] as number) + weight * x
  s[2] = (s[2] as number) + weight * y
  s[3] = (s[3] as number) + weight * x * x
  s[4] = (s[4] as number) + weight * x * y
  s[5] = (s[5] as number) + weight * y * y
  s[6] = (s[6] as number) + weight * z
  s[7] = (s[7] as number) + weight * x * z
  s[8] = (s[8] as number) + weight * y * z
}

/** The sums as they were counted elsewhere, in the order of `PlaneSums.sums`. */
export function setPlaneSums(
  { sums }: PlaneSums,
  w: number,
  wx: number,
  wy: number,
  wxx: number,
  wxy: number,
  wyy: number,
  wz: number,
  wxz: number,
  wyz: number,
): void {
  sums[0] = w
  sums[1] = wx
  sums[2] = wy
  sums[3] = wxx
  sums[4] = wxy
  sums[5] = wyy
  sums[6] = wz
  sums[7] = wxz
  sums[8] = wyz
}

/**
 * Solves for the plane; `ridge` (in units of weight x square metres) pulls the slope to (slopeX, slopeY), so that one
 * or two points still give a plane. Returns false when there is no weight at all.
 */
export function solvePlane(fit: PlaneSums, ridge: number, slopeX: number, slopeY: number): boolean {
  const s = fit.sums
  const w = s[0] as number
  if (w <= 0) return false
  const mx = (s[1] as number) / w
  const my = (s[2] as number) / w
  const mz = (s[6] as number) / w
  const xx = (s[3] as number) - w * mx * mx + ridge
  const xy = (s[4] as number) - w * mx * my
  const yy = (s[5] as number) - w * my * my + ridge
  const xz = (s[7] as number) - w * mx * mz + ridge * slopeX
  const yz = (s[8] as number) - w * my * mz + ridge * slopeY
  const determinant = xx * yy - xy * xy
  const b = determinant > 1e-12 ? (xz * yy - yz * xy) / determinant : slopeX
  const c = determinant > 1e-12 ? (yz * xx - xz * xy) / determinant : slopeY
  fit.plane[0] = mz - b * mx - c * my
  fit.plane[1] = b
  fit.plane[2] = c
  return true
}

/** Shortens the slope (b, c) of the plane to `maximum`, turning it about (x, y). */
export function limitSlope(plane: Float64Array, maximum: number, x: number, y: number): void {
  const b = plane[1] as number
  const c = plane[2] as number
  const slope = Math.sqrt(b * b + c * c)
  if (slope <= maximum) return
  const height = (plane[0] as number) + b * x + c * y
  const scale = maximum / slope
  plane[1] = b * scale
  plane[2] = c * scale
  plane[0] = height - (b * x + c * y) * scale
}
