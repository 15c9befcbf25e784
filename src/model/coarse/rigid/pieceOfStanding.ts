import { gainOf } from './acceptance.ts'
import { gap } from './boxGaps.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import type { MovingObject } from './joinLoosePoints.ts'
import { fitOrientedBox } from './orientedBox.ts'
import { thresholds } from './thresholds.ts'

const { CAR_LENGTH, CAR_WIDTH, LOW_METRES, NARROW_METRES, NEAR_METRES, LARGER, PLAIN_GAIN } = thresholds.pieceOfStanding

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
