/**
 * What the rest of the app sees of the workers: typed faces, plain data in and out, every long call cancellable.
 * Nothing here knows comlink; `createStudioWorkers` (index.ts) makes the real thing, tests may run the same classes in-process.
 */

import type { CoarseInput } from '#model/coarse/coarseInput.ts'
import type { CoarseResult, FoundClusters } from '#model/coarse/coarseResult.ts'
import type { PointVotes } from '#model/coarse/rayCasting/explainVotes.ts'
import type { ComparedPoints } from '#model/evaluation/comparison/compared.ts'
import type { Disagreement } from '#model/evaluation/comparison/disagreement.ts'
import type { MeasuredObject } from '#model/evaluation/objectErrors.ts'
import type { EvaluationJob, EvaluationSummary } from '#model/evaluation/summary.ts'
import type { FrameMatches } from '#model/evaluation/trackingMetrics.ts'
import type { BundleOptions } from '#model/export/exportBundle.ts'
import type { ExportFrame } from '#model/export/exportFrame.ts'
import type { FileReport } from '#model/formats/importReport.ts'
import type { SimulationOptions } from '#model/simulator/options.ts'
import type { Estimate, Truth } from '#model/sweep/estimate.ts'
import type { SequenceInfo } from '#model/sweep/sequence.ts'
import type { PointFrame, Sweep } from '#model/sweep/sweep.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type {
  LoadedModel,
  LoadOptions,
  PredictedPair,
  PredictionInput,
  SelfTest,
} from './inference/inferenceContract.ts'
import type { InstrumentsFace } from './instruments/instrumentsContract.ts'

export interface DroppedFile {
  /** Path inside the drop, forward slashes. */
  readonly path: string
  readonly file: File
}

export interface OpenResult {
  /** What the drop was understood as; empty when no file could be used. */
  readonly sequences: readonly SequenceInfo[]
  readonly reports: readonly FileReport[]
}

export interface ReadOptions extends TaskOptions {
  readonly poseSource?: string | null | undefined
  readonly frame?: PointFrame | undefined
}

export interface SimulateOptions extends TaskOptions {
  /** Which pair will be looked at first: its sweeps are made without waiting to be asked for. Default 0. */
  readonly firstFrame?: number | undefined
}

export interface SweepReading {
  readonly sweep: Sweep
  /** The report of the file, completed with what reading it showed; null when simulated. */
  readonly report: FileReport | null
}

export interface CoarseRunOptions extends TaskOptions {
  /** Somebody looks at this pair: what its stages make is kept, so that a run with other parameters repeats only what they change. */
  readonly lookedAt?: boolean | undefined
  /** Names the pair: its runs go to the worker that remembers it. */
  readonly subject?: string | undefined
  /** Told before the motions are known, for a pair that is looked at. */
  readonly onClusters?: ((found: FoundClusters) => void) | undefined
}

export interface MeasuredFrame {
  readonly summary: EvaluationSummary
  /** From which tracking is measured, once tracks are known. */
  readonly matches: FrameMatches
  /** Each true object by itself. */
  readonly objects: readonly MeasuredObject[]
}

export interface MeasuredTogether {
  readonly summary: EvaluationSummary
  /** Ids that are not known any more: to be measured again. */
  readonly missing: readonly string[]
}

export interface ExportedFile {
  readonly name: string
  readonly file: Blob
  /** What was written, in words. */
  readonly note: string
}

export interface StudioWorkers {
  readonly reading: {
    open(files: readonly DroppedFile[], options?: TaskOptions): Promise<OpenResult>
    /** A simulated street as a sequence; its frames are made on demand. */
    simulate(options: SimulationOptions, task?: SimulateOptions): Promise<SequenceInfo>
    readSweep(sequenceId: string, index: number, options?: ReadOptions): Promise<SweepReading>
    readTruth(sequenceId: string, index0: number, index1: number, options?: ReadOptions): Promise<Truth | null>
    close(sequenceId: string): Promise<void>
  }
  readonly coarse: {
    /** Runs the coarse stage on a pair in the pool; inputs are copied, the result is transferred. */
    run(input: CoarseInput, options?: CoarseRunOptions): Promise<CoarseResult>
    /** The rays that voted for a point of sweep 0 or 1. */
    explain(
      input: CoarseInput,
      point: { readonly sweep: 0 | 1; readonly index: number },
      options?: Pick<CoarseRunOptions, 'signal' | 'subject'>,
    ): Promise<PointVotes>
    /** Workers that can run at once. */
    readonly parallelism: number
  }
  readonly evaluation: {
    /** Metrics of an estimate against truth (protocol `av2-v1`); what was counted is kept under `id`. */
    measure(id: string, job: EvaluationJob, options?: TaskOptions): Promise<MeasuredFrame>
    /** Frames measured before as one data set. */
    together(ids: readonly string[], options?: TaskOptions): Promise<MeasuredTogether>
    /** Two estimates of the same sweep 0 against each other, without truth; nothing of it is kept. */
    disagreement(a: ComparedPoints, b: ComparedPoints, options?: TaskOptions): Promise<Disagreement>
  }
  readonly inference: {
    /** Reads a model, opens it on a provider and runs it once; the model before is given up. */
    load(options: LoadOptions, task?: TaskOptions): Promise<LoadedModel>
    predict(input: PredictionInput, task?: TaskOptions): Promise<PredictedPair>
    /** After another number of iterations, of the pair that was last predicted to be looked at. */
    iteration(key: string, index: number, task?: TaskOptions): Promise<Estimate>
    /** The loaded model on the scene that comes with it, against PyTorch's outputs. */
    testItself(task?: TaskOptions): Promise<SelfTest>
    /** Gives up the thread with all that it holds: a GPU that was lost stays lost to its runtime. The next call starts another. */
    renew(): void
  }
  readonly instruments: InstrumentsFace
  /** Writes files: begun, fed frame by frame, finished, and ended in any case. */
  readonly export: {
    begin(options: BundleOptions, task?: TaskOptions): Promise<number>
    add(id: number, frame: ExportFrame, task?: TaskOptions): Promise<void>
    finish(id: number, task?: TaskOptions): Promise<ExportedFile>
    end(id: number): Promise<void>
  }
  /** Called with every crash that was recovered from. */
  onCrash(listener: (worker: string, reason: string) => void): () => void
  dispose(): void
}

export type { ComparedPoints, Disagreement, EvaluationJob, EvaluationSummary }
