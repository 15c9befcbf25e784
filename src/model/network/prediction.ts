import { poseFlow } from '../coarse/pseudoLabels.ts'
import { addCorrespondence, kabschSums, solveKabsch } from '../coarse/rigid/kabsch.ts'
import { fitOrientedBox } from '../coarse/rigid/orientedBox.ts'
import { type Estimate, type EstimateInstance, FIRST_INSTANCE, MOVING_UNCLUSTERED } from '../sweep/estimate.ts'
import { type Transform, transformPoint } from '../sweep/transform.ts'
import type { ContextObjects } from './contextObjects.ts'
import { foregroundProbability, strongestSlots } from './foreground.ts'
import { lowReturns } from './lowReturns.ts'
import type { ModelManifest } from './manifest.ts'
import type { PreparedPair } from './preparedPair.ts'
import type { IterationState } from './refinement.ts'
import { type Polished, polishRigidly } from './rigidPolish.ts'
import { leaveOutStanding, rowsByInstance } from './standing.ts'
import { keepSureObjects } from './sureObjects.ts'
import { leaveOutUnconfirmed } from './unconfirmed.ts'
import { groupVotes } from './voteGroups.ts'
import { divideByWalkers } from './walkers.ts'

/** Probability that is given to what was found to stand: less than one half, whatever the network said. */
const STANDING = 0.49

export interface PredictedPair {
  /** N x 3, sweep 0. */
  readonly positions0: Float32Array
  /** N; 1 = ground. */
  readonly ground0: Uint8Array
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly intervalSeconds: number
  readonly prepared: PreparedPair
  /** What the network was given; null = it ran alone. */
  readonly context: ContextObjects | null
}

/**
 * What the network starts from: the soft-argmax's flow, or the context's, of every point. No mask has been said yet, so nothing is
 * held back and nothing is grouped.
 */
export function firstGuessOf(pair: PredictedPair, { flow }: IterationState, { grouping }: ModelManifest): Estimate {
  const count = flow.length / 3
  const foreground = new Uint8Array(count)
  const probability = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const length = Math.hypot(flow[3 * i] as number, flow[3 * i + 1] as number, flow[3 * i + 2] as number)
    foreground[i] = length >= grouping.stillMetres ? 1 : 0
    probability[i] = foreground[i] === 1 ? 0.5 : STANDING
  }
  return estimateOf(
    pair,
    { flow, instance: new Int32Array(count), foreground, probability, votes: null, adopted: new Set() },
    'prediction',
  )
}

/** What the network says of the kept points, read. */
export interface Reading extends Polished {
  readonly probability: Float32Array
  /** Instances that are the context's alone: the network did not say them. */
  readonly adopted: ReadonlySet<number>
  /** n x 3: to each point's centre; null when the head does not vote. */
  readonly votes: Float32Array | null
}

/** An iteration's state as an Estimate; N points, those that the network did not see stand. */
export function predictionOf(pair: PredictedPair, state: IterationState, manifest: ModelManifest): Estimate {
  return predictionFrom(pair, readState(pair, state, manifest))
}

/** The same of a state that has been read. */
export function predictionFrom(pair: PredictedPair, reading: Reading): Estimate {
  return estimateOf(pair, reading, 'prediction')
}

/**
 * The same after rigid polish. An object keeps the votes that made it: a rigid motion moves its centre along. What is found to stand
 * belongs to no object any more and votes for none (0).
 */
export function polishedFrom(pair: PredictedPair, reading: Reading, { grouping }: ModelManifest): Estimate {
  const { points0, points1 } = pair.prepared
  const polished = polishRigidly({
    ...reading,
    points0,
    points1,
    context: pair.context,
    stillMetres: grouping.stillMetres,
  })
  const votes = reading.votes && votesOfMovers(reading.votes, reading.foreground, polished.foreground)
  return estimateOf(pair, { ...reading, ...polished, votes }, 'polished')
}

/** Foreground, instances and gated flow of an iteration's state. */
export function readState(pair: PredictedPair, state: IterationState, manifest: ModelManifest): Reading {
  const { head, foregroundThreshold, grouping } = manifest
  const { context } = pair
  const { points0, points1 } = pair.prepared
  const probability = foregroundProbability(state.mask, head)
  const threshold = context ? foregroundThreshold.withContext : foregroundThreshold.alone
  const foreground = new Uint8Array(probability.length)
  for (let k = 0; k < foreground.length; k++) foreground[k] = (probability[k] as number) >= threshold ? 1 : 0
  const groups =
    head.kind === 'votes'
      ? groupVotes(points0, state.mask, foreground, grouping)
      : strongestSlots(state.mask, foreground, head.outputs)
  const instance = context ? divideByWalkers(groups, context.object, points0) : groups
  leaveOutStanding(state.flow, instance, foreground, probability, grouping)
  leaveOutUnconfirmed(instance, foreground, { points0, points1, flow: state.flow, probability, context })
  // Residual flow of what the network itself calls background is drift.
  const flow = new Float32Array(state.flow.length)
  for (let k = 0; k < foreground.length; k++) if (foreground[k] === 1) copyVector(state.flow, k, flow, k)
  const votes = head.kind === 'votes' ? votesIn(state.mask, probability.length) : null
  const said = { flow, instance, foreground, probability }
  return { ...(context ? keepSureObjects(said, context) : { ...said, adopted: new Set<number>() }), votes }
}

/** Without those of points that were foreground `before` and are no longer. */
function votesOfMovers(votes: Float32Array, before: Uint8Array, after: Uint8Array): Float32Array {
  const kept = votes.slice()
  for (let k = 0; k < before.length; k++) if (before[k] === 1 && after[k] === 0) kept.fill(0, 3 * k, 3 * k + 3)
  return kept
}

function copyVector(from: Float32Array, row: number, to: Float32Array, place: number): void {
  for (let axis = 0; axis < 3; axis++) to[3 * place + axis] = from[3 * row + axis] as number
}

/** The head's output without the foreground logit that comes first. */
function votesIn(mask: Float32Array, count: number): Float32Array {
  const votes = new Float32Array(3 * count)
  for (let k = 0; k < count; k++)
    for (let axis = 0; axis < 3; axis++) votes[3 * k + axis] = mask[4 * k + 1 + axis] as number
  return votes
}

const NAMES = { prediction: 'Prediction', polished: 'Polished prediction' } as const

function estimateOf(pair: PredictedPair, reading: Reading, source: 'prediction' | 'polished'): Estimate {
  const { positions0, ground0, sweep1FromSweep0, intervalSeconds, prepared } = pair
  const count = positions0.length / 3
  const flow = poseFlow(positions0, sweep1FromSweep0)
  const instance = new Int32Array(count)
  const dynamic = new Float32Array(count)
  const confidence = new Float32Array(count).fill(1)
  const votes = reading.votes && new Float32Array(3 * count)
  for (let k = 0; k < prepared.rows0.length; k++) {
    const row = prepared.rows0[k] as number
    if (reading.votes && votes) copyVector(reading.votes, k, votes, row)
    const probability = reading.probability[k] as number
    const isForeground = reading.foreground[k] === 1
    for (let axis = 0; axis < 3; axis++)
      flow[3 * row + axis] = (flow[3 * row + axis] as number) + (reading.flow[3 * k + axis] as number)
    dynamic[row] = isForeground ? Math.max(0.5, probability) : Math.min(STANDING, probability)
    confidence[row] = isForeground ? probability : 1 - probability
    if (isForeground) instance[row] = MOVING_UNCLUSTERED
  }
  const instances: EstimateInstance[] = []
  for (const kept of rowsByInstance(reading.instance).values()) {
    const id = FIRST_INSTANCE + instances.length
    const rows = kept.map(k => prepared.rows0[k] as number)
    let trust = 0
    for (const k of kept) trust += (reading.probability[k] as number) / kept.length
    for (const row of rows) instance[row] = id
    const described = describeInstance(pair, flow, rows, id, trust)
    const low = lowReturns(positions0, ground0, instance, described.box, lowestOf(positions0, rows))
    for (const row of low) {
      instance[row] = id
      dynamic[row] = Math.max(0.5, trust)
      confidence[row] = trust
      moveWith(flow, positions0, row, described.sweep1FromSweep0)
    }
    instances.push({ ...described, pointCount: rows.length + low.length })
  }
  return {
    source,
    name: NAMES[source],
    flow,
    instance,
    dynamic,
    confidence,
    valid: null,
    votes,
    instances,
    sweep1FromSweep0,
    intervalSeconds,
  }
}

function lowestOf(positions: Float32Array, rows: Int32Array): number {
  let lowest = Number.POSITIVE_INFINITY
  for (const row of rows) lowest = Math.min(lowest, positions[3 * row + 2] as number)
  return lowest
}

function moveWith(flow: Float32Array, positions: Float32Array, row: number, motion: Transform): void {
  const place = [0, 1, 2].map(axis => positions[3 * row + axis] as number) as [number, number, number]
  transformPoint(motion, ...place).forEach((value, axis) => {
    flow[3 * row + axis] = value - (place[axis] as number)
  })
}

/** Displacement from which the direction of travel is known better than the box's side, metres. */
const HEADING_METRES = 0.25

function describeInstance(
  { positions0, sweep1FromSweep0, intervalSeconds }: PredictedPair,
  flow: Float32Array,
  rows: Int32Array,
  id: number,
  confidence: number,
): EstimateInstance {
  const motion = rigidMotionOf(positions0, flow, rows)
  const middle = fitOrientedBox(positions0, rows, null).center
  const [x, y, z] = difference(transformPoint(motion, ...middle), transformPoint(sweep1FromSweep0, ...middle))
  const r = sweep1FromSweep0.rotation
  // The transpose turns sweep 1's axes into sweep 0's.
  const heading =
    Math.hypot(x, y) < HEADING_METRES
      ? null
      : Math.atan2(
          (r[1] as number) * x + (r[4] as number) * y + (r[7] as number) * z,
          (r[0] as number) * x + (r[3] as number) * y + (r[6] as number) * z,
        )
  return {
    id,
    track: id,
    label: `Object ${id - FIRST_INSTANCE + 1}`,
    box: fitOrientedBox(positions0, rows, heading),
    sweep1FromSweep0: motion,
    speedMetresPerSecond: Math.hypot(x, y, z) / intervalSeconds,
    moving: true,
    pointCount: rows.length,
    confidence,
  }
}

/** The rigid motion that comes closest to the flow of the instance's points (Kabsch). */
function rigidMotionOf(positions: Float32Array, flow: Float32Array, rows: Int32Array): Transform<'sweep1', 'sweep0'> {
  const sums = kabschSums()
  for (const i of rows) {
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const z = positions[3 * i + 2] as number
    const toX = x + (flow[3 * i] as number)
    const toY = y + (flow[3 * i + 1] as number)
    const toZ = z + (flow[3 * i + 2] as number)
    addCorrespondence(sums, x, y, z, toX, toY, toZ, 1)
  }
  const rotation = new Float64Array(9)
  const translation = new Float64Array(3)
  solveKabsch(sums, rotation, translation)
  return { rotation, translation }
}

function difference(
  a: readonly [number, number, number],
  b: readonly [number, number, number],
): [number, number, number] {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}
