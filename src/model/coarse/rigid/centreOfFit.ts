import { reverseScore } from './bothWays.ts'
import { centreAlongWay } from './centreAlongWay.ts'
import { type ClusterTrial, type TrialTools, VOTING_POINTS } from './clusterTrial.ts'
import { type Stretch, stretchOf } from './firingTimes.ts'
import type { PivotMotion } from './pivotMotion.ts'
import { thinned } from './rigidScene.ts'
import { thresholds } from './thresholds.ts'
import { type IcpSource, scoreMotion } from './trimmedIcp.ts'

const { STEP, STEPS, INLIER_METRES, SHORTFALL, LEAST_WAY, LORRY_LENGTH } = thresholds.centreOfFit

/**
 * Moves a motion to the middle of the places that fit alike. Registration looks one way only, from sweep 0 to sweep 1, and stops
 * where the residuals come within the play between returns: on the near side of the stretch that fits, and a lorry's long side is
 * all play. Here places around it are scored both ways, along the way, across it, and along it once more; the mean of them,
 * weighted by exp(score / shortfall), is taken. What is drawn out because its parts are met apart in time is scored as it is drawn out.
 * Where lidars fire at different times, cars are only moved across: along the way, simulated cars gain, but on real sweeps of Argoverse 2
 * the nearest car then falls 8 cm short, so that there the middle between registrations from either side stays.
 */
export function centreOfFit(tools: TrialTools, trial: ClusterTrial): void {
  const { x, y } = trial.motion
  const way = Math.hypot(x, y)
  if (way < LEAST_WAY) return
  const along = [x / way, y / way] as const
  const across = [-y / way, x / way] as const
  const apart = tools.scene.groups0 !== null
  if (apart) centreAlongWay(tools, trial)
  const sample = sampleOf(tools, trial, stretchOf(tools, trial, along))
  const acrossOnly = apart && trial.box.size[0] < LORRY_LENGTH
  for (const direction of acrossOnly ? [across] : [along, across, along])
    trial.motion = centred(tools, trial, sample, direction)
}

/** Some of a cluster's points as the motion should find them: drawn out already. */
interface Sample {
  readonly source: IcpSource
  readonly points: Int32Array
  readonly stretch: Stretch | null
}

function sampleOf({ scene, source }: TrialTools, trial: ClusterTrial, stretch: Stretch | null): Sample {
  const { positions0, groups0 } = scene
  const chosen = thinned(positions0, trial.points, VOTING_POINTS)
  if (stretch === null) return { source, points: chosen, stretch }
  const positions = new Float32Array(3 * chosen.length)
  for (const [k, i] of chosen.entries()) {
    const [x, y] = [positions0[3 * i] as number, positions0[3 * i + 1] as number]
    const drawn = stretch.share * ((x - trial.pivot[0]) * stretch.x + (y - trial.pivot[1]) * stretch.y)
    positions[3 * k] = x + drawn * stretch.x
    positions[3 * k + 1] = y + drawn * stretch.y
    positions[3 * k + 2] = positions0[3 * i + 2] as number
  }
  const groups = groups0 === null ? null : Uint8Array.from(chosen, i => groups0[i] as number)
  return {
    source: { positions, groups, targets: source.targets },
    points: Int32Array.from(chosen, (_, k) => k),
    stretch,
  }
}

function centred(
  { scene, weights }: TrialTools,
  trial: ClusterTrial,
  { source, points, stretch }: Sample,
  [x, y]: readonly [number, number],
): PivotMotion {
  const { pivot, motion } = trial
  const by = (metres: number) => ({ ...motion, x: motion.x + metres * x, y: motion.y + metres * y })
  const scores: number[] = []
  for (let k = -STEPS; k <= STEPS; k++) {
    const beside = by(k * STEP)
    const forward = scoreMotion(source, points, pivot, beside, INLIER_METRES, weights)
    const reverse = reverseScore(scene, trial, beside, INLIER_METRES, weights, null, stretch)
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
