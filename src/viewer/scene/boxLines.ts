import type { EstimateInstance, OrientedBox } from '#model/sweep/estimate.ts'
import { compose, type Transform, transformPoint, yawOf } from '#model/sweep/transform.ts'
import type { Rgb } from '../colour/oklab.ts'
import type { LineSink, Point3 } from '../gpu/lineBuffers.ts'

/** Corners as bit patterns: bit 0 = front, bit 1 = left, bit 2 = top. */
const EDGES: readonly (readonly [number, number])[] = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
  [0, 2],
  [1, 3],
  [4, 6],
  [5, 7],
  [0, 4],
  [1, 5],
  [2, 6],
  [3, 7],
]

export function boxCorners(box: OrientedBox): Point3[] {
  const c = Math.cos(box.yaw)
  const s = Math.sin(box.yaw)
  const [l, w, h] = box.size
  return Array.from({ length: 8 }, (_, i) => {
    const x = (i & 1 ? 0.5 : -0.5) * l
    const y = (i & 2 ? 0.5 : -0.5) * w
    const z = (i & 4 ? 0.5 : -0.5) * h
    return [box.center[0] + c * x - s * y, box.center[1] + s * x + c * y, box.center[2] + z] as const
  })
}

/** The box where its object stands in the view at `warp`: moved by its own motion, ego motion removed. */
export function warpedBox(
  instance: EstimateInstance,
  sweep0FromSweep1: Transform<'sweep0', 'sweep1'> | null,
  warp: number,
): OrientedBox {
  const { box } = instance
  if (warp === 0 || !sweep0FromSweep1) return box
  const motion = compose(sweep0FromSweep1, instance.sweep1FromSweep0)
  const end = transformPoint(motion, ...box.center)
  const along = (i: 0 | 1 | 2) => box.center[i] + warp * (end[i] - box.center[i])
  return { center: [along(0), along(1), along(2)], size: box.size, yaw: box.yaw + warp * yawOf(motion) }
}

export interface BoxStyle {
  readonly colour: Rgb
  readonly alpha: number
  readonly widthPx: number
  readonly dashPx: number
}

/** Twelve edges, and on the ground a tick from the front face in the direction of the heading. */
export function addBox(sink: LineSink, box: OrientedBox, style: BoxStyle): void {
  const corners = boxCorners(box)
  const { colour, alpha, widthPx, dashPx } = style
  for (const [a, b] of EDGES) sink.segment(corners[a] as Point3, corners[b] as Point3, colour, alpha, widthPx, dashPx)
  const c = Math.cos(box.yaw)
  const s = Math.sin(box.yaw)
  const [l, w, h] = box.size
  const z = box.center[2] - h / 2
  const at = (x: number, y: number): Point3 => [box.center[0] + c * x - s * y, box.center[1] + s * x + c * y, z]
  const tip = at(l / 2 + Math.max(0.3, 0.35 * w), 0)
  sink.segment(at(l / 2, w / 2), tip, colour, alpha, widthPx, dashPx)
  sink.segment(at(l / 2, -w / 2), tip, colour, alpha, widthPx, dashPx)
}
