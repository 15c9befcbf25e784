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
  const { x, y, count } = outermost(positions, points)
  for (let k = 0; k < HEADINGS; k++) {
    const yaw = (k / HEADINGS) * (Math.PI / 2)
    const c = Math.cos(yaw)
    const s = Math.sin(yaw)
    let u0 = Number.POSITIVE_INFINITY
    let u1 = Number.NEGATIVE_INFINITY
    let v0 = Number.POSITIVE_INFINITY
    let v1 = Number.NEGATIVE_INFINITY
    for (let n = 0; n < count; n++) {
      const u = c * (x[n] as number) + s * (y[n] as number)
      const v = c * (y[n] as number) - s * (x[n] as number)
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

/** Points that extents are taken of; every k-th of a large cluster lies close to its outline. */
const OUTLINE_POINTS = 400

/** Farthest of eight ways around, in order: an octagon. */
const cornerX = new Float64Array(8)
const cornerY = new Float64Array(8)
const farthest = new Int32Array(8)

/** What may touch a side of the box at some heading: all but what lies within the octagon of the farthest points. */
function outermost(positions: Float32Array, points: Int32Array) {
  const stride = Math.max(1, Math.floor(points.length / OUTLINE_POINTS))
  const total = Math.ceil(points.length / stride)
  const x = new Float64Array(total)
  const y = new Float64Array(total)
  let [east, north, west, south] = [-Infinity, -Infinity, -Infinity, -Infinity]
  let [northEast, northWest, southWest, southEast] = [-Infinity, -Infinity, -Infinity, -Infinity]
  for (let n = 0; n < total; n++) {
    const i = points[n * stride] as number
    const px = positions[3 * i] as number
    const py = positions[3 * i + 1] as number
    x[n] = px
    y[n] = py
    if (px > east) {
      east = px
      farthest[0] = n
    }
    if (px + py > northEast) {
      northEast = px + py
      farthest[1] = n
    }
    if (py > north) {
      north = py
      farthest[2] = n
    }
    if (py - px > northWest) {
      northWest = py - px
      farthest[3] = n
    }
    if (-px > west) {
      west = -px
      farthest[4] = n
    }
    if (-px - py > southWest) {
      southWest = -px - py
      farthest[5] = n
    }
    if (-py > south) {
      south = -py
      farthest[6] = n
    }
    if (px - py > southEast) {
      southEast = px - py
      farthest[7] = n
    }
  }
  for (let way = 0; way < 8; way++) {
    cornerX[way] = x[farthest[way] as number] as number
    cornerY[way] = y[farthest[way] as number] as number
  }
  let count = 0
  for (let n = 0; n < total; n++) {
    if (isWithinCorners(x[n] as number, y[n] as number)) continue
    x[count] = x[n] as number
    y[count++] = y[n] as number
  }
  return { x, y, count }
}

/** Strictly to the left of all sides of the octagon that have a length. */
function isWithinCorners(x: number, y: number): boolean {
  for (let way = 0; way < 8; way++) {
    const next = (way + 1) & 7
    const sideX = (cornerX[next] as number) - (cornerX[way] as number)
    const sideY = (cornerY[next] as number) - (cornerY[way] as number)
    if (sideX === 0 && sideY === 0) continue
    if (sideX * (y - (cornerY[way] as number)) - sideY * (x - (cornerX[way] as number)) <= 0) return false
  }
  return true
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
    if (u < u0) u0 = u
    if (u > u1) u1 = u
    if (v < v0) v0 = v
    if (v > v1) v1 = v
    if (z < z0) z0 = z
    if (z > z1) z1 = z
  }
  const u = (u0 + u1) / 2
  const v = (v0 + v1) / 2
  const turned = Math.atan2(s, c)
  return { center: [c * u - s * v, s * u + c * v, (z0 + z1) / 2], size: [u1 - u0, v1 - v0, z1 - z0], yaw: turned }
}
