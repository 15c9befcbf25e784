import type { Transform } from './transform.ts'

/** Residual motion below this is static: 0.05 m per sweep at 10 Hz (METRICS: dynamic threshold of the field's protocols). */
export const STATIC_RESIDUAL_METRES = 0.05

export type EstimateSource = 'truth' | 'ego-motion' | 'pseudo-labels' | 'prediction' | 'polished' | 'noisy'

/** Instance ids with a fixed meaning; objects are numbered from 2. */
export const BACKGROUND = 0
export const MOVING_UNCLUSTERED = 1
export const FIRST_INSTANCE = 2

/** An oriented box, metres, in the frame of sweep 0; `yaw` about +z, radians. */
export interface OrientedBox {
  readonly center: readonly [number, number, number]
  /** Length (along the heading), width, height. */
  readonly size: readonly [number, number, number]
  readonly yaw: number
}

/** One object of an Estimate. */
export interface EstimateInstance {
  /** The value in `Estimate.instance`; >= 2. */
  readonly id: number
  /** Stable over a sequence, for colour and name; equals `id` when nothing tracks it. */
  readonly track: number
  readonly label: string
  readonly box: OrientedBox
  /** Where the object's points of sweep 0 lie at the time and in the frame of sweep 1, ego motion included. */
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  /** |residual displacement of the box's centre| / interval. */
  readonly speedMetresPerSecond: number
  readonly moving: boolean
  readonly pointCount: number
  readonly confidence: number | null
}

/**
 * What anybody says of the motion from sweep 0 to sweep 1: truth, ego motion only, pseudo-labels, predictions.
 * All alike, so that comparing, colouring, exporting and measuring are written once. N = points of sweep 0.
 */
export interface Estimate {
  readonly source: EstimateSource
  /** As shown in menus: "Truth", "Pseudo-labels". */
  readonly name: string
  /** N x 3, metres per sweep interval, ego motion included, frame of sweep 0's axes (p0 + flow lies in sweep 1's frame). */
  readonly flow: Float32Array
  /** N; 0 background, 1 moving but unclustered, 2.. objects. */
  readonly instance: Int32Array
  /** N; probability of moving, 0..1. */
  readonly dynamic: Float32Array
  /** N; 0..1. */
  readonly confidence: Float32Array | null
  /** N; 0 where the flow is not known (a track that vanishes); null = all known. */
  readonly valid: Uint8Array | null
  /**
   * N x 3, metres, sweep 1's axes: from each point, ego motion removed, to where it believes its object's centre to be; 0 where nothing
   * was asked. Absent or null = objects are named, not voted for.
   */
  readonly votes?: Float32Array | null | undefined
  readonly instances: readonly EstimateInstance[]
  /** E: takes sweep 0's points to where the static world has them in sweep 1's frame. */
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly intervalSeconds: number
}

/** Ground truth: an Estimate plus what only annotation knows. */
export interface Truth extends Estimate {
  readonly source: 'truth'
  /** N; 0 = background, k = `categories[k]`. */
  readonly category: Uint8Array
  readonly categories: readonly string[]
  /** N; annotated ground of sweep 0, when the data has it. */
  readonly ground: Uint8Array | null
  /** N; where the truth speaks at all (KITTI labels cover the camera's view only); null = everywhere. */
  readonly labelledRegion: Uint8Array | null
}
