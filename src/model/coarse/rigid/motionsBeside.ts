import { displacement, gainOf } from './acceptance.ts'
import { gap } from './boxGaps.ts'
import type { ClusterTrial } from './clusterTrial.ts'
import { aboutPivot, motionsAlike, type PivotMotion } from './pivotMotion.ts'

/** Metres between a cluster and movers whose motions it is tried with. */
const BESIDE_METRES = 6
/** Points of such a cluster: fewer fit too much. */
const LEAST_POINTS = 50
/** Points and metres of movers that others may follow. */
const LEADING_POINTS = 50
const LEADING_METRES = 0.2
/** Unexplained share below which nothing better need be looked for. */
const EXPLAINED = 0.1

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
