import { gainOf } from './acceptance.ts'
import { gap } from './boxGaps.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import type { MovingObject } from './joinLoosePoints.ts'
import { fitOrientedBox } from './orientedBox.ts'

/** Metres that a passenger car is long and wide at most, mirrors included. */
const CAR_LENGTH = 5.5
const CAR_WIDTH = 2.3
/** Metres: people are taller, and what is seen of them between other things is narrower. */
const LOW_METRES = 0.8
const NARROW_METRES = 0.75
/** Metres between pieces of one car that the clustering left apart. */
const NEAR_METRES = 2
/** Times the piece's points that what stands must have. */
const LARGER = 1.5
/** Score gained by moving from which a motion stands for itself. */
const PLAIN_GAIN = 0.4

/**
 * Whether a low mover lies within a car's outline with something larger that stands: a bonnet or a door of a parked car, of which so
 * few lines of the scan are seen that some motion fits them a little better than standing still.
 */
export function isPieceOfStanding(
  { scene }: TrialTools,
  trials: readonly ClusterTrial[],
  { lead, clusters }: MovingObject,
): boolean {
  if (clusters.length > 1 || lead.support.agreeing > 0) return false
  if (lead.box.size[2] > LOW_METRES || lead.box.size[0] < NARROW_METRES) return false
  if (gainOf(lead) >= PLAIN_GAIN) return false
  return trials.some(other => {
    if (other.reason !== 'static' && other.reason !== 'no-gain-over-static') return false
    if (other.points.length < LARGER * lead.points.length || other.box.size[0] > CAR_LENGTH) return false
    if (gap(lead, other) > NEAR_METRES) return false
    const together = Int32Array.from([...lead.points, ...other.points])
    const { size } = fitOrientedBox(scene.positions0, together, null)
    return size[0] <= CAR_LENGTH && size[1] <= CAR_WIDTH
  })
}
