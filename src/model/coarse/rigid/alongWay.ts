import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import type { PivotMotion } from './pivotMotion.ts'
import { thresholds } from './thresholds.ts'
import { scoreMotion } from './trimmedIcp.ts'

const { REACH, STEP, MOST_STARTS, HANDICAP, LEAST_WAY, LEAST_LENGTH, LEAST_POINTS } = thresholds.alongWay

/**
 * Motions farther and less far along the way of one, at which a cluster fits better than just before and beyond, the best first. A long
 * side slides along itself: its ends alone tell how far it went, registration stops at the first place that is no worse, and of the many
 * bins of its votes the right one need not stand out.
 */
export function startsAlongWay(
  { source, parameters, weights }: TrialTools,
  { box, pivot, motion, points }: ClusterTrial,
  sample: Int32Array,
): PivotMotion[] {
  const way = Math.hypot(motion.x, motion.y)
  if (way < LEAST_WAY || box.size[0] < LEAST_LENGTH || points.length < LEAST_POINTS) return []
  const before = Math.ceil(Math.max(REACH, way) / STEP)
  const beyond = Math.ceil(REACH / STEP)
  const at = (step: number): PivotMotion => {
    const share = 1 + (step * STEP) / way
    return { ...motion, x: share * motion.x, y: share * motion.y }
  }
  const scores = Array.from({ length: before + 1 + beyond }, (_, k) => {
    return scoreMotion(source, sample, pivot, at(k - before), parameters.inlierMetres, weights).score
  })
  const peaks: number[] = []
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k] as number
    if (score < (scores[k - 1] ?? 0) || score <= (scores[k + 1] ?? 0)) continue
    // What is found already is the peak in the middle.
    if (Math.abs(k - before) > 1 && score >= (scores[before] as number) - HANDICAP) peaks.push(k)
  }
  peaks.sort((a, b) => (scores[b] as number) - (scores[a] as number))
  return peaks.slice(0, MOST_STARTS).map(k => at(k - before))
}
