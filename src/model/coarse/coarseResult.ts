import type { Estimate, OrientedBox } from '../sweep/estimate.ts'
import type { Transform } from '../sweep/transform.ts'

/** Every intermediate result of the coarse stage, kept so that each decision can be shown. N0, N1 = points of sweeps 0 and 1. */
export interface CoarseResult {
  /** N0, N1; 1 = ground. */
  readonly ground0: Uint8Array
  readonly ground1: Uint8Array
  readonly egoMotion: EgoMotionResult
  readonly evidence0: FreeSpaceEvidence
  readonly evidence1: FreeSpaceEvidence
  /** N0; -1 = ground or noise, otherwise index into `motions`. Clusters whose parts move apart are divided, pieces of one thing are together. */
  readonly cluster0: Int32Array
  /** One entry a cluster, in cluster order: tried, accepted or rejected, and why. */
  readonly motions: readonly ClusterMotion[]
  /** The pseudo-labels. */
  readonly estimate: Estimate
  /** Ego motion alone: every point static. */
  readonly egoEstimate: Estimate
  /** In the order they ran. */
  readonly timings: readonly StageTiming[]
}

export interface StageTiming {
  readonly stage: CoarseStage
  readonly milliseconds: number
  /** Its products were those of an earlier run. */
  readonly reused?: true | undefined
}

/** What is known once the clusters are: before any motion is tried, and so before clusters are divided or put together by how they move. */
export interface FoundClusters {
  /** N0; 1 = ground. */
  readonly ground0: Uint8Array
  /** N0; -1 = ground or noise. */
  readonly cluster0: Int32Array
  readonly clusterCount: number
}

export type CoarseStage = 'ground' | 'ego-motion' | 'ray-casting' | 'clustering' | 'rigid-motion' | 'pseudo-labels'

export interface EgoMotionResult {
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly source: 'given' | 'estimated'
  /** Median distance of static non-ground points of sweep 0, moved by E, to the surface of sweep 1; metres. */
  readonly medianResidualMetres: number
  /** Share of sweep 0's non-ground points within the inlier distance after compensation, 0..1. */
  readonly inlierShare: number
  readonly trust: 'good' | 'doubtful' | 'bad'
  /** A sentence for the user when trust is not good: frame mismatch, degenerate geometry, ... */
  readonly warning: string | null
}

/** Votes of ray casting a point, from the other sweep's rays. */
export interface FreeSpaceEvidence {
  /** Rays of the other sweep that passed through the point's place as certainly free. */
  readonly free: Uint16Array
  /** Returns of the other sweep at the point's place. */
  readonly occupied: Uint16Array
  /** 1 = the other sweep saw the place free and nothing there: dynamic evidence. */
  readonly dynamic: Uint8Array
}

export type RejectionReason =
  | 'too-few-points'
  | 'no-gain-over-static'
  | 'too-few-inliers'
  | 'static'
  | 'too-fast'
  | 'turning-too-fast'
  | 'not-near-ground'
  | 'explained-by-other-cluster'
  | 'not-before-or-after'
  | 'long-and-low'
  | 'too-large'
  | 'grazing'
  | 'doubtful'
  | 'piece-of-standing'
  | 'degenerate-geometry'

export interface ClusterMotion {
  /** Index of the cluster. */
  readonly cluster: number
  readonly pointCount: number
  readonly box: OrientedBox
  readonly accepted: boolean
  readonly reason: RejectionReason | null
  /** Best rigid motion found, ego motion included; equals E when static. */
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  /** Residual displacement of the cluster's centre (ego motion removed), metres, sweep 1's axes. */
  readonly residualMetres: readonly [number, number, number]
  readonly speedMetresPerSecond: number
  /** Residual yaw rate, rad/s. */
  readonly yawRate: number
  /** Rms of the inliers' residual after the motion, metres. */
  readonly rmsMetres: number
  /** Share of the cluster's points that find a match after the motion / when static. */
  readonly inlierShare: number
  readonly staticInlierShare: number
  /** Score of moving minus score of standing still; scale documented beside the score. */
  readonly gain: number
  /** Share of the cluster's points with dynamic evidence. */
  readonly evidenceShare: number
  /** How much of the motion the geometry could determine. */
  readonly degreesOfFreedom: 'translation' | 'planar' | 'full'
  /** 0..1. */
  readonly confidence: number
  /** Instance id in the Estimate, null when rejected. */
  readonly instance: number | null
}
