import type { EvaluationSummary } from '#model/evaluation/summary.ts'
import type { Failure } from '#model/failures/failure.ts'
import type { LossValues } from '#model/losses/computeLosses.ts'
import { type Noise, QUIET } from '#model/noise/coarseNoise.ts'
import type { Degradation, DegradationMetric, NoiseKind } from '#model/noise/degradation.ts'
import type { Estimate, EstimateSource } from '#model/sweep/estimate.ts'
import type { GetState, SetState } from './slice.ts'

export interface InstrumentTask {
  readonly stage: string
  /** 0..1. */
  readonly fraction: number
}

/** Failures of one estimate of the shown pair. */
export interface FoundFailures {
  /** ShownFrame.key */
  readonly frameKey: string
  readonly source: EstimateSource
  readonly list: readonly Failure[]
}

/** What the network makes of the pair at one level of noise. */
export interface NetworkPoint {
  readonly level: number
  readonly withContext: boolean
  /** The pseudo-labels of this level and seed: what it was given, if it was given any. */
  readonly labels: EvaluationSummary
  readonly prediction: EvaluationSummary
  readonly polished: EvaluationSummary
}

/** The network given pseudo-labels with one kind of noise, and without them; as far as it was run. */
export interface NetworkDegradation {
  /** ShownFrame.key */
  readonly frameKey: string
  readonly kind: NoiseKind
  readonly seed: number
  readonly iterations: number
  readonly points: readonly NetworkPoint[]
}

/** What is asked of one pair to understand it. */
export interface InstrumentsSlice {
  /** Whose losses are listed; null = those of the first pane's estimate. */
  readonly lossSource: EstimateSource | null
  /** Of the shown pair, as far as they were asked for. */
  readonly losses: Readonly<Partial<Record<EstimateSource, LossValues>>>
  readonly lossTask: InstrumentTask | null
  setLossSource(source: EstimateSource): void

  /** Undone and kept in the address, with its seed, like every setting. */
  readonly noise: Noise
  readonly noiseSeed: number
  /** Somebody looks at what noise does; it is then kept up to date. */
  readonly noiseOpen: boolean
  /** The pseudo-labels of the shown pair with the noise put in. */
  readonly currentNoisy: { readonly frameKey: string; readonly estimate: Estimate } | null
  /** @param what is changed: changes of one thing in quick succession undo as one */
  setNoise(noise: Noise, what: string): void
  setNoiseSeed(seed: number): void
  setNoiseOpen(open: boolean): void

  readonly degradationKind: NoiseKind
  readonly degradationMetric: DegradationMetric
  readonly degradation: { readonly frameKey: string; readonly result: Degradation } | null
  readonly degradationTask: InstrumentTask | null
  readonly networkDegradation: NetworkDegradation | null
  readonly networkDegradationTask: InstrumentTask | null
  setDegradationKind(kind: NoiseKind): void
  setDegradationMetric(metric: DegradationMetric): void

  readonly failuresOpen: boolean
  readonly failureSource: EstimateSource | null
  /** Whether the truth decides where there is one. */
  readonly failuresByTruth: boolean
  readonly failures: FoundFailures | null
  /** Its points are highlighted in the view. */
  readonly chosenFailure: Failure | null
  setFailuresOpen(open: boolean): void
  setFailureSource(source: EstimateSource): void
  setFailuresByTruth(byTruth: boolean): void
  chooseFailure(failure: Failure | null): void
}

export const DEFAULT_NOISE: Noise = { ...QUIET, segmentation: { ...QUIET.segmentation, drop: 0.2, split: 0.2 } }
export const DEFAULT_NOISE_SEED = 1
export const HIGHEST_NOISE_SEED = 999_999

export function createInstrumentsSlice(set: SetState, get: GetState): InstrumentsSlice {
  return {
    lossSource: null,
    losses: {},
    lossTask: null,
    setLossSource: lossSource => set({ lossSource }),
    noise: DEFAULT_NOISE,
    noiseSeed: DEFAULT_NOISE_SEED,
    noiseOpen: false,
    currentNoisy: null,
    setNoise: (noise, what) => get().changeSettings(`Noise: ${what}`, { noise }, `noise ${what}`),
    setNoiseSeed: seed => {
      const noiseSeed = Math.min(HIGHEST_NOISE_SEED, Math.max(0, Math.round(seed)))
      if (noiseSeed !== get().noiseSeed) get().changeSettings('Seed of the noise', { noiseSeed }, 'noise seed')
    },
    setNoiseOpen: noiseOpen => set({ noiseOpen }),
    degradationKind: 'drop',
    degradationMetric: 'dynamic-iou',
    degradation: null,
    degradationTask: null,
    networkDegradation: null,
    networkDegradationTask: null,
    setDegradationKind: degradationKind => set({ degradationKind }),
    setDegradationMetric: degradationMetric => set({ degradationMetric }),
    failuresOpen: false,
    failureSource: null,
    failuresByTruth: true,
    failures: null,
    chosenFailure: null,
    setFailuresOpen: failuresOpen => set(failuresOpen ? { failuresOpen } : { failuresOpen, chosenFailure: null }),
    setFailureSource: failureSource => set({ failureSource, chosenFailure: null }),
    setFailuresByTruth: failuresByTruth => set({ failuresByTruth, chosenFailure: null }),
    chooseFailure: chosenFailure => set({ chosenFailure }),
  }
}
