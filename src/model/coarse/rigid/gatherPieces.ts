import { breathe, type TaskOptions } from '../../task/task.ts'
import { displacement, judgeTrial } from './acceptance.ts'
import { gap } from './boxGaps.ts'
import { type ClusterTrial, centroid, type TrialTools, tryCluster } from './clusterTrial.ts'
import { isDoubted, objectChance } from './confidence.ts'
import { STILL } from './followHidden.ts'
import { piecesFromAbove, pointsOfPieces } from './fromAbove.ts'
import { fitOrientedBox } from './orientedBox.ts'
import { thinned } from './rigidScene.ts'
import { thresholds } from './thresholds.ts'
import { scoreMotion } from './trimmedIcp.ts'

const {
  GAPS,
  CELLS_A_GAP,
  NEAREST,
  MOST_POINTS,
  LONGEST,
  WIDEST,
  WALL_LENGTH,
  WALL_WIDTH,
  LEAST_GAIN_POINTS,
  LEAST_WAY,
  LEAST_CHANCE,
  BESIDE,
  SAME_MOTION,
  SETTLED_SCORE,
  FIRST_LOOK_POINTS,
} = thresholds.gatherPieces

/**
 * Tries together what clustering left in pieces. The lines of a sparse sensor meet a far car twice or three times, a step apart in
 * depth: each line is a cluster of its own, or too short to be one, and neither flat nor few points may move on their own account.
 * Pieces that close gaps join when seen from above are one thing if they move as one; they become one cluster then, with the number
 * of the largest.
 * @param trials of all clusters; those of things are replaced, those of their other pieces taken out
 * @param labels0 N0; follows
 * @param ground0 N0; 1 = ground
 */
export async function gatherPieces(
  tools: TrialTools,
  trials: ClusterTrial[],
  labels0: Int32Array,
  ground0: Uint8Array,
  task: TaskOptions,
): Promise<void> {
  for (const metres of GAPS) {
    await breathe(task.signal)
    const points = loosePoints(tools, trials, labels0, ground0)
    const pieces = piecesFromAbove(tools.scene.positions0, points, metres / CELLS_A_GAP, tools.place, () => CELLS_A_GAP)
    for (const thing of pointsOfPieces(points, pieces, tools.parameters.minimumPoints)) {
      const lead = leadOf(thing, labels0, trials)
      if (lead === null || !mayBeCar(tools, thing)) continue
      await breathe(task.signal)
      const before = Int32Array.from(thing, i => labels0[i] as number)
      const trial = tryThing(tools, lead, thing, labels0)
      if (trial && !trials.some(other => isOneWith(trial, other))) trials[lead] = trial
      else for (const [k, i] of thing.entries()) labels0[i] = before[k] as number
    }
  }
  closeRanks(trials, labels0)
}

/** What may be a piece, ascending: points of small clusters that do not move, and those of none. */
function loosePoints(
  { scene, place }: TrialTools,
  trials: readonly ClusterTrial[],
  labels0: Int32Array,
  ground0: Uint8Array,
): Int32Array {
  const { positions0 } = scene
  const isFar = (x: number, y: number) => Math.hypot(x - place[0], y - place[1]) >= NEAREST
  const isPiece = trials.map(({ reason, points, box, pivot }) => {
    const isSmall = points.length <= MOST_POINTS && box.size[0] <= LONGEST
    return reason !== null && isSmall && isFar(pivot[0], pivot[1])
  })
  const points = new Int32Array(labels0.length)
  let count = 0
  for (let i = 0; i < labels0.length; i++) {
    const cluster = labels0[i] as number
    const isLoose =
      cluster < 0
        ? ground0[i] === 0 && isFar(positions0[3 * i] as number, positions0[3 * i + 1] as number)
        : isPiece[cluster]
    if (isLoose) points[count++] = i
  }
  return points.subarray(0, count)
}

/** Largest cluster of a thing that has more than it; null = none, or only a part of some cluster belongs to it. */
function leadOf(thing: Int32Array, labels0: Int32Array, trials: readonly ClusterTrial[]): number | null {
  const counts = new Map<number, number>()
  for (const i of thing) {
    const cluster = labels0[i] as number
    if (cluster >= 0) counts.set(cluster, (counts.get(cluster) ?? 0) + 1)
  }
  let lead: number | null = null
  for (const [cluster, count] of counts) {
    if (count < (trials[cluster] as ClusterTrial).points.length) return null
    if (lead === null || count > (counts.get(lead) as number)) lead = cluster
  }
  return lead === null || thing.length === counts.get(lead) ? null : lead
}

/** Of a car's size and shape, whichever way it stands, and not plainly standing still. */
function mayBeCar({ scene, source, parameters, weights }: TrialTools, thing: Int32Array): boolean {
  const { positions0, hidden0 } = scene
  const first = thing[0] as number
  for (const i of thing) {
    const x = (positions0[3 * i] as number) - (positions0[3 * first] as number)
    const y = (positions0[3 * i + 1] as number) - (positions0[3 * first + 1] as number)
    if (x * x + y * y > LONGEST * LONGEST + WIDEST * WIDEST) return false
  }
  const few = thinned(positions0, thing, FIRST_LOOK_POINTS)
  const pivot = centroid(positions0, few)
  const still = scoreMotion(source, few, pivot, STILL, parameters.inlierMetres, weights, hidden0)
  if (still.seenScore > SETTLED_SCORE) return false
  const [length, width] = fitOrientedBox(positions0, thing, null).size
  return length <= LONGEST && width <= WIDEST && (length < WALL_LENGTH || width > WALL_WIDTH)
}

/** The thing as one cluster, in `labels0` too; null, and nothing changed, when it does not plainly move. */
function tryThing(tools: TrialTools, lead: number, thing: Int32Array, labels0: Int32Array): ClusterTrial | null {
  for (const i of thing) labels0[i] = lead
  const trial = tryCluster(tools, lead, thing, LEAST_GAIN_POINTS)
  const { parameters, scene } = tools
  const moves =
    judgeTrial(trial, parameters, scene.intervalSeconds) === null &&
    !isDoubted(trial, parameters) &&
    displacement(trial) >= LEAST_WAY &&
    objectChance(trial) >= LEAST_CHANCE
  return moves ? trial : null
}

/** Is it beside a mover, and goes where that does? Then its pieces are parts of that. */
function isOneWith(trial: ClusterTrial, other: ClusterTrial): boolean {
  if (other.reason !== null || other.cluster === trial.cluster) return false
  const apart = Math.hypot(trial.motion.x - other.motion.x, trial.motion.y - other.motion.y)
  return apart < SAME_MOTION && gap(trial, other) < BESIDE
}

/** Takes out the clusters that have no points left: the last ones take their numbers. */
function closeRanks(trials: ClusterTrial[], labels0: Int32Array): void {
  const kept = new Int32Array(trials.length)
  for (const cluster of labels0) if (cluster >= 0) kept[cluster] = 1
  for (let cluster = 0; cluster < trials.length; cluster++) {
    while (trials.length > cluster && kept[trials.length - 1] === 0) trials.pop()
    if (cluster >= trials.length || kept[cluster] === 1) continue
    const last = trials.pop() as ClusterTrial
    trials[cluster] = { ...last, cluster }
    for (const i of last.points) labels0[i] = cluster
  }
}
