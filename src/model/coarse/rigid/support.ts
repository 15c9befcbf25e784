import type { OrientedBox } from '../../sweep/estimate.ts'
import { type Transform, transformPoint, yawOf } from '../../sweep/transform.ts'
import type { Expectations, ExpectedObject } from '../sequence/expectations.ts'
import type { PivotMotion } from './pivotMotion.ts'
import { thresholds } from './thresholds.ts'

/** An expected object where standing still would leave it: in the scene's frame (sweep 1's), ego motion removed. */
export interface PlacedExpectation {
  readonly box: OrientedBox
  readonly residual: readonly [number, number]
  readonly side: 'before' | 'after'
}

/** How far the pairs before and after bear a motion out. */
export interface Support {
  /** Sides that were looked at, 0..2. */
  readonly asked: number
  /** Sides that expect an object here which moves so. */
  readonly agreeing: number
}

const { PLACE_METRES, MOTION_METRES, MOTION_SHARE } = thresholds.support

export function placeExpectations(
  expectations: Expectations,
  sweep1FromSweep0: Transform<'sweep1', 'sweep0'>,
): PlacedExpectation[] {
  const turn = yawOf(sweep1FromSweep0)
  return expectations.objects.map(({ box, residual, side }: ExpectedObject) => ({
    box: { ...box, center: transformPoint(sweep1FromSweep0, ...box.center), yaw: box.yaw + turn },
    residual,
    side,
  }))
}

/** Expected objects that a cluster with this box may be, or be a part of. */
export function expectedAt(placed: readonly PlacedExpectation[], box: OrientedBox): PlacedExpectation[] {
  return placed.filter(expected => {
    const dx = box.center[0] - expected.box.center[0]
    const dy = box.center[1] - expected.box.center[1]
    const c = Math.cos(expected.box.yaw)
    const s = Math.sin(expected.box.yaw)
    const [length, width] = expected.box.size
    return (
      Math.abs(c * dx + s * dy) <= length / 2 + PLACE_METRES && Math.abs(c * dy - s * dx) <= width / 2 + PLACE_METRES
    )
  })
}

export function supportOf(
  expectations: Expectations | null,
  here: readonly PlacedExpectation[],
  motion: PivotMotion,
): Support {
  if (!expectations) return { asked: 0, agreeing: 0 }
  const sides = new Set(here.filter(({ residual }) => agrees(residual, motion)).map(({ side }) => side))
  return { asked: Number(expectations.before) + Number(expectations.after), agreeing: sides.size }
}

function agrees([x, y]: readonly [number, number], motion: PivotMotion): boolean {
  const way = Math.max(Math.hypot(x, y), Math.hypot(motion.x, motion.y))
  return Math.hypot(motion.x - x, motion.y - y) <= MOTION_METRES + MOTION_SHARE * way
}
