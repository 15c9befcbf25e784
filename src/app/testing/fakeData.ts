import type { CoarseResult } from '#model/coarse/coarseResult.ts'
import { defaultParameters } from '#model/coarse/parameters.ts'
import type { PointVotes, RayVote } from '#model/coarse/rayCasting/explainVotes.ts'
import type { Estimate, EstimateInstance, Truth } from '#model/sweep/estimate.ts'
import type { SequenceInfo } from '#model/sweep/sequence.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import { fromYaw, identity } from '#model/sweep/transform.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'

/** Small, regular data for tests of the app: no scene, only the right shapes. */
export function fakeSweep(id: string, points = 12): Sweep {
  const positions = new Float32Array(3 * points)
  for (let i = 0; i < points; i++) positions.set([i, -i, 0.1 * i], 3 * i)
  return {
    id,
    name: `${id}.bin`,
    count: points,
    positions,
    originShift: [0, 0, 0],
    frame: 'sensor',
    timestampNanoseconds: 0n,
    fields: [{ name: 'intensity', values: Float32Array.from({ length: points }, (_, i) => i / points) }],
    roles: { intensity: 'intensity' },
    pose: null,
    lidars: [{ name: 'lidar', origin: [0, 0, 0], rings: null }],
    egoFromSensor: null,
    sourceRows: null,
  }
}

export function fakeSequence(id: string, frames: number, patch: Partial<SequenceInfo> = {}): SequenceInfo {
  return {
    id,
    name: id,
    format: 'Test folder',
    frames: Array.from({ length: frames }, (_, index) => ({
      index,
      name: `${String(index).padStart(6, '0')}.bin`,
      timestampNanoseconds: BigInt(index) * 100_000_000n,
      bytes: 100,
      hasTruth: index + 1 < frames,
    })),
    frame: 'sensor',
    frameIsGuessed: false,
    intervalSeconds: 0.1,
    intervalIsAssumed: false,
    poseSources: [{ id: 'poses.txt', label: 'Poses (poses.txt)', frames }],
    sensorClass: 'spinning-64',
    ...patch,
  }
}

export function fakeInstance(id: number, patch: Partial<EstimateInstance> = {}): EstimateInstance {
  return {
    id,
    track: id,
    label: 'object',
    box: { center: [id, 0, 0], size: [4, 2, 1.5], yaw: 0 },
    sweep1FromSweep0: identity(),
    speedMetresPerSecond: id,
    moving: true,
    pointCount: 3,
    confidence: null,
    ...patch,
  }
}

export function fakeEstimate(
  source: Estimate['source'],
  points = 12,
  instances: readonly EstimateInstance[] = [],
): Estimate {
  return {
    source,
    name: source,
    flow: new Float32Array(3 * points).fill(0.5),
    instance: new Int32Array(points),
    dynamic: new Float32Array(points),
    confidence: null,
    valid: null,
    instances,
    sweep1FromSweep0: identity(),
    intervalSeconds: 0.1,
  }
}

export function fakeTruth(points = 12): Truth {
  return {
    ...fakeEstimate('truth', points),
    source: 'truth',
    category: new Uint8Array(points),
    categories: ['BACKGROUND', 'REGULAR_VEHICLE'],
    ground: null,
    labelledRegion: null,
  }
}

export function fakeCoarse(points = 12): CoarseResult {
  const evidence = () => ({
    free: new Uint16Array(points),
    occupied: new Uint16Array(points),
    dynamic: new Uint8Array(points),
  })
  const box = { center: [1, 2, 0.5], size: [4, 2, 1.5], yaw: 0 } as const
  const motion = {
    cluster: 0,
    pointCount: 40,
    box,
    accepted: true,
    reason: null,
    sweep1FromSweep0: fromYaw<'sweep1', 'sweep0'>(0, [1, 0, 0]),
    residualMetres: [1, 0, 0],
    speedMetresPerSecond: 10,
    yawRate: 0,
    rmsMetres: 0.04,
    inlierShare: 0.9,
    staticInlierShare: 0.1,
    gain: 0.6,
    evidenceShare: 0.2,
    degreesOfFreedom: 'planar',
    confidence: 0.8,
    instance: 2,
  } as const
  return {
    ground0: new Uint8Array(points),
    ground1: new Uint8Array(points),
    egoMotion: {
      sweep1FromSweep0: identity(),
      source: 'given',
      medianResidualMetres: 0.02,
      inlierShare: 0.8,
      trust: 'good',
      warning: null,
    },
    evidence0: evidence(),
    evidence1: evidence(),
    cluster0: new Int32Array(points).fill(-1),
    motions: [
      motion,
      { ...motion, cluster: 1, accepted: false, reason: 'static', speedMetresPerSecond: 0.1, instance: null },
      { ...motion, cluster: 2, accepted: false, reason: 'too-fast', speedMetresPerSecond: 60, instance: null },
    ],
    estimate: fakeEstimate('pseudo-labels', points, [fakeInstance(2, { box })]),
    egoEstimate: fakeEstimate('ego-motion', points),
    timings: [
      { stage: 'ground', milliseconds: 40 },
      { stage: 'ego-motion', milliseconds: 60 },
    ],
  }
}

export function pairLabel(key: string, points = 12): PairLabel {
  const { estimate, egoMotion, motions, timings, ...layers } = fakeCoarse(points)
  return {
    key,
    parameters: defaultParameters('spinning-64'),
    estimate,
    egoMotion,
    motions,
    timings,
    context: [],
    layers,
  }
}

/** Two rays passed the point, one ended before it. */
export function fakeVotes(sweep: 0 | 1, index: number): PointVotes {
  const ray: RayVote = {
    verdict: 'free',
    from: { kind: sweep === 0 ? 'sweep1' : 'sweep0' },
    point: 3,
    start: [0, 0, 0],
    end: [20, 0, 0],
    lengthMetres: 20,
    alongMetres: 10,
    missMetres: 0.02,
    endsOnGround: false,
  }
  const votes: RayVote[] = [
    ray,
    { ...ray, point: 4, missMetres: 0.05 },
    { ...ray, verdict: 'blocked', lengthMetres: 4 },
  ]
  return { sweep, index, place: [10, 0, 0], judged: true, free: 2, occupied: 0, dynamic: true, votes }
}
