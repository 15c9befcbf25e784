import { addCorrespondence, kabschSums, solveKabsch } from '../../coarse/rigid/kabsch.ts'
import type { Transform } from '../../sweep/transform.ts'

const ROUNDS = 12
/** Points within this many times the median residual take part in the next round: little more than the better half. */
const WIDTH = 1.2
/** Metres. What half of the points do not share this well is no ego motion. */
const SHARED_METRES = 0.05
/** Metres: below it residuals are the rounding of stored flow, not motion. */
const ROUNDING_METRES = 0.002

/**
 * The ego motion that a labelled flow implies: the rigid motion of most points, since most of a street stands still. For data
 * that stores flow but no poses. Null when there are too few points or more than half of them move each for itself.
 * @param positions N x 3, metres
 * @param flow N x 3, metres, ego motion included; rows that are not finite take no part
 */
export function staticMotionOf(
  positions: ArrayLike<number>,
  flow: ArrayLike<number>,
): Transform<'sweep1', 'sweep0'> | null {
  const count = Math.min(positions.length, flow.length) / 3
  const residuals = new Float64Array(count)
  const rotation = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)
  const translation = new Float64Array(3)
  let limit = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const sums = kabschSums()
    for (let i = 0; i < count; i++) {
      const [x, y, z] = [positions[3 * i] as number, positions[3 * i + 1] as number, positions[3 * i + 2] as number]
      const [u, v, w] = [flow[3 * i] as number, flow[3 * i + 1] as number, flow[3 * i + 2] as number]
      if (!Number.isFinite(x + y + z + u + v + w) || (residuals[i] as number) > limit) continue
      addCorrespondence(sums, x, y, z, x + u, y + v, z + w, 1)
    }
    if ((sums.values[0] as number) < 3 || !solveKabsch(sums, rotation, translation)) return null
    const known: number[] = []
    for (let i = 0; i < count; i++) {
      let squared = 0
      for (let axis = 0; axis < 3; axis++) {
        let moved = translation[axis] as number
        for (let k = 0; k < 3; k++) moved += (rotation[3 * axis + k] as number) * (positions[3 * i + k] as number)
        squared += (moved - (positions[3 * i + axis] as number) - (flow[3 * i + axis] as number)) ** 2
      }
      residuals[i] = Math.sqrt(squared)
      if (Number.isFinite(squared)) known.push(residuals[i] as number)
    }
    known.sort((a, b) => a - b)
    limit = Math.max(ROUNDING_METRES, WIDTH * (known[known.length >> 1] as number))
  }
  if (limit > WIDTH * SHARED_METRES) return null
  return { rotation, translation }
}
