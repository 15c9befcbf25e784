import type { OrientedBox } from '../../sweep/estimate.ts'
import { fromYaw, type Transform } from '../../sweep/transform.ts'

/** The smallest upright box (by area, over headings a degree apart) around the points `rows`; at least 0.1 m a side. */
export function fittedBox(positions: Float32Array, rows: readonly number[]): OrientedBox {
  let best: { area: number; yaw: number; bounds: Bounds } | null = null
  for (let degrees = 0; degrees < 90; degrees++) {
    const yaw = (degrees * Math.PI) / 180
    const bounds = boundsAlong(positions, rows, yaw)
    const area = (bounds.maxU - bounds.minU + 0.01) * (bounds.maxV - bounds.minV + 0.01)
    if (!best || area < best.area) best = { area, yaw, bounds }
  }
  if (!best) return { center: [0, 0, 0], size: [0.1, 0.1, 0.1], yaw: 0 }
  const { bounds } = best
  const u = (bounds.minU + bounds.maxU) / 2
  const v = (bounds.minV + bounds.maxV) / 2
  const [c, s] = [Math.cos(best.yaw), Math.sin(best.yaw)]
  const across = Math.max(0.1, bounds.maxV - bounds.minV)
  const along = Math.max(0.1, bounds.maxU - bounds.minU)
  const height = Math.max(0.1, bounds.maxZ - bounds.minZ)
  return {
    center: [c * u - s * v, s * u + c * v, (bounds.minZ + bounds.maxZ) / 2],
    size: along >= across ? [along, across, height] : [across, along, height],
    yaw: along >= across ? best.yaw : best.yaw + Math.PI / 2,
  }
}

interface Bounds {
  minU: number
  maxU: number
  minV: number
  maxV: number
  minZ: number
  maxZ: number
}

function boundsAlong(positions: Float32Array, rows: readonly number[], yaw: number): Bounds {
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)]
  const inf = Number.POSITIVE_INFINITY
  const b: Bounds = { minU: inf, maxU: -inf, minV: inf, maxV: -inf, minZ: inf, maxZ: -inf }
  for (const i of rows) {
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const z = positions[3 * i + 2] as number
    const u = c * x + s * y
    const v = c * y - s * x
    if (u < b.minU) b.minU = u
    if (u > b.maxU) b.maxU = u
    if (v < b.minV) b.minV = v
    if (v > b.maxV) b.maxV = v
    if (z < b.minZ) b.minZ = z
    if (z > b.maxZ) b.maxZ = z
  }
  return b
}

/**
 * The planar rigid motion (yaw and translation) closest to p -> p + flow over `rows` in the least squares;
 * closed form (Arun 1987, in two dimensions), z by its mean.
 */
export function planarMotion(
  positions: Float32Array,
  flow: Float32Array,
  rows: readonly number[],
): Transform<'sweep1', 'sweep0'> {
  const mean = [0, 0, 0, 0, 0, 0]
  for (const i of rows)
    for (let axis = 0; axis < 3; axis++) {
      const p = positions[3 * i + axis] as number
      mean[axis] = (mean[axis] as number) + p / rows.length
      mean[3 + axis] = (mean[3 + axis] as number) + (p + (flow[3 * i + axis] as number)) / rows.length
    }
  const [px, py, pz, qx, qy, qz] = mean as [number, number, number, number, number, number]
  let dot = 0
  let cross = 0
  for (const i of rows) {
    const ax = (positions[3 * i] as number) - px
    const ay = (positions[3 * i + 1] as number) - py
    const bx = (positions[3 * i] as number) + (flow[3 * i] as number) - qx
    const by = (positions[3 * i + 1] as number) + (flow[3 * i + 1] as number) - qy
    dot += ax * bx + ay * by
    cross += ax * by - ay * bx
  }
  const yaw = dot === 0 && cross === 0 ? 0 : Math.atan2(cross, dot)
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)]
  return fromYaw(yaw, [qx - (c * px - s * py), qy - (s * px + c * py), qz - pz])
}
