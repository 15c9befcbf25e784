import { STATIC_RESIDUAL_METRES } from '../../sweep/estimate.ts'
import { type ComparedPoints, MOVING_FROM, regionOf } from './compared.ts'
import { type InstanceMatching, matchInstances } from './instanceMatching.ts'

/** Two estimates of one pair in a few numbers, without truth. Swapping A and B changes none of them. */
export interface Disagreement {
  /** Where both flows are known. */
  readonly points: number
  /** Mean |flow of A - flow of B| over those that either calls moving, metres per sweep interval; NaN when nothing moves. */
  readonly flowMetres: number
  /** Share of `points` whose flows are more than 0.05 m apart; NaN without points. */
  readonly farShare: number
  /** Share of those that either calls moving which only one does; NaN when nothing moves. */
  readonly motionShare: number
  /** Share of the points of objects of either that are not in the same (matched) object of both; NaN without objects. */
  readonly objectShare: number
  /** Mean IoU of the matched objects; NaN when none match. */
  readonly matchedIou: number
  /** Sum of the matches' IoU over the mean number of objects: what has no counterpart counts as 0. NaN without objects. */
  readonly objectAgreement: number
}

/** A and B are of the same sweep 0; N points each. */
export function disagreementOf(a: ComparedPoints, b: ComparedPoints): Disagreement {
  return { ...ofPoints(a, b), ...ofObjects(matchInstances(a, b)) }
}

type OfPoints = Pick<Disagreement, 'points' | 'flowMetres' | 'farShare' | 'motionShare'>

function ofPoints(a: ComparedPoints, b: ComparedPoints): OfPoints {
  const masks = [a.valid, b.valid, regionOf(a), regionOf(b)].filter(mask => mask !== null)
  const [flowA, flowB] = [a.flow, b.flow]
  let points = 0
  let far = 0
  let moving = 0
  let onlyOne = 0
  let sum = 0
  for (let i = 0; i < a.dynamic.length; i++) {
    if (!isKnown(masks, i)) continue
    points++
    const x = (flowA[3 * i] as number) - (flowB[3 * i] as number)
    const y = (flowA[3 * i + 1] as number) - (flowB[3 * i + 1] as number)
    const z = (flowA[3 * i + 2] as number) - (flowB[3 * i + 2] as number)
    const apart = Math.sqrt(x * x + y * y + z * z)
    if (apart > STATIC_RESIDUAL_METRES) far++
    const movesInA = (a.dynamic[i] as number) >= MOVING_FROM
    const movesInB = (b.dynamic[i] as number) >= MOVING_FROM
    if (!movesInA && !movesInB) continue
    moving++
    sum += apart
    if (movesInA !== movesInB) onlyOne++
  }
  return { points, flowMetres: sum / moving, farShare: far / points, motionShare: onlyOne / moving }
}

function isKnown(masks: readonly Uint8Array[], i: number): boolean {
  for (const mask of masks) if (mask[i] === 0) return false
  return true
}

type OfObjects = Pick<Disagreement, 'objectShare' | 'matchedIou' | 'objectAgreement'>

function ofObjects({ overlap, ofA }: InstanceMatching): OfObjects {
  const { trueIds, claimedIds, common, points } = overlap
  const objects = [...trueIds, ...claimedIds].filter(id => id !== 0).length
  // The background comes first where there is any.
  const neither = trueIds[0] === 0 && claimedIds[0] === 0 ? (common[0] as number) : 0
  let same = 0
  let sum = 0
  for (const pair of ofA.values()) {
    same += pair.points
    sum += pair.iou
  }
  return {
    objectShare: 1 - same / (points - neither),
    matchedIou: sum / ofA.size,
    objectAgreement: (2 * sum) / objects,
  }
}
