import type { Sweep } from '../../sweep/sweep.ts'
import { type Transform, transformPoints } from '../../sweep/transform.ts'
import { breathe, type TaskOptions } from '../../task/task.ts'
import { type GroundResult, sensorPlace } from '../ground.ts'
import type { RigidMotionParameters } from '../parameters.ts'
import type { Expectations } from '../sequence/expectations.ts'
import { judgeTrial } from './acceptance.ts'
import { judgeAgainstOthers } from './againstOthers.ts'
import { clusterParts } from './clusterParts.ts'
import { type ClusterTrial, type TrialTools, tryCluster, tryMotions } from './clusterTrial.ts'
import { occupancyOf } from './displacementVotes.ts'
import { divides, mayDivide, walkAlike } from './division.ts'
import { firingGroups } from './firingGroups.ts'
import { firingSeconds } from './firingTimes.ts'
import { gatherPieces } from './gatherPieces.ts'
import { motionsBeside } from './motionsBeside.ts'
import { takeOutPeople } from './peopleBeside.ts'
import { membersOf, onePerVoxel, type RigidScene } from './rigidScene.ts'
import { StoodThere } from './stoodThere.ts'
import { placeExpectations } from './support.ts'
import { SurfaceIndex } from './surfaceIndex.ts'
import { walkersAbreast } from './walkersAbreast.ts'

export interface RigidMotionInput {
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  readonly ground0: GroundResult
  readonly ground1: GroundResult
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly labels0: Int32Array
  readonly clusterCount: number
  /** N0; 1 = dynamic evidence. */
  readonly dynamic0: Uint8Array
  /** N1. */
  readonly dynamic1: Uint8Array
  /** N0; 1 = out of sweep 1's sight. */
  readonly hidden0: Uint8Array
  readonly intervalSeconds: number
  /** What the pairs before and after say of this one; null = nobody was asked. */
  readonly expectations: Expectations | null
  readonly parameters: RigidMotionParameters
}

export interface RigidMotions {
  readonly tools: TrialTools
  /** N0; clusters after division, -1 = none. */
  readonly labels0: Int32Array
  /** One a cluster, `reason` null = accepted. */
  readonly trials: readonly ClusterTrial[]
}

/** Angle between neighbouring scan lines that is assumed when the sensor is not known better, radians (64 beams: 0.4 degrees). */
const LINE_STEP = 0.007
/** Metres; beyond this the displacement votes have too few points to mean anything. */
const VOTING_REACH = 100
/** Metres. Matches lie closer to a surface than its returns to each other: beside the sensor more returns cost time only. */
const SURFACE_METRES = 0.025

/**
 * Rigid motions of all clusters, each judged on its own, divided where its parts move apart or people walk beside what stands, put
 * together where clustering left a thing in pieces, and then judged against the others. Parts of a divided cluster are numbered
 * after all clusters; the first, or what people are taken out of, keeps the cluster's number.
 */
export async function estimateMotions(input: RigidMotionInput, task: TaskOptions = {}): Promise<RigidMotions> {
  const labels0 = input.labels0.slice()
  const tools = await prepare(input, labels0, task)
  const members = membersOf(labels0, input.clusterCount)
  const attempt = (cluster: number, points: Int32Array): ClusterTrial => {
    const trial = tryCluster(tools, cluster, points)
    trial.reason = judgeTrial(trial, input.parameters, input.intervalSeconds)
    return trial
  }
  const trials: ClusterTrial[] = []
  for (let cluster = 0; cluster < input.clusterCount; cluster++) {
    await breathe(task.signal)
    if ((cluster & 31) === 0) task.onProgress?.({ stage: 'Rigid motion', done: cluster, total: input.clusterCount })
    const points = members.points.subarray(members.starts[cluster] as number, members.starts[cluster + 1] as number)
    trials.push(attempt(cluster, points))
  }
  const place = sensorPlace(input.sweep0)
  /** Puts the parts in the cluster's place if they hold against the whole. */
  const divide = (whole: ClusterTrial, parts: readonly Int32Array[], holds: typeof divides): boolean => {
    const { cluster } = whole
    const numbers = parts.map((_, k) => (k === 0 ? cluster : trials.length + k - 1))
    for (const [k, points] of parts.entries()) for (const i of points) labels0[i] = numbers[k] as number
    const apart = parts.map((points, k) => attempt(numbers[k] as number, points))
    if (!holds(whole, apart)) {
      for (const i of whole.points) labels0[i] = cluster
      return false
    }
    trials[cluster] = apart[0] as ClusterTrial
    trials.push(...apart.slice(1))
    return true
  }
  for (let cluster = 0; cluster < input.clusterCount && input.parameters.rules.divideClusters; cluster++) {
    await breathe(task.signal)
    const whole = trials[cluster] as ClusterTrial
    if (!mayDivide(whole, input.parameters)) continue
    const parts = clusterParts(input.sweep0.positions, whole.points, place)
    if (parts) divide(whole, parts, divides)
  }
  if (input.parameters.rules.takeOutPeople) await takeOutPeople(tools, trials, labels0, attempt, task)
  for (const whole of input.parameters.rules.divideClusters ? [...trials] : []) {
    await breathe(task.signal)
    const walkers = walkersAbreast(input.sweep0.positions, whole)
    if (walkers) divide(whole, walkers, (all, each) => walkAlike(all, each) || divides(all, each))
  }
  if (input.parameters.rules.gatherPieces) await gatherPieces(tools, trials, labels0, input.ground0.mask, task)
  for (const trial of input.parameters.rules.tryMotionsBeside ? trials : []) {
    await breathe(task.signal)
    if (!tryMotions(tools, trial, motionsBeside(trial, trials))) continue
    trial.reason = null
    trial.reason = judgeTrial(trial, input.parameters, input.intervalSeconds)
  }
  if (input.parameters.rules.judgeAgainstOthers) await judgeAgainstOthers(tools, trials, task)
  return { tools, labels0, trials }
}

async function prepare(input: RigidMotionInput, labels0: Int32Array, task: TaskOptions): Promise<TrialTools> {
  const { sweep0, sweep1, ground0, ground1, parameters } = input
  const positions0 = transformPoints(input.sweep1FromSweep0, sweep0.positions)
  const positions1 = sweep1.positions
  const place = sensorPlace(sweep1)
  const both0 = firingGroups(sweep0)
  const both1 = firingGroups(sweep1)
  const split = parameters.rules.splitLidars && both0 !== null && both1 !== null
  const groups0 = split ? both0 : null
  const groups1 = split ? both1 : null
  const groupCount = split ? sweep0.lidars.length : 1
  const selections0 = selections(ground0.mask, groups0, groupCount)
  const selections1 = selections(ground1.mask, groups1, groupCount)
  await breathe(task.signal)
  const step = LINE_STEP * (split ? groupCount : 1)
  const origin = (g: number): readonly [number, number, number] => sweep1.lidars[g]?.origin ?? [0, 0, 0]
  const surfaces0 = selections0.map(
    (selection, g) => new SurfaceIndex(positions0, onePerVoxel(positions0, selection, SURFACE_METRES), origin(g), step),
  )
  const surfaces1 = selections1.map(
    (selection, g) => new SurfaceIndex(positions1, onePerVoxel(positions1, selection, SURFACE_METRES), origin(g), step),
  )
  await breathe(task.signal)
  const scene: RigidScene = {
    positions0,
    positions1,
    height0: ground0.heightAboveGround,
    height1: ground1.heightAboveGround,
    groups0,
    groups1,
    surfaces0,
    surfaces1,
    stoodThere: new StoodThere(positions1, surfaces0),
    seconds0: firingSeconds(sweep0),
    seconds1: firingSeconds(sweep1),
    labels0,
    dynamic0: input.dynamic0,
    dynamic1: input.dynamic1,
    hidden0: input.hidden0,
    groundSurface: ground1.surface,
    intervalSeconds: input.intervalSeconds,
  }
  const occupancy = selections1.map(selection =>
    occupancyOf(positions1, scene.height1, selection, place, VOTING_REACH, parameters.voteBinMetres),
  )
  const source = { positions: positions0, groups: groups0, targets: surfaces1 }
  const weights = { alongLine: parameters.alongLineWeight, acrossLines: parameters.acrossLinesWeight }
  const { expectations } = input
  const expected = expectations ? placeExpectations(expectations, input.sweep1FromSweep0) : []
  return { scene, place, source, occupancy, parameters, weights, expectations, expected }
}

/** Non-ground points, one list a lidar. */
function selections(ground: Uint8Array, groups: Uint8Array | null, groupCount: number): Int32Array[] {
  const counts = new Int32Array(groupCount)
  for (let i = 0; i < ground.length; i++) {
    const g = groups === null ? 0 : (groups[i] as number)
    if (ground[i] === 0) counts[g] = (counts[g] as number) + 1
  }
  const lists = Array.from(counts, count => new Int32Array(count))
  counts.fill(0)
  for (let i = 0; i < ground.length; i++) {
    if (ground[i] !== 0) continue
    const g = groups === null ? 0 : (groups[i] as number)
    const list = lists[g] as Int32Array
    list[counts[g] as number] = i
    counts[g] = (counts[g] as number) + 1
  }
  return lists
}
