import { breathe, type TaskOptions } from '../../task/task.ts'
import { adoptFragments } from './adoptFragments.ts'
import { centreAlongWay } from './centreOfFit.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { overInterval } from './firingTimes.ts'
import { joinLoosePoints, type MovingObject, mergeFragments } from './joinLoosePoints.ts'
import { joinLowPoints } from './joinLowPoints.ts'

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
    centreAlongWay(tools, trial)
  }
  const merged = rules.mergeFragments ? mergeFragments(trials) : oneEach(trials)
  const objects = rules.adoptFragments ? adoptFragments(tools, trials, merged) : merged
  const objectOf = new Int32Array(ground0.length).fill(-1)
  for (const [index, object] of objects.entries())
    for (const cluster of object.clusters) for (const i of trials[cluster]?.points ?? []) objectOf[i] = index
  await breathe(task.signal)
  if (rules.joinLoosePoints) joinLoosePoints(tools, trials, objects, ground0, joinMetres, objectOf)
  if (rules.joinLowPoints) joinLowPoints(tools.scene, tools.place, trials, objects, ground0, objectOf)
  for (const object of objects) if (rules.overInterval) object.motion = overInterval(tools, object.lead)
  return { objects, objectOf }
}

function oneEach(trials: readonly ClusterTrial[]): MovingObject[] {
  const accepted = trials.filter(trial => trial.reason === null)
  return accepted.map(lead => ({ lead, motion: lead.motion, clusters: [lead.cluster] }))
}
