import { breathe, type TaskOptions } from '../../task/task.ts'
import type { RejectionReason } from '../coarseResult.ts'
import { absorbInside } from './absorbInside.ts'
import { gainOf } from './acceptance.ts'
import { adoptFragments } from './adoptFragments.ts'
import { centreOfFit } from './centreOfFit.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { isDoubted } from './confidence.ts'
import { overInterval } from './firingTimes.ts'
import { joinLoosePoints, type MovingObject, mergeFragments } from './joinLoosePoints.ts'
import { joinLowPoints } from './joinLowPoints.ts'
import { outlinesOf } from './outline.ts'
import { isPieceOfStanding } from './pieceOfStanding.ts'
import { thresholds } from './thresholds.ts'
import { partTows } from './towing.ts'

export interface MovingObjects {
  readonly objects: readonly MovingObject[]
  /** N0; index into `objects`, -1 = none. */
  readonly objectOf: Int32Array
}

/** From accepted clusters to objects: motions made exact, fragments and loose points gathered. */
export async function formObjects(
  tools: TrialTools,
  trials: readonly ClusterTrial[],
  ground0: Uint8Array,
  task: TaskOptions = {},
): Promise<MovingObjects> {
  const { rules, joinMetres } = tools.parameters
  for (const trial of trials) {
    if (!rules.centreFit || trial.reason !== null) continue
    await breathe(task.signal)
    centreOfFit(tools, trial)
  }
  const merged = rules.mergeFragments ? mergeFragments(tools, trials) : oneEach(trials)
  const whole = rules.adoptFragments ? adoptFragments(tools, trials, merged) : merged
  const sure = whole.filter(object => {
    const reason = reasonAgainst(tools, trials, object)
    if (reason !== null) for (const cluster of object.clusters) (trials[cluster] as ClusterTrial).reason = reason
    return reason === null
  })
  const gathered = rules.absorbInside ? absorbInside(tools, trials, sure) : sure
  const objectOf = new Int32Array(ground0.length).fill(-1)
  for (const [index, object] of gathered.entries())
    for (const cluster of object.clusters) for (const i of trials[cluster]?.points ?? []) objectOf[i] = index
  await breathe(task.signal)
  const outlines = outlinesOf(trials, gathered)
  if (rules.joinLoosePoints) joinLoosePoints(tools, trials, gathered, outlines, ground0, joinMetres, objectOf)
  if (rules.joinLowPoints) joinLowPoints(tools.scene, outlines, ground0, objectOf)
  const objects = rules.partTows ? partTows(tools, trials, gathered, objectOf) : gathered
  for (const object of objects) if (rules.overInterval) object.motion = overInterval(tools, object.lead)
  return { objects, objectOf }
}

function reasonAgainst(
  tools: TrialTools,
  trials: readonly ClusterTrial[],
  object: MovingObject,
): RejectionReason | null {
  if (isDoubted(object.lead, tools.parameters) && !isOfTwo(trials, object)) return 'doubtful'
  const { refusePieces } = tools.parameters.rules
  return refusePieces && isPieceOfStanding(tools, trials, object) ? 'piece-of-standing' : null
}

const { WITNESS_POINTS, WITNESS_GAIN } = thresholds.movingObjects

/** Two clusters that the same motion explains: chance seldom moves two things alike beside each other. */
function isOfTwo(trials: readonly ClusterTrial[], { clusters }: MovingObject): boolean {
  const witnesses = clusters.filter(cluster => {
    const trial = trials[cluster] as ClusterTrial
    return trial.points.length >= WITNESS_POINTS && gainOf(trial) >= WITNESS_GAIN
  })
  return witnesses.length >= 2
}

function oneEach(trials: readonly ClusterTrial[]): MovingObject[] {
  const accepted = trials.filter(trial => trial.reason === null)
  return accepted.map(lead => ({ lead, motion: lead.motion, clusters: [lead.cluster] }))
}
