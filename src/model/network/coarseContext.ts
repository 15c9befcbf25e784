import type { Estimate } from '../sweep/estimate.ts'
import type { ContextObjects } from './contextObjects.ts'
import { extentsOf } from './extents.ts'
import { PRIOR_CHANNELS } from './manifest.ts'
import type { PreparedPair } from './preparedPair.ts'

/** What of the coarse stage's Estimate the network takes up. */
export type CoarseLabels = Pick<Estimate, 'flow' | 'instance' | 'dynamic' | 'confidence' | 'sweep1FromSweep0'>

/**
 * What the coarse stage says of a pair, as the network takes it up: residual flow (0 where static), dynamic 0 or 1, confidence, the
 * vector to the middle of the extent of the object's kept points (0 without one), and 1 = there is context.
 * @param given `contextObjects`'s
 * @returns n x 9, a row a kept point
 */
export function coarseContext(
  coarse: Pick<CoarseLabels, 'dynamic'>,
  prepared: PreparedPair,
  given: ContextObjects,
): Float32Array {
  const { points0, rows0 } = prepared
  const prior = new Float32Array(PRIOR_CHANNELS * rows0.length)
  const centres = middlesOf(given.object, points0)
  for (let k = 0; k < rows0.length; k++) {
    const i = rows0[k] as number
    const at = PRIOR_CHANNELS * k
    const isDynamic = (coarse.dynamic[i] as number) >= 0.5
    for (let axis = 0; axis < 3; axis++) prior[at + axis] = given.flow[3 * k + axis] as number
    prior[at + 3] = isDynamic ? 1 : 0
    prior[at + 4] = given.confidence[k] as number
    const centre = centres.get(given.object[k] as number)
    if (centre)
      for (let axis = 0; axis < 3; axis++)
        prior[at + 5 + axis] = Math.fround(centre[axis] as number) - (points0[3 * k + axis] as number)
    prior[at + 8] = 1
  }
  return prior
}

/** Middle of the extent of each object's kept points. */
function middlesOf(objects: Int32Array, points: Float32Array): Map<number, Float64Array> {
  const middles = new Map<number, Float64Array>()
  for (const [id, { low, high }] of extentsOf(objects, points))
    middles.set(
      id,
      low.map((value, axis) => (value + (high[axis] as number)) / 2),
    )
  return middles
}
