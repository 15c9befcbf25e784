import type { Estimate, EstimateInstance, OrientedBox } from '../../sweep/estimate.ts'
import { inverse, type Transform, transformPoint, yawOf } from '../../sweep/transform.ts'
import { movedBox } from '../tracking.ts'

/** What a pair before or after says stands in a place of sweep 0, and how it moves. */
export interface ExpectedObject {
  /** Sweep 0's frame. */
  readonly box: OrientedBox
  /** Displacement from sweep 0 to sweep 1 beyond the ego motion, metres an interval, sweep 1's axes. */
  readonly residual: readonly [number, number]
  readonly side: 'before' | 'after'
}

/** What the neighbours in time of a pair say of it. A side that was not looked at says nothing, not even that there is nothing. */
export interface Expectations {
  readonly before: boolean
  readonly after: boolean
  readonly objects: readonly ExpectedObject[]
}

/**
 * Carries the moving objects of the pairs before and after into a pair, each on with the velocity that it had: from one pair to
 * the next (0.1 s) a road user's speed changes by less than the motion's own error.
 * @param before the estimate of the pair that ends with this pair's sweep 0, or null
 * @param after the estimate of the pair that begins with this pair's sweep 1, or null
 */
export function expectationsOf(
  before: Estimate | null,
  after: Estimate | null,
  sweep1FromSweep0: Transform<'sweep1', 'sweep0'>,
  intervalSeconds: number,
): Expectations {
  const objects: ExpectedObject[] = []
  for (const instance of before?.instances ?? []) {
    if (!before || !instance.moving) continue
    const box = movedBox(instance.box, instance.sweep1FromSweep0)
    const ratio = ratioOf(intervalSeconds, before.intervalSeconds)
    // In sweep 0's axes, which are the ones that the pair before ends in.
    const [x, y] = residualOf(instance, before)
    objects.push({ box, residual: turned(sweep1FromSweep0, ratio * x, ratio * y), side: 'before' })
  }
  const sweep0FromSweep1 = inverse(sweep1FromSweep0)
  for (const instance of after?.instances ?? []) {
    if (!after || !instance.moving) continue
    const ratio = ratioOf(intervalSeconds, after.intervalSeconds)
    const [x, y] = residualOf(instance, after)
    // Back into the axes of the sweep that the pair after begins with: this pair's sweep 1.
    const residual = turned(inverse(after.sweep1FromSweep0), ratio * x, ratio * y)
    const { center, size, yaw } = instance.box
    const at = transformPoint(sweep0FromSweep1, center[0] - residual[0], center[1] - residual[1], center[2])
    objects.push({ box: { center: at, size, yaw: yaw + yawOf(sweep0FromSweep1) }, residual, side: 'after' })
  }
  return { before: before !== null, after: after !== null, objects }
}

/** Displacement of an object's box beyond the ego motion, metres an interval, axes of its pair's second sweep. */
export function residualOf(instance: EstimateInstance, estimate: Estimate): [number, number] {
  const whole = transformPoint(instance.sweep1FromSweep0, ...instance.box.center)
  const still = transformPoint(estimate.sweep1FromSweep0, ...instance.box.center)
  return [whole[0] - still[0], whole[1] - still[1]]
}

function turned({ rotation }: Transform, x: number, y: number): [number, number] {
  return [
    (rotation[0] as number) * x + (rotation[1] as number) * y,
    (rotation[3] as number) * x + (rotation[4] as number) * y,
  ]
}

function ratioOf(seconds: number, otherSeconds: number): number {
  return otherSeconds > 0 && seconds > 0 ? seconds / otherSeconds : 1
}
