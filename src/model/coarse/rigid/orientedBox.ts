import type { OrientedBox } from '../../sweep/estimate.ts'

/** Headings tried in the quarter turn that box sides repeat in. */
const HEADINGS = 45

/**
 * Upright box of the smallest ground area around points.
 * @param points indices into `positions` (N x 3), at least one
 * @param heading radians; when given, the box lies along it instead (a moving object faces where it goes)
 */
export function fitOrientedBox(positions: Float32Array, points: Int32Array, heading: number | null): OrientedBox {
  if (heading !== null) return boxAlong(positions, points, heading)
  let best = 0
  let smallest = Number.POSITIVE_INFINITY
  // Extents need only the outline; every k-th point of a large cluster is close to it.
  const stride = Math.max(1, Math.floor(points.length / 400))
  for (let k = 0; k < HEADINGS; k++) {
    const yaw = (k / HEADINGS) * (Math.PI / 2)
    const c = Math.cos(yaw)
    const s = Math.sin(yaw)
    let u0 = Number.POSITIVE_INFINITY
    let u1 = Number.NEGATIVE_INFINITY
    let v0 = Number.POSITIVE_INFINITY
    let v1 = Number.NEGATIVE_INFINITY
    for (let n = 0; n < points.length; n += stride) {
      const i = points[n] as number
      const x = positions[3 * i] as number
      const y = positions[3 * i + 1] as number
      const u = c * x + s * y
      const v = c * y - s * x
      if (u < u0) u0 = u
      if (u > u1) u1 = u
      if (v < v0) v0 = v
      if (v > v1) v1 = v
    }
    // A thin strip has no area at any heading: the perimeter decides then.
    const area = (u1 - u0) * (v1 - v0) + 0.01 * (u1 - u0 + v1 - v0)
    if (area < smallest) {
      smallest = area
      best = yaw
    }
  }
  const box = boxAlong(positions, points, best)
  return box.size[0] >= box.size[1] ? box : boxAlong(positions, points, best + Math.PI / 2)
}

function boxAlong(positions: Float32Array, points: Int32Array, yaw: number): OrientedBox {
  const c = Math.cos(yaw)
  const s = Math.sin(yaw)
  let u0 = Number.POSITIVE_INFINITY
  let u1 = Number.NEGATIVE_INFINITY
  let v0 = Number.POSITIVE_INFINITY
  let v1 = Number.NEGATIVE_INFINITY
  let z0 = Number.POSITIVE_INFINITY
  let z1 = Number.NEGATIVE_INFINITY
  for (let n = 0; n < points.length; n++) {
    const i = points[n] as number
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const z = positions[3 * i + 2] as number
    const u = c * x + s * y
    const v = c * y - s * x
    u0 = Math.min(u0, u)
    u1 = Math.max(u1, u)
    v0 = Math.min(v0, v)
    v1 = Math.max(v1, v)
    z0 = Math.min(z0, z)
    z1 = Math.max(z1, z)
  }
  const u = (u0 + u1) / 2
  const v = (v0 + v1) / 2
  const turned = Math.atan2(s, c)
  return { center: [c * u - s * v, s * u + c * v, (z0 + z1) / 2], size: [u1 - u0, v1 - v0, z1 - z0], yaw: turned }
}
