import type { ClusterTrial } from './clusterTrial.ts'

/** Distance between two boxes seen from above, by their corners and sides: 0 when they overlap. Upper bound by sampling. */
export function gap(a: ClusterTrial, b: ClusterTrial): number {
  return Math.min(edgeDistance(a, b), edgeDistance(b, a))
}

/** Metres from end to end of two boxes seen from above. */
export function farthest(a: ClusterTrial, b: ClusterTrial): number {
  let most = 0
  for (const [x, y] of outline(a)) for (const [u, v] of outline(b)) most = Math.max(most, Math.hypot(x - u, y - v))
  return most
}

/** Metres that points of clusters span across a heading (radians), seen from above. */
export function spanAcross(positions: Float32Array, clusters: readonly ClusterTrial[], heading: number): number {
  const c = Math.cos(heading)
  const s = Math.sin(heading)
  let left = Number.NEGATIVE_INFINITY
  let right = Number.POSITIVE_INFINITY
  for (const { points } of clusters)
    for (const i of points) {
      const across = c * (positions[3 * i + 1] as number) - s * (positions[3 * i] as number)
      left = Math.max(left, across)
      right = Math.min(right, across)
    }
  return left - right
}

function edgeDistance(a: ClusterTrial, b: ClusterTrial): number {
  const c = Math.cos(a.box.yaw)
  const s = Math.sin(a.box.yaw)
  let nearest = Number.POSITIVE_INFINITY
  for (const [x, y] of outline(b)) {
    const dx = x - a.box.center[0]
    const dy = y - a.box.center[1]
    const u = Math.max(0, Math.abs(c * dx + s * dy) - a.box.size[0] / 2)
    const v = Math.max(0, Math.abs(c * dy - s * dx) - a.box.size[1] / 2)
    nearest = Math.min(nearest, Math.hypot(u, v))
  }
  return nearest
}

function outline({ box }: ClusterTrial): [number, number][] {
  const c = Math.cos(box.yaw)
  const s = Math.sin(box.yaw)
  const out: [number, number][] = []
  for (const u of [-0.5, 0, 0.5])
    for (const v of [-0.5, 0, 0.5]) {
      const x = u * box.size[0]
      const y = v * box.size[1]
      out.push([box.center[0] + c * x - s * y, box.center[1] + s * x + c * y])
    }
  return out
}
