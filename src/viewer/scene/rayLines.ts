import { Matrix4, Vector3 } from 'three'
import { type Rgb, rgbFromHex } from '../colour/oklab.ts'
import type { RayLine, ViewerTheme } from '../contract.ts'
import type { LineSink, Point3 } from '../gpu/lineBuffers.ts'
import { THEMES } from '../theme.ts'

/** Half the arms of the cross at a ray's return, metres. */
const CROSS_METRES = 0.12

/** As the evidence is coloured: what passed, what ended at the place, what never got there. */
export function rayColour(verdict: RayLine['verdict'], theme: ViewerTheme): string {
  const { evidenceDynamic, evidenceOccupied, muted } = THEMES[theme]
  return { free: evidenceDynamic, occupied: evidenceOccupied, blocked: muted }[verdict]
}

/** Each ray from where the lidar stood to its return, which a cross marks; rays that never got there are dashed. */
export function addRayLines(
  sink: LineSink,
  rays: readonly RayLine[],
  viewFromSweep1: Matrix4,
  theme: ViewerTheme,
): void {
  const identity = new Matrix4()
  for (const { start, end, sweep, verdict, emphasised } of rays) {
    const view = sweep === 0 ? identity : viewFromSweep1
    const colour: Rgb = rgbFromHex(rayColour(verdict, theme))
    const [from, to] = [placed(start, view), placed(end, view)]
    const width = emphasised ? 2.6 : 1.3
    sink.segment(from, to, colour, emphasised ? 1 : 0.7, width, verdict === 'blocked' ? 4 : 0)
    for (const axis of [0, 1, 2]) {
      const arm = (sign: number): Point3 => [
        to[0] + (axis === 0 ? sign * CROSS_METRES : 0),
        to[1] + (axis === 1 ? sign * CROSS_METRES : 0),
        to[2] + (axis === 2 ? sign * CROSS_METRES : 0),
      ]
      sink.segment(arm(-1), arm(1), colour, 1, width, 0)
    }
  }
}

function placed(point: Point3, view: Matrix4): Point3 {
  const { x, y, z } = new Vector3(...point).applyMatrix4(view)
  return [x, y, z]
}
