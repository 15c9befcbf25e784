import type { Truth } from '../sweep/estimate.ts'
import type { SensorClass } from '../sweep/sequence.ts'
import type { LidarMount, PointFrame, Sweep } from '../sweep/sweep.ts'
import type { Transform } from '../sweep/transform.ts'
import type { TaskOptions } from '../task/task.ts'
import type { PointTable } from './pointTable.ts'

/** One sweep of a sequence before its points are read. */
export interface SweepSource {
  /** As shown. */
  readonly name: string
  /** The file that reports and errors name. */
  readonly path: string
  readonly bytes: number
  /** The format as shown: "Argoverse 2 sweep (Arrow)". */
  readonly format: string
  readonly timestampNanoseconds: bigint | null
  /** Reads and decodes the points; throws StudioError. */
  decode(options: TaskOptions): Promise<PointTable>
}

/** Poses of a sequence from one source. */
export interface PoseTrack {
  readonly id: string
  readonly label: string
  /** The frame whose pose it gives; `sweep` = the points' own frame, whichever that is (registration between sweeps). */
  readonly frame: PointFrame | 'sweep'
  poseOf(index: number): Transform<'world', 'poseFrame'> | null
}

export interface TruthRequest {
  readonly sweep0: Sweep
  readonly index0: number
  readonly index1: number
  /** E of the pair by the sequence's best pose source. */
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly intervalSeconds: number
  readonly task: TaskOptions
}

/** Annotations of a sequence, turned into truth pair by pair. */
export interface TruthSource {
  has(index0: number, index1: number): boolean
  read(request: TruthRequest): Promise<Truth | null>
}

/** What a drop's files were understood as; a FileSequence reads it. */
export interface SequencePlan {
  readonly name: string
  readonly format: string
  readonly sources: readonly SweepSource[]
  /** Best first. */
  readonly poses: readonly PoseTrack[]
  readonly truth: TruthSource | null
  readonly frame: PointFrame
  readonly frameIsGuessed: boolean
  /** Laser origins when the points are taken to be in `frame`. */
  lidarsIn(frame: PointFrame): readonly LidarMount[]
  readonly egoFromSensor: Transform<'ego', 'sensor'> | null
  readonly sensorClass: SensorClass
  /** Frees what the plan holds in memory. */
  close?(): void
}

/** The sensor's own origin when nothing else is known. */
export const SINGLE_LIDAR: readonly LidarMount[] = [{ name: 'lidar', origin: [0, 0, 0], rings: null }]
