import {
  BACKGROUND,
  type Estimate,
  type EstimateInstance,
  FIRST_INSTANCE,
  MOVING_UNCLUSTERED,
  STATIC_RESIDUAL_METRES,
} from '../sweep/estimate.ts'
import { compose, type Transform } from '../sweep/transform.ts'
import type { ClusterMotion } from './coarseResult.ts'
import { gainOf } from './rigid/acceptance.ts'
import type { ClusterTrial } from './rigid/clusterTrial.ts'
import {
  confidenceOf,
  DOUBTED_CONFIDENCE,
  GROUND_CONFIDENCE,
  STATIC_CLUSTER_CONFIDENCE,
  STATIC_LOOSE_CONFIDENCE,
  UNCLUSTERED_CONFIDENCE,
} from './rigid/confidence.ts'
import type { MovingObject } from './rigid/joinLoosePoints.ts'
import { fitOrientedBox } from './rigid/orientedBox.ts'
import { headingOfWay, pivotTransform } from './rigid/pivotMotion.ts'

/** Flow of standing still: E p - p. */
export function poseFlow(positions: Float32Array, sweep1FromSweep0: Transform<'sweep1', 'sweep0'>): Float32Array {
  const flow = new Float32Array(positions.length)
  for (let i = 0; 3 * i < positions.length; i++) writeFlow(flow, positions, i, sweep1FromSweep0)
  return flow
}

/** In double precision: a point 200 m out keeps micrometres of its flow. */
function writeFlow(flow: Float32Array, positions: Float32Array, i: number, t: Transform): void {
  const r = t.rotation
  const s = t.translation
  const x = positions[3 * i] as number
  const y = positions[3 * i + 1] as number
  const z = positions[3 * i + 2] as number
  flow[3 * i] = ((r[0] as number) - 1) * x + (r[1] as number) * y + (r[2] as number) * z + (s[0] as number)
  flow[3 * i + 1] = (r[3] as number) * x + ((r[4] as number) - 1) * y + (r[5] as number) * z + (s[1] as number)
  flow[3 * i + 2] = (r[6] as number) * x + (r[7] as number) * y + ((r[8] as number) - 1) * z + (s[2] as number)
}

/** Ego motion alone: every point static. */
export function egoMotionEstimate(
  positions: Float32Array,
  sweep1FromSweep0: Transform<'sweep1', 'sweep0'>,
  intervalSeconds: number,
): Estimate {
  const count = positions.length / 3
  return {
    source: 'ego-motion',
    name: 'Ego motion',
    flow: poseFlow(positions, sweep1FromSweep0),
    instance: new Int32Array(count),
    dynamic: new Float32Array(count),
    confidence: null,
    valid: null,
    instances: [],
    sweep1FromSweep0,
    intervalSeconds,
  }
}

export interface PseudoLabelInput {
  /** N0 x 3, sweep 0's frame. */
  readonly positions: Float32Array
  readonly ground0: Uint8Array
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly intervalSeconds: number
  readonly trials: readonly ClusterTrial[]
  readonly objects: readonly MovingObject[]
  /** N0; index into `objects`, -1 = none. */
  readonly objectOf: Int32Array
  readonly dynamic0: Uint8Array
  /** N0; cluster, -1 = none. */
  readonly labels0: Int32Array
}

/**
 * SemanticFlow's pseudo-labels (Algorithm 2): static points get the pose flow, points of a moving object the flow of its
 * rigid motion; points with evidence of motion that no cluster takes are `1`, moving but unclustered, with the pose flow.
 */
export function makePseudoLabels(input: PseudoLabelInput): { estimate: Estimate; motions: ClusterMotion[] } {
  const { positions, sweep1FromSweep0, objects, objectOf, dynamic0, labels0 } = input
  const count = positions.length / 3
  const flow = poseFlow(positions, sweep1FromSweep0)
  const instance = new Int32Array(count)
  const dynamic = new Float32Array(count)
  const confidence = new Float32Array(count)
  const points: number[][] = objects.map(() => [])
  for (let i = 0; i < count; i++) {
    const object = objectOf[i] as number
    if (object >= 0) {
      points[object]?.push(i)
      continue
    }
    if (input.ground0[i] === 1) confidence[i] = GROUND_CONFIDENCE
    else confidence[i] = (labels0[i] as number) < 0 ? STATIC_LOOSE_CONFIDENCE : STATIC_CLUSTER_CONFIDENCE
    if (dynamic0[i] === 1 && input.ground0[i] === 0) {
      confidence[i] = DOUBTED_CONFIDENCE
      // A lone point of no cluster: nothing says that it stands, a ray says that it does not.
      if ((labels0[i] as number) < 0) {
        instance[i] = MOVING_UNCLUSTERED
        dynamic[i] = 0.5
        confidence[i] = UNCLUSTERED_CONFIDENCE
      } else {
        instance[i] = BACKGROUND
        dynamic[i] = 0.2
      }
    }
  }
  const instances: EstimateInstance[] = []
  const idOfCluster = new Map<number, number>()
  for (let k = 0; k < objects.length; k++) {
    const { lead, motion, clusters } = objects[k] as MovingObject
    const own = Int32Array.from(points[k] as number[])
    if (own.length === 0) continue
    const id = FIRST_INSTANCE + instances.length
    for (const cluster of clusters) idOfCluster.set(cluster, id)
    const whole = compose(pivotTransform<'sweep1'>({ motion, pivot: lead.pivot }), sweep1FromSweep0)
    const trust = confidenceOf(lead)
    for (const i of own) {
      writeFlow(flow, positions, i, whole)
      instance[i] = id
      dynamic[i] = 0.5 + 0.5 * trust
      confidence[i] = trust
    }
    const box = fitOrientedBox(positions, own, headingOf(lead, sweep1FromSweep0))
    const residual = residualAt(box.center, whole, sweep1FromSweep0)
    instances.push({
      id,
      track: id,
      label: `Object ${id - FIRST_INSTANCE + 1}`,
      box,
      sweep1FromSweep0: whole,
      speedMetresPerSecond: Math.hypot(...residual) / input.intervalSeconds,
      moving: true,
      pointCount: own.length,
      confidence: trust,
    })
  }
  const estimate: Estimate = {
    source: 'pseudo-labels',
    name: 'Pseudo-labels',
    flow,
    instance,
    dynamic,
    confidence,
    valid: null,
    instances,
    sweep1FromSweep0,
    intervalSeconds: input.intervalSeconds,
  }
  const motions = input.trials.map(trial => clusterMotion(input, trial, idOfCluster.get(trial.cluster) ?? null))
  return { estimate, motions }
}

/** Displacement of a point of sweep 0 beyond the ego motion, metres, sweep 1's axes. */
function residualAt(
  [x, y, z]: readonly [number, number, number],
  motion: Transform,
  ego: Transform,
): [number, number, number] {
  const at = (t: Transform, row: number) =>
    (t.rotation[3 * row] as number) * x +
    (t.rotation[3 * row + 1] as number) * y +
    (t.rotation[3 * row + 2] as number) * z +
    (t.translation[row] as number)
  return [at(motion, 0) - at(ego, 0), at(motion, 1) - at(ego, 1), at(motion, 2) - at(ego, 2)]
}

/** Heading in sweep 0's frame when the motion tells it, else null. */
function headingOf(trial: ClusterTrial, sweep1FromSweep0: Transform): number | null {
  const heading = headingOfWay(trial.motion)
  if (heading === null) return null
  const r = sweep1FromSweep0.rotation
  const c = Math.cos(heading)
  const s = Math.sin(heading)
  // The transpose turns sweep 1's axes into sweep 0's.
  return Math.atan2((r[1] as number) * c + (r[4] as number) * s, (r[0] as number) * c + (r[3] as number) * s)
}

function clusterMotion(input: PseudoLabelInput, trial: ClusterTrial, instance: number | null): ClusterMotion {
  const { sweep1FromSweep0, intervalSeconds } = input
  const whole = compose(pivotTransform<'sweep1'>(trial), sweep1FromSweep0)
  const moved = Math.hypot(trial.motion.x, trial.motion.y, trial.motion.z)
  const still = trial.reason === 'static' || moved < STATIC_RESIDUAL_METRES / 10
  return {
    cluster: trial.cluster,
    pointCount: trial.points.length,
    box: fitOrientedBox(input.positions, trial.points, null),
    accepted: trial.reason === null,
    reason: trial.reason,
    sweep1FromSweep0: still ? sweep1FromSweep0 : whole,
    residualMetres: [trial.motion.x, trial.motion.y, trial.motion.z],
    speedMetresPerSecond: moved / intervalSeconds,
    yawRate: trial.motion.yaw / intervalSeconds,
    rmsMetres: trial.rms,
    inlierShare: trial.inlierShare,
    staticInlierShare: trial.staticInlierShare,
    gain: gainOf(trial),
    evidenceShare: trial.evidenceShare,
    degreesOfFreedom: trial.degreesOfFreedom,
    confidence: confidenceOf(trial),
    instance,
  }
}
