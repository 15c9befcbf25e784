import { reverseScore } from './bothWays.ts'
import { centreAlongWay } from './centreAlongWay.ts'
import { type ClusterTrial, type TrialTools, VOTING_POINTS } from './clusterTrial.ts'
import type { PivotMotion } from './pivotMotion.ts'
import { thinned } from './rigidScene.ts'
import { thresholds } from './thresholds.ts'
import { scoreMotion } from './trimmedIcp.ts'

const { STEP, STEPS, INLIER_METRES, SHORTFALL, LEAST_WAY } = thresholds.centreOfFit

/**
 * Moves a motion to the middle of the places that fit alike. Registration looks one way only, from sweep 0 to sweep 1, and stops
 * where the residuals come within the play between returns: on the near side of the stretch that fits, and a lorry's long side is
 * all play. Here places around it are scored both ways, along the way, across it, and along it once more; the mean of them,
 * weighted by exp(score / shortfall), is taken.
 * Where lidars fire at different times only across: along the way, simulated cars gain, but on real sweeps of Argoverse 2 the
 * nearest car then falls 8 cm short, so that there the middle between registrations from either side stays.
 */
export function centreOfFit(tools: TrialTools, trial: ClusterTrial): void {
  const { x, y } = trial.motion
  const way = Math.hypot(x, y)
  if (way < LEAST_WAY) return
  const points = thinned(tools.scene.positions0, trial.points, VOTING_POINTS)
  const along = [x / way, y / way] as const
  const across = [-y / way, x / way] as const
  const apart = tools.scene.groups0 !== null
  if (apart) centreAlongWay(tools, trial)
  for (const direction of apart ? [across] : [along, across, along])
    trial.motion = centred(tools, trial, points, direction)
}

function centred(
  { scene, source, weights }: TrialTools,
  trial: ClusterTrial,
  points: Int32Array,
  [x, y]: readonly [number, number],
): PivotMotion {
  const { pivot, motion } = trial
  const by = (metres: number) => ({ ...motion, x: motion.x + metres * x, y: motion.y + metres * y })
  const scores: number[] = []
  for (let k = -STEPS; k <= STEPS; k++) {
    const beside = by(k * STEP)
    const forward = scoreMotion(source, points, pivot, beside, INLIER_METRES, weights)
    const reverse = reverseScore(scene, trial, beside, INLIER_METRES, weights, null)
    scores.push((forward.score + reverse.score) / 2)
  }
  const best = Math.max(...scores)
  let sum = 0
  let moment = 0
  for (const [k, score] of scores.entries()) {
    const weight = Math.exp((score - best) / SHORTFALL)
    sum += weight
    moment += weight * (k - STEPS)
  }
  return by((STEP * moment) / sum)
}
