import { breathe, type TaskOptions } from '../../task/task.ts'
import { displacement, gainOf } from './acceptance.ts'
import { reverseScore } from './bothWays.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { motionsAlike, moved } from './pivotMotion.ts'
import { squaredOffset } from './planeAwareResidual.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'
import { thresholds } from './thresholds.ts'

const { MAXIMUM_CLAIMED_SHARE, CLAIM_METRES } = thresholds.againstOthers

/**
 * What no cluster can know on its own. A motion that only carries a cluster onto what already stood there is no motion; what
 * movers left behind explains nothing, for in a moving queue each car arrives where another was. And a return of sweep 1 belongs
 * to one mover: the clearest comes first, and a parked car that a passing bus hides does not become a part of the bus.
 */
export async function judgeAgainstOthers(
  tools: TrialTools,
  trials: readonly ClusterTrial[],
  task: TaskOptions,
): Promise<void> {
  const { scene, parameters, weights } = tools
  const moving = new Uint8Array(trials.length)
  const candidates = trials.filter(trial => trial.reason === null || trial.reason === 'explained-by-other-cluster')
  for (const trial of candidates) if (trial.reason === null) moving[trial.cluster] = 1
  candidates.sort((a, b) => support(b) - support(a) || a.cluster - b.cluster)
  const claimed = new Int32Array(scene.positions1.length / 3).fill(-1)
  for (const trial of candidates) {
    await breathe(task.signal)
    if (displacement(trial) >= parameters.inlierMetres) {
      const reverse = reverseScore(scene, trial, trial.motion, parameters.inlierMetres, weights, moving)
      trial.explainedShare = reverse.explainedShare
      trial.reverseShare = reverse.inlierShare
    }
    const explained =
      trial.explainedShare > parameters.maximumExplainedShare ||
      claim(tools, trials, trial, claimed) > MAXIMUM_CLAIMED_SHARE
    trial.reason = explained ? 'explained-by-other-cluster' : null
    moving[trial.cluster] = explained ? 0 : 1
  }
}

/** Points that only the motion explains. */
function support(trial: ClusterTrial): number {
  return trial.points.length * gainOf(trial)
}

/** Share of the trial's matches that another motion has claimed; claims the rest when it is not too much. */
function claim(tools: TrialTools, trials: readonly ClusterTrial[], trial: ClusterTrial, claimed: Int32Array): number {
  const { scene, source, parameters, weights } = tools
  const { positions0, groups0 } = scene
  const squared = parameters.inlierMetres ** 2
  const matches = new Int32Array(trial.points.length)
  let count = 0
  let taken = 0
  for (let k = 0; k < trial.points.length; k++) {
    const i = trial.points[k] as number
    const target = source.targets[groups0 === null ? 0 : (groups0[i] as number)] as SurfaceIndex
    const x = positions0[3 * i] as number
    const y = positions0[3 * i + 1] as number
    const z = positions0[3 * i + 2] as number
    const p = moved(trial.motion, trial.pivot, x, y, z)
    const at = target.nearest(p[0], p[1], p[2], CLAIM_METRES)
    if (at < 0) continue
    const { sorted, order } = target.columns
    const ex = (sorted[3 * at] as number) - p[0]
    const ey = (sorted[3 * at + 1] as number) - p[1]
    const ez = (sorted[3 * at + 2] as number) - p[2]
    if (squaredOffset(target, at, ex, ey, ez, weights) >= squared) continue
    const j = order[at] as number
    const other = claimed[j] as number
    if (other >= 0 && !motionsAlike(trials[other] as ClusterTrial, trial)) taken++
    matches[count++] = j
  }
  const share = count > 0 ? taken / count : 0
  if (share <= MAXIMUM_CLAIMED_SHARE)
    for (let k = 0; k < count; k++) {
      const j = matches[k] as number
      if ((claimed[j] as number) < 0) claimed[j] = trial.cluster
    }
  return share
}
