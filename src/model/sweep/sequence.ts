import type { TaskOptions } from '../task/task.ts'
import type { Truth } from './estimate.ts'
import type { PointFrame, Sweep } from './sweep.ts'

/** One row of a sequence, known before its points are read. */
export interface FrameInfo {
  readonly index: number
  readonly name: string
  readonly timestampNanoseconds: bigint
  /** Bytes on disk; 0 when simulated. */
  readonly bytes: number
  /** Whether truth exists for the pair (this, next). */
  readonly hasTruth: boolean
}

export interface PoseSourceInfo {
  /** `city_SE3_egovehicle.feather`, `poses.txt`, `oxts`, ... */
  readonly id: string
  readonly label: string
  /** How many of the frames it covers. */
  readonly frames: number
}

export interface SequenceInfo {
  readonly id: string
  readonly name: string
  /** The format as shown: "Argoverse 2 log", "KITTI folder", "Simulated street". */
  readonly format: string
  readonly frames: readonly FrameInfo[]
  readonly frame: PointFrame
  /** Whether `frame` was stated by the format or guessed; a guess is shown as such. */
  readonly frameIsGuessed: boolean
  /** Seconds between frames: measured from the timestamps, else assumed (0.1). */
  readonly intervalSeconds: number
  readonly intervalIsAssumed: boolean
  readonly poseSources: readonly PoseSourceInfo[]
  readonly sensorClass: SensorClass
}

/** Decides the defaults of the coarse stage. */
export type SensorClass =
  | 'av2-dual-32'
  | 'spinning-128'
  | 'spinning-64'
  | 'spinning-32'
  | 'spinning-16'
  | 'solid-state'
  | 'unknown'

/** What the user can change about how a sequence is understood. */
export interface SequenceSettings {
  /** Indices into `SequenceInfo.frames` in playing order. */
  readonly order: readonly number[]
  readonly intervalSeconds: number
  readonly frame: PointFrame
  /** Id of a pose source; null = estimate the ego motion. */
  readonly poseSource: string | null
}

export interface ReadSweepOptions extends TaskOptions {
  /** Overrides of the reader's own understanding. */
  readonly poseSource?: string | null | undefined
  readonly frame?: PointFrame | undefined
}

/** Anything that gives sweeps by index: files on disk or a simulation. Runs in a worker or in Node. */
export interface SequenceReader {
  readonly info: SequenceInfo
  /** Each call returns freshly made arrays, so that the caller may transfer them. */
  readSweep(index: number, options?: ReadSweepOptions): Promise<Sweep>
  /** Truth of sweep `index0` towards sweep `index1` (usually the next one); null where there is none. */
  readTruth(index0: number, index1: number, options?: ReadSweepOptions): Promise<Truth | null>
  close(): void
}

export function defaultSettings(info: SequenceInfo): SequenceSettings {
  return {
    order: info.frames.map(frame => frame.index),
    intervalSeconds: info.intervalSeconds,
    frame: info.frame,
    poseSource: info.poseSources[0]?.id ?? null,
  }
}
