import type { Truth } from '../sweep/estimate.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { BucketedError } from './bucketedError.ts'
import type { ProtocolName } from './protocol.ts'
import type { RangeBin } from './rangeWiseError.ts'

/** What is measured: an estimate of sweep 0 against its truth. N = points of sweep 0. */
export interface EvaluationJob {
  readonly sweep0: Sweep
  readonly truth: Truth
  /** Ground used by the protocol when the truth has none. */
  readonly ground0: Uint8Array | null
  readonly estimate: MeasuredEstimate
}

/** The part of an `Estimate` that can be right or wrong. */
export interface MeasuredEstimate {
  /** N x 3, metres per sweep interval, ego motion included. */
  readonly flow: Float32Array
  /** N; objects from 2. */
  readonly instance: Int32Array
  /** N; probability of moving, counted as moving from 0.5. */
  readonly dynamic: Float32Array
  /** N; ranks instances for average precision; null or absent = `dynamic` ranks them. */
  readonly confidence?: Float32Array | null | undefined
}

/** End-point errors in metres per sweep interval; NaN where a group has no point. */
export interface ThreeWayError {
  /** Mean of the three groups. */
  readonly threeWay: number
  /** Foreground dynamic. */
  readonly fd: number
  /** Foreground static. */
  readonly fs: number
  /** Background static. */
  readonly bs: number
}

export interface DynamicSegmentation {
  readonly precision: number
  readonly recall: number
  readonly iou: number
}

/** Class-agnostic instance metrics at IoU 0.5; NaN where nothing could be measured. */
export interface InstanceMetrics {
  /** 101-point interpolated average precision. */
  readonly ap: number
  readonly pq: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Mean over sweeps of the mean IoU of the true objects under the best one-to-one assignment. */
  readonly miou: number
  /** Share of point pairs that both sides put together or both keep apart; never shown alone. */
  readonly ri: number
  /** Predictions per true object among those that at least one prediction lies in. */
  readonly overSegmentation: number
  /** True objects per prediction among those that hold at least one. */
  readonly underSegmentation: number
  /** True objects that were sought. */
  readonly objects: number
}

export interface EvaluationSummary {
  readonly protocol: ProtocolName
  /** Points measured: inside the protocol's region, not ground, valid, labelled. */
  readonly points: number
  readonly pairs: number
  readonly epe: ThreeWayError
  /** Shares of the measured points. */
  readonly accuracy: { readonly strict: number; readonly relax: number }
  /** Mean angle between (flow, 0.1) vectors, radians. */
  readonly angleErrorRadians: number
  readonly dynamic: DynamicSegmentation
  readonly instances: { readonly all: InstanceMetrics; readonly moving: InstanceMetrics }
  /** The same object as `instances.moving`: what a motion-based method can know. */
  readonly moving: InstanceMetrics
  /** These two have rules of their own for what is measured, whatever the protocol. */
  readonly bucketed: BucketedError
  readonly rangeWise: readonly RangeBin[]
}
