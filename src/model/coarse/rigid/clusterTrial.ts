import type { OrientedBox } from '../../sweep/estimate.ts'
import type { RejectionReason } from '../coarseResult.ts'
import { groundHeightAt } from '../ground/groundSurface.ts'
import type { RigidMotionParameters } from '../parameters.ts'
import type { Expectations } from '../sequence/expectations.ts'
import { startsAlongWay } from './alongWay.ts'
import { type ReverseScore, reverseScore } from './bothWays.ts'
import { type OccupancyGrid, voteDisplacements, votePeaks } from './displacementVotes.ts'
import { STILL, standingScore } from './followHidden.ts'
import { fitOrientedBox } from './orientedBox.ts'
import type { PivotMotion } from './pivotMotion.ts'
import type { ResidualWeights } from './planeAwareResidual.ts'
import { type RigidScene, thinned } from './rigidScene.ts'
import { expectedAt, type PlacedExpectation, type Support, supportOf } from './support.ts'
import { thresholds } from './thresholds.ts'
import { type IcpOptions, type IcpScore, type IcpSource, registerCluster, scoreMotion } from './trimmedIcp.ts'

/** What was tried for a cluster and what came of it; scores are means of forward and backward inlier weights, 0..1. */
export interface ClusterTrial {
  readonly cluster: number
  readonly points: Int32Array
  /** In the scene's frame (sweep 1's). */
  readonly box: OrientedBox
  readonly pivot: readonly [number, number, number]
  /** Sine of the angle between the outline's length and the sensor's rays: 0 = seen along itself. */
  readonly incidence: number
  motion: PivotMotion
  score: number
  staticScore: number
  inlierShare: number
  staticInlierShare: number
  reverseShare: number
  explainedShare: number
  rms: number
  /** Of the cluster's points. */
  readonly evidenceShare: number
  /** Of sweep 1's points at the new place. */
  arrivalShare: number
  /** Share of the points whose place sweep 1 could not see. */
  readonly hiddenShare: number
  /** Metres from the ground up to the lowest point. */
  readonly clearance: number
  degreesOfFreedom: 'translation' | 'planar'
  /** What the pairs before and after say of the motion. */
  support: Support
  /** What hypotheses are compared by: the score less what the way costs (see `costOfWay`). */
  rank: number
  /** Null while nothing speaks against the motion. */
  reason: RejectionReason | null
}

const { SEARCH_ITERATIONS, HOPEFUL_SHARE, TURNING_EXTENT, SMALLEST_LENGTH, GROUND_STEP } = thresholds.clusterTrial
export const { VOTING_POINTS } = thresholds.clusterTrial

export interface TrialTools {
  readonly scene: RigidScene
  /** Where the lidars stand, seen from above. */
  readonly place: readonly [number, number]
  readonly source: IcpSource
  /** One a lidar. */
  readonly occupancy: readonly OccupancyGrid[]
  readonly parameters: RigidMotionParameters
  readonly weights: ResidualWeights
  /** From the pairs before and after; null = nobody was asked. */
  readonly expectations: Expectations | null
  readonly expected: readonly PlacedExpectation[]
}

/**
 * Finds the best rigid motion of one cluster: standing still, its refinement, and the peaks of the displacement votes.
 * @param leastGain points that a motion must be able to explain beyond standing still to be looked for
 */
export function tryCluster(
  tools: TrialTools,
  cluster: number,
  points: Int32Array,
  leastGain = leastGainPoints(tools.parameters),
): ClusterTrial {
  const { scene, source, parameters } = tools
  const box = fitOrientedBox(scene.positions0, points, null)
  const pivot = centroid(scene.positions0, points)
  let evidence = 0
  let hidden = 0
  for (let k = 0; k < points.length; k++) {
    evidence += scene.dynamic0[points[k] as number] as number
    hidden += scene.hidden0[points[k] as number] as number
  }
  const trial: ClusterTrial = {
    cluster,
    points,
    box,
    pivot,
    incidence: incidenceOf(box, tools.place),
    motion: { x: 0, y: 0, z: 0, yaw: 0 },
    score: 0,
    staticScore: 0,
    inlierShare: 0,
    staticInlierShare: 0,
    reverseShare: 0,
    explainedShare: 0,
    rms: 0,
    evidenceShare: evidence / Math.max(1, points.length),
    arrivalShare: 0,
    hiddenShare: hidden / Math.max(1, points.length),
    clearance: lowestOf(scene.height0, points),
    degreesOfFreedom: box.size[0] >= TURNING_EXTENT ? 'planar' : 'translation',
    support: supportOf(tools.expectations, [], { x: 0, y: 0, z: 0, yaw: 0 }),
    rank: 0,
    reason: null,
  }
  trial.reason = excluded(trial, parameters)
  if (trial.reason !== null) return trial

  const few = thinned(scene.positions0, points, VOTING_POINTS)
  const { inlierMetres } = parameters
  const still = scoreMotion(source, few, pivot, trial.motion, inlierMetres, tools.weights, scene.hidden0)
  const stillBack = back(tools, trial, trial.motion)
  trial.staticInlierShare = still.inlierShare
  trial.inlierShare = still.inlierShare
  trial.rms = still.rms
  // What sweep 1 could not see does not speak against standing still.
  trial.staticScore = (still.seenScore + stillBack.score) / 2
  trial.score = trial.staticScore
  trial.rank = trial.staticScore
  trial.reverseShare = stillBack.inlierShare
  // Even a perfect motion could not explain as many more points as every rule asks for.
  if ((1 - trial.staticScore) * points.length < leastGain) return trial
  const starts: PivotMotion[] = [{ x: 0, y: 0, z: 0, yaw: 0 }]
  // Almost everything fits where it stood: only a slow motion can be left to find, and standing still is its start.
  const settled = still.inlierShare > 0.97 && still.score > 0.85 && trial.evidenceShare < parameters.evidenceShare
  if (!settled) for (const peak of peaksOf(tools, few)) starts.push({ x: peak.x, y: peak.y, z: 0, yaw: 0 })
  const expected = expectedAt(tools.expected, box)
  for (const { residual } of expected) starts.push({ x: residual[0], y: residual[1], z: 0, yaw: 0 })
  let best: Hypothesis | null = null
  let onFreeGround: Hypothesis | null = null
  for (const motion of starts) {
    const floor = onFreeGround?.rank ?? trial.staticScore
    search(tools, trial, few, motion, floor)
    const tried = weigh(tools, trial, few, motion, floor)
    if (!tried) continue
    if (!best || tried.rank > best.rank) best = tried
    if (!liesOnWhatStands(tried, parameters)) onFreeGround = tried
  }
  if (!best) return trial
  const sample = thinned(scene.positions0, points, parameters.registrationPoints)
  const refined = ({ motion: { ...motion } }: Hypothesis, floor: number): Hypothesis | null => {
    registerCluster(source, sample, pivot, motion, icpOptions(tools, trial, motion, parameters.iterations))
    return weigh(tools, trial, sample, motion, floor)
  }
  const first = refined(best, Number.NEGATIVE_INFINITY) as Hypothesis
  take(trial, first)
  // A wall takes in whatever is carried into it. Before the cluster is refused for that, the best that is not so gets its chance.
  if (liesOnWhatStands(first, parameters) && onFreeGround) {
    const second = refined(onFreeGround, trial.rank)
    if (second) take(trial, second)
  }
  const mayMove =
    parameters.rules.searchAlongWay && (trial.score - trial.staticScore) * points.length >= leastGainPoints(parameters)
  const forwardOf = (of: PivotMotion) =>
    scoreMotion(source, sample, pivot, of, parameters.inlierMetres, tools.weights).score
  for (const start of mayMove ? startsAlongWay(tools, trial, few) : []) {
    search(tools, trial, few, start, trial.rank)
    // The way back alone does not decide: it has fewer points to explain where the cluster's own continuation is left behind.
    if (forwardOf(start) >= forwardOf(trial.motion)) consider(tools, trial, sample, start)
  }
  followWhereHidden(tools, trial, few, stillBack.score)
  trial.support = supportOf(tools.expectations, expected, trial.motion)
  return trial
}

/** Takes back the excuse of points that sweep 1 could not see where the cluster stood, if it sees them where it went. */
function followWhereHidden(tools: TrialTools, trial: ClusterTrial, points: Int32Array, stillBack: number): void {
  const { rules, followedWidth, followedPoints } = tools.parameters
  if (!rules.followHidden || trial.hiddenShare === 0) return
  if (trial.points.length < followedPoints || trial.box.size[1] < followedWidth) return
  trial.staticScore = Math.min(trial.staticScore, (standingScore(tools, trial, points) + stillBack) / 2)
}

/** Tries further motions; true when one explains the cluster better than what was found. */
export function tryMotions(tools: TrialTools, trial: ClusterTrial, starts: readonly PivotMotion[]): boolean {
  if (starts.length === 0) return false
  const { scene, parameters } = tools
  const few = thinned(scene.positions0, trial.points, VOTING_POINTS)
  const sample = thinned(scene.positions0, trial.points, parameters.registrationPoints)
  const before = trial.motion
  for (const start of starts) {
    search(tools, trial, few, start, trial.rank)
    consider(tools, trial, sample, start)
  }
  if (trial.motion === before) return false
  followWhereHidden(tools, trial, few, back(tools, trial, STILL).score)
  trial.support = supportOf(tools.expectations, expectedAt(tools.expected, trial.box), trial.motion)
  return true
}

function incidenceOf({ center, yaw }: OrientedBox, [x, y]: readonly [number, number]): number {
  return Math.abs(Math.sin(Math.atan2(center[1] - y, center[0] - x) - yaw))
}

function leastGainPoints(parameters: RigidMotionParameters): number {
  return Math.min(
    parameters.minimumClearGainPoints,
    parameters.minimumSupportedGainPoints,
    parameters.minimumGainPointsWithEvidence,
    parameters.minimumGainPoints,
    parameters.minimumSlidingGainPoints,
  )
}

/** Registers a start unless it shows on the way that it cannot rank higher than `floor`. */
function search(tools: TrialTools, trial: ClusterTrial, points: Int32Array, motion: PivotMotion, floor: number): void {
  // The way back can add a half at most: what the way there must reach then.
  const needed = 2 * (floor + costOfWay(trial, motion, tools.parameters.wayCost)) - 1
  const options = icpOptions(tools, trial, motion, SEARCH_ITERATIONS)
  registerCluster(tools.source, points, trial.pivot, motion, { ...options, leastShare: HOPEFUL_SHARE * needed })
}

/** How a cluster is registered from a motion to begin with. */
export function icpOptions(
  { scene, parameters, weights }: TrialTools,
  trial: ClusterTrial,
  motion: PivotMotion,
  iterations: number,
): IcpOptions {
  return {
    iterations,
    inlierMetres: parameters.inlierMetres,
    matchRadiusMetres: parameters.matchRadiusMetres,
    weights,
    allowYaw: trial.degreesOfFreedom === 'planar',
    climb: climbOf(scene, trial, motion),
    maximumYaw: parameters.maximumYawRate * scene.intervalSeconds,
    leastShare: 0,
  }
}

/**
 * What a hypothesis must gain for the way that it supposes, in score. The farther a cluster is carried, in its own lengths, the
 * more places there are where something alike stands by chance: a pedestrian is found at every pole within 4 m.
 */
function costOfWay(trial: ClusterTrial, { x, y }: PivotMotion, wayCost: number): number {
  return wayCost * Math.log1p(Math.hypot(x, y) / Math.max(SMALLEST_LENGTH, trial.box.size[0]))
}

/** A motion with what it explains of the cluster, forward, and of what waits at the new place, back. */
interface Hypothesis {
  readonly motion: PivotMotion
  readonly rank: number
  readonly score: number
  readonly forward: IcpScore
  readonly reverse: ReverseScore
}

/** @returns null when the motion ranks no higher than `floor` */
function weigh(
  tools: TrialTools,
  trial: ClusterTrial,
  points: Int32Array,
  motion: PivotMotion,
  floor: number,
): Hypothesis | null {
  const { source, parameters } = tools
  const forward = scoreMotion(source, points, trial.pivot, motion, parameters.inlierMetres, tools.weights)
  const cost = costOfWay(trial, motion, parameters.wayCost)
  // The way back can add a half at most: skip it when hopeless.
  if ((forward.score + 1) / 2 - cost <= floor) return null
  const reverse = back(tools, trial, motion)
  const score = (forward.score + reverse.score) / 2
  const rank = score - cost
  return rank > floor ? { motion, rank, score, forward, reverse } : null
}

function take(trial: ClusterTrial, { motion, rank, score, forward, reverse }: Hypothesis): void {
  trial.rank = rank
  trial.score = score
  trial.motion = motion
  trial.inlierShare = forward.inlierShare
  trial.reverseShare = reverse.inlierShare
  trial.explainedShare = reverse.explainedShare
  trial.arrivalShare = reverse.evidenceShare
  trial.rms = forward.rms
}

/** Takes the motion when it explains the cluster better, both ways, than the best so far. */
function consider(tools: TrialTools, trial: ClusterTrial, points: Int32Array, motion: PivotMotion): void {
  const better = weigh(tools, trial, points, motion, trial.rank)
  if (better) take(trial, better)
}

function liesOnWhatStands({ reverse }: Hypothesis, parameters: RigidMotionParameters): boolean {
  return reverse.explainedShare > parameters.maximumExplainedShare
}

/**
 * Metres that the ground rises from the cluster's place to where the motion takes it. A vehicle hides the ground that it stands on:
 * the mean of what lies around does not mind a cell that was never seen.
 */
function climbOf({ groundSurface }: RigidScene, { pivot, box }: ClusterTrial, motion: PivotMotion): number {
  const step = Math.min(GROUND_STEP, box.size[0] / 2)
  let climb = 0
  for (let row = -1; row <= 1; row++)
    for (let column = -1; column <= 1; column++) {
      const x = pivot[0] + step * column
      const y = pivot[1] + step * row
      climb += groundHeightAt(groundSurface, x + motion.x, y + motion.y) - groundHeightAt(groundSurface, x, y)
    }
  return climb / 9
}

function back(tools: TrialTools, trial: ClusterTrial, motion: PivotMotion) {
  return reverseScore(tools.scene, trial, motion, tools.parameters.inlierMetres, tools.weights, null)
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
function excluded({ points, box, clearance }: ClusterTrial, parameters: RigidMotionParameters): RejectionReason | null {
  if (points.length < parameters.minimumPoints) return 'too-few-points'
  if (box.size[0] > parameters.maximumLength) return 'too-large'
  if (box.size[2] > parameters.maximumHeight) return 'too-large'
  return clearance > parameters.maximumHiddenClearance ? 'not-near-ground' : null
}

function lowestOf(height: Float32Array, points: Int32Array): number {
  let lowest = Number.POSITIVE_INFINITY
  for (let k = 0; k < points.length; k++) lowest = Math.min(lowest, height[points[k] as number] as number)
  return lowest
}

export function centroid(positions: Float32Array, points: Int32Array): [number, number, number] {
  let [x, y, z] = [0, 0, 0]
  for (let k = 0; k < points.length; k++) {
    const i = points[k] as number
    x += positions[3 * i] as number
    y += positions[3 * i + 1] as number
    z += positions[3 * i + 2] as number
  }
  return [x / points.length, y / points.length, z / points.length]
}
