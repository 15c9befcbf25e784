import { breathe, type TaskOptions } from '../../task/task.ts'
import { displacement, gainOf, judgeTrial, leftOver } from './acceptance.ts'
import { type ClusterTrial, centroid, type TrialTools, tryCluster } from './clusterTrial.ts'
import { mayDivide } from './division.ts'
import { STILL } from './followHidden.ts'
import { piecesFromAbove, pointsOfPieces } from './fromAbove.ts'
import { fitOrientedBox } from './orientedBox.ts'
import { thinned } from './rigidScene.ts'
import { thresholds } from './thresholds.ts'
import { scoreMotion } from './trimmedIcp.ts'

const {
  GAP,
  GAP_PER_METRE,
  CELLS_A_GAP,
  REACH,
  FEWEST_POINTS,
  WHOLE,
  HIGHEST,
  LEAST_TOP,
  LONGEST,
  WIDEST,
  LEAST_HEIGHT,
  WALKER_LENGTH,
  RIDER_SINE,
  WALKER_SPEED,
  RIDER_SPEED,
  SETTLED_SCORE,
  FIRST_LOOK_POINTS,
  LEAST_GAIN_POINTS,
  MOST_LEFT_OVER,
  MOST_EXPLAINED,
} = thresholds.peopleBeside

/**
 * People beside what stands. DBSCAN gives somebody walking past a parked car, along a wall or under a crown to that cluster, which
 * stands as a whole. Pieces of a person's size that narrow gaps divide from the rest are tried on their own; those that plainly move
 * become clusters of their own, numbered after all others.
 * @param trials of all clusters; those of which people are taken out are replaced, people's are added
 * @param labels0 N0; follows
 * @param attempt tries and judges what is left of a cluster
 */
export async function takeOutPeople(
  tools: TrialTools,
  trials: ClusterTrial[],
  labels0: Int32Array,
  attempt: (cluster: number, points: Int32Array) => ClusterTrial,
  task: TaskOptions,
): Promise<void> {
  const { positions0 } = tools.scene
  const points = standingPoints(tools, trials, labels0)
  const reachAt = (cells: number) => CELLS_A_GAP + GAP_PER_METRE * cells
  const found = piecesFromAbove(positions0, points, GAP / CELLS_A_GAP, tools.place, reachAt)
  const left = new Set<number>()
  for (const piece of pointsOfPieces(points, found, FEWEST_POINTS)) {
    const cluster = labels0[piece[0] as number] as number
    if (!mayBePerson(tools, piece, trials[cluster] as ClusterTrial, labels0)) continue
    await breathe(task.signal)
    const trial = tryPerson(tools, trials.length, piece, labels0)
    if (trial) {
      trials.push(trial)
      left.add(cluster)
    } else for (const i of piece) labels0[i] = cluster
  }
  for (const cluster of left) {
    const whole = trials[cluster] as ClusterTrial
    const rest = whole.points.filter(i => labels0[i] === cluster)
    trials[cluster] = attempt(cluster, rest)
  }
}

/** Points within reach of people's height, of clusters that do not move as a whole (ascending). */
function standingPoints(
  { scene, place, parameters }: TrialTools,
  trials: readonly ClusterTrial[],
  labels0: Int32Array,
) {
  const { positions0, height0 } = scene
  const stands = trials.map(
    trial => trial.reason !== null && trial.points.length >= 2 * FEWEST_POINTS && mayDivide(trial, parameters),
  )
  const points = new Int32Array(labels0.length)
  let count = 0
  for (let i = 0; i < labels0.length; i++) {
    const cluster = labels0[i] as number
    if (cluster < 0 || !stands[cluster] || (height0[i] as number) > HIGHEST) continue
    const x = (positions0[3 * i] as number) - place[0]
    const y = (positions0[3 * i + 1] as number) - place[1]
    if (x * x + y * y < REACH * REACH) points[count++] = i
  }
  return points.subarray(0, count)
}

/** Of a person's size and shape, a small part of one cluster, and not plainly standing still. */
function mayBePerson(tools: TrialTools, piece: Int32Array, whole: ClusterTrial, labels0: Int32Array): boolean {
  const { scene, source, parameters, weights } = tools
  if (piece.length > WHOLE * whole.points.length || !piece.every(i => labels0[i] === whole.cluster)) return false
  if (!isPersonSized(scene.positions0, scene.height0, piece)) return false
  const few = thinned(scene.positions0, piece, FIRST_LOOK_POINTS)
  const pivot = centroid(scene.positions0, few)
  const still = scoreMotion(source, few, pivot, STILL, parameters.inlierMetres, weights, scene.hidden0)
  return still.seenScore <= SETTLED_SCORE
}

function isPersonSized(positions: Float32Array, height: Float32Array, piece: Int32Array): boolean {
  const [x, y] = [positions[3 * (piece[0] as number)] as number, positions[3 * (piece[0] as number) + 1] as number]
  let top = Number.NEGATIVE_INFINITY
  for (const i of piece) {
    top = Math.max(top, height[i] as number)
    // No two points of a person are farther apart, whichever way he faces.
    if (Math.abs((positions[3 * i] as number) - x) > LONGEST + WIDEST) return false
    if (Math.abs((positions[3 * i + 1] as number) - y) > LONGEST + WIDEST) return false
  }
  if (top < LEAST_TOP) return false
  const { size } = fitOrientedBox(positions, piece, null)
  return size[0] <= LONGEST && size[1] <= WIDEST && size[2] >= LEAST_HEIGHT
}

/** The piece as a cluster of its own, in `labels0` too; null when it does not plainly move as a person does. */
function tryPerson(tools: TrialTools, cluster: number, piece: Int32Array, labels0: Int32Array): ClusterTrial | null {
  for (const i of piece) labels0[i] = cluster
  const trial = tryCluster(tools, cluster, piece, LEAST_GAIN_POINTS)
  if (judgeTrial(trial, tools.parameters, tools.scene.intervalSeconds) !== null) return null
  if (gainOf(trial) * piece.length < LEAST_GAIN_POINTS || leftOver(trial) > MOST_LEFT_OVER) return null
  if (trial.explainedShare > MOST_EXPLAINED) return null
  const speed = displacement(trial) / tools.scene.intervalSeconds
  if (trial.box.size[0] <= WALKER_LENGTH) return speed <= WALKER_SPEED ? trial : null
  const aside = Math.abs(Math.sin(Math.atan2(trial.motion.y, trial.motion.x) - trial.box.yaw))
  return speed <= RIDER_SPEED && aside < RIDER_SINE ? trial : null
}
