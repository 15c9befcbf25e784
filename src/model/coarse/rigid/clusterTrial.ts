import type { OrientedBox } from '../../sweep/estimate.ts'
import type { RejectionReason } from '../coarseResult.ts'
import type { RigidMotionParameters } from '../parameters.ts'
import { reverseScore } from './bothWays.ts'
import { type OccupancyGrid, voteDisplacements, votePeaks } from './displacementVotes.ts'
import { fitOrientedBox } from './orientedBox.ts'
import { type RigidScene, thinned } from './rigidScene.ts'
import { type IcpSource, type PivotMotion, registerCluster, scoreMotion } from './trimmedIcp.ts'

/** What was tried for a cluster and what came of it; scores are means of forward and backward inlier weights, 0..1. */
export interface ClusterTrial {
  readonly cluster: number
  readonly points: Int32Array
  /** In the scene's frame (sweep 1's). */
  readonly box: OrientedBox
  readonly pivot: readonly [number, number, number]
  motion: PivotMotion
  score: number
  staticScore: number
  inlierShare: number
  staticInlierShare: number
  reverseShare: number
  explainedShare: number
  rms: number
  readonly evidenceShare: number
  degreesOfFreedom: 'translation' | 'planar'
  /** Null while nothing speaks against the motion. */
  reason: RejectionReason | null
}

/** Points that vote and that the first look at standing still takes. */
const VOTING_POINTS = 120
/** Metres of ground extent below which a turn cannot be told from noise. */
const TURNING_EXTENT = 0.9

export interface TrialTools {
  readonly scene: RigidScene
  readonly source: IcpSource
  /** One a lidar. */
  readonly occupancy: readonly OccupancyGrid[]
  readonly parameters: RigidMotionParameters
}

/** Finds the best rigid motion of one cluster: standing still, its refinement, and the peaks of the displacement votes. */
export function tryCluster(tools: TrialTools, cluster: number, points: Int32Array): ClusterTrial {
  const { scene, source, parameters } = tools
  const box = fitOrientedBox(scene.positions0, points, null)
  const pivot = centroid(scene.positions0, points)
  let evidence = 0
  for (let k = 0; k < points.length; k++) evidence += scene.dynamic0[points[k] as number] as number
  const trial: ClusterTrial = {
    cluster,
    points,
    box,
    pivot,
    motion: { x: 0, y: 0, z: 0, yaw: 0 },
    score: 0,
    staticScore: 0,
    inlierShare: 0,
    staticInlierShare: 0,
    reverseShare: 0,
    explainedShare: 0,
    rms: 0,
    evidenceShare: evidence / Math.max(1, points.length),
    degreesOfFreedom: box.size[0] >= TURNING_EXTENT ? 'planar' : 'translation',
    reason: null,
  }
  trial.reason = excluded(scene, points, box, parameters)
  if (trial.reason !== null) return trial

  const few = thinned(points, VOTING_POINTS)
  const still = scoreMotion(source, few, pivot, trial.motion, parameters.inlierMetres, parameters.tangentialWeight)
  trial.staticInlierShare = still.inlierShare
  trial.inlierShare = still.inlierShare
  trial.rms = still.rms
  trial.staticScore = still.score
  trial.score = still.score
  const sample = thinned(points, parameters.registrationPoints)
  const stillBack = back(tools, trial, trial.motion)
  trial.staticScore = (still.score + stillBack.score) / 2
  trial.score = trial.staticScore
  trial.reverseShare = stillBack.inlierShare
  const options = {
    iterations: parameters.iterations,
    inlierMetres: parameters.inlierMetres,
    matchRadiusMetres: parameters.matchRadiusMetres,
    tangentialWeight: parameters.tangentialWeight,
    allowYaw: trial.degreesOfFreedom === 'planar',
    maximumYaw: parameters.maximumYawRate * scene.intervalSeconds,
  }
  const starts: PivotMotion[] = [{ x: 0, y: 0, z: 0, yaw: 0 }]
  // Almost everything fits where it stood: only a slow motion can be left to find, and standing still is its start.
  const settled = still.inlierShare > 0.97 && still.score > 0.85 && trial.evidenceShare < parameters.evidenceShare
  if (!settled) for (const peak of peaksOf(tools, few)) starts.push({ x: peak.x, y: peak.y, z: 0, yaw: 0 })
  for (const motion of starts) {
    registerCluster(source, sample, pivot, motion, options)
    const forward = scoreMotion(source, sample, pivot, motion, parameters.inlierMetres, parameters.tangentialWeight)
    // The way back cannot lift a motion over the best by more than half: skip it when hopeless.
    if ((forward.score + 1) / 2 <= trial.score) continue
    const reverse = back(tools, trial, motion)
    const score = (forward.score + reverse.score) / 2
    if (score <= trial.score) continue
    trial.score = score
    trial.motion = motion
    trial.inlierShare = forward.inlierShare
    trial.reverseShare = reverse.inlierShare
    trial.explainedShare = reverse.explainedShare
    trial.rms = forward.rms
  }
  return trial
}

function back(tools: TrialTools, trial: ClusterTrial, motion: PivotMotion) {
  const { scene, parameters } = tools
  return reverseScore(
    scene,
    trial.cluster,
    trial.box,
    trial.pivot,
    motion,
    parameters.inlierMetres,
    parameters.tangentialWeight,
    null,
  )
}

function peaksOf(tools: TrialTools, points: Int32Array) {
  const { scene, parameters } = tools
  const reach = Math.ceil((parameters.maximumSpeed * scene.intervalSeconds) / parameters.voteBinMetres)
  const votes = new Int32Array((2 * reach + 1) ** 2)
  for (let g = 0; g < tools.occupancy.length; g++) {
    const grid = tools.occupancy[g] as OccupancyGrid
    const { groups0 } = scene
    const own = groups0 === null ? points : points.filter(i => groups0[i] === g)
    voteDisplacements(grid, scene.positions0, scene.height0, own, reach, votes)
  }
  return votePeaks(votes, reach, parameters.voteBinMetres, parameters.votePeaks)
}

/** Why a cluster cannot be one moving road user whatever the other sweep shows; null when it can. */
function excluded(
  scene: RigidScene,
  points: Int32Array,
  box: OrientedBox,
  parameters: RigidMotionParameters,
): RejectionReason | null {
  if (points.length < parameters.minimumPoints) return 'too-few-points'
  if (box.size[0] > parameters.maximumLength) return 'too-large'
  let lowest = Number.POSITIVE_INFINITY
  for (let k = 0; k < points.length; k++) lowest = Math.min(lowest, scene.height0[points[k] as number] as number)
  return lowest > parameters.maximumGroundClearance ? 'not-near-ground' : null
}

function centroid(positions: Float32Array, points: Int32Array): [number, number, number] {
  let [x, y, z] = [0, 0, 0]
  for (let k = 0; k < points.length; k++) {
    const i = points[k] as number
    x += positions[3 * i] as number
    y += positions[3 * i + 1] as number
    z += positions[3 * i + 2] as number
  }
  return [x / points.length, y / points.length, z / points.length]
}
