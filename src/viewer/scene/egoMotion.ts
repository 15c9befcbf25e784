import type { Matrix4 } from 'three'
import { worldFromSweep } from '#model/sweep/sweep.ts'
import { compose, inverse, type Transform, toMatrix } from '#model/sweep/transform.ts'
import type { FrameContent, PaneContent } from '../contract.ts'

/**
 * Where sweep 1 is shown: in sweep 0's frame, so that the static world stands still whatever the warp is and a point moved by
 * its true flow lies on sweep 1. From the pane's estimate, else from the coarse stage, the truth, or the poses; null = unknown.
 */
export function sweep0FromSweep1(frame: FrameContent, pane: PaneContent): Transform<'sweep0', 'sweep1'> | null {
  const ego =
    pane.estimate?.sweep1FromSweep0 ?? frame.coarse?.egoMotion.sweep1FromSweep0 ?? frame.truth?.sweep1FromSweep0 ?? null
  if (ego) return inverse(ego)
  const world0 = worldFromSweep(frame.sweep0)
  const world1 = frame.sweep1 ? worldFromSweep(frame.sweep1) : null
  if (!world0 || !world1) return null
  const relation: Transform = compose(inverse(world0), world1)
  return relation as Transform<'sweep0', 'sweep1'>
}

export function matrixOf(t: Transform, out: Matrix4): Matrix4 {
  return out.fromArray(Array.from(toMatrix(t))).transpose()
}

/** Difference of the sweeps' shifts, for pairs whose relation is not known: the same world coordinates stay together. */
export function shiftBetween(frame: FrameContent, out: Matrix4): Matrix4 {
  const a = frame.sweep0.originShift
  const b = frame.sweep1?.originShift ?? a
  return out.makeTranslation(b[0] - a[0], b[1] - a[1], b[2] - a[2])
}
