import { displacement, gainOf } from './acceptance.ts'
import { gap } from './boxGaps.ts'
import type { ClusterTrial } from './clusterTrial.ts'
import { aboutPivot, motionsAlike, type PivotMotion } from './pivotMotion.ts'
import { thresholds } from './thresholds.ts'

const { BESIDE_METRES, LEAST_POINTS, LEADING_POINTS, LEADING_METRES, EXPLAINED } = thresholds.motionsBeside

/**
 * Motions of movers beside a cluster, as starts for its own: a trailer goes as the car before it, a queue as its head. Of all places
 * where a cluster may have gone they are few and likely, and its votes do not always have them among the first.
 */
export function motionsBeside(trial: ClusterTrial, trials: readonly ClusterTrial[]): PivotMotion[] {
  if (trial.reason === 'too-few-points' || trial.reason === 'too-large' || trial.reason === 'not-near-ground') return []
  if (trial.points.length < LEAST_POINTS || 1 - trial.score < EXPLAINED) return []
  const starts: PivotMotion[] = []
  for (const other of trials) {
    if (other === trial || other.reason !== null || other.points.length < LEADING_POINTS) continue
    if (displacement(other) < LEADING_METRES || gainOf(other) * other.points.length < LEADING_POINTS / 2) continue
    if (motionsAlike(other, trial) || gap(other, trial) > BESIDE_METRES) continue
    starts.push(aboutPivot(other, trial.pivot))
  }
  return starts
}
