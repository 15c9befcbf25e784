import type { StudioErrorDetails } from '#model/error/studioError.ts'
import type { Convergence } from '#model/network/convergence.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type {
  LoadedModel,
  ModelSource,
  PredictionTimings,
  ProviderInUse,
  ProviderWish,
  SelfTest,
} from '#workers/inference/inferenceContract.ts'
import type { GetState, SetState } from './slice.ts'

export const SHIPPED_MODELS = [
  { name: 'street', title: 'Street: self-supervised, then simulated truth' },
  { name: 'street-kitti', title: 'Street and KITTI drives (weights: CC BY-NC-SA)' },
  { name: 'street-self-supervised', title: 'Street: self-supervised alone' },
] as const

/** What the network is asked for. */
export interface InferenceSettings {
  /** Whether the coarse stage's labels are given to it. */
  readonly withContext: boolean
  /** Null = as many as the model says. */
  readonly iterations: number | null
}

/** What the network said of one pair. */
export interface PairPrediction {
  /** ShownFrame.key */
  readonly frameKey: string
  /** After all iterations. */
  readonly final: Estimate
  readonly polished: Estimate
  /** After `iteration` iterations when that is looked at, else `final`. */
  readonly shown: Estimate
  readonly iteration: number | null
  readonly iterations: number
  readonly withContext: boolean
  readonly timings: PredictionTimings
  readonly provider: ProviderInUse
  readonly recovery: string | null
  /** Mean change of the flow by iteration, metres. */
  readonly changes: readonly number[]
  readonly convergence: Convergence
}

export type ModelState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly stage: string; readonly fraction: number }
  | { readonly kind: 'ready'; readonly model: LoadedModel }
  | { readonly kind: 'failed'; readonly error: StudioErrorDetails }

export interface InferenceSlice {
  readonly modelSource: ModelSource
  readonly providerWish: ProviderWish
  readonly modelState: ModelState
  /** It failed while the loaded model ran on it: WebAssembly took over. */
  readonly gpuFailed: boolean
  readonly inference: InferenceSettings
  /** Iteration of the shown pair that is looked at; null = the last. */
  readonly iteration: number | null
  readonly currentPrediction: PairPrediction | null
  /** The one of the shown pair is on its way. */
  readonly predicting: { readonly stage: string; readonly fraction: number } | null
  readonly predictionError: StudioErrorDetails | null
  /** The shown pair, or every labelled pair of the sequence from it outwards. */
  readonly predictionWish: 'shown' | 'all'
  /** Of the open sequence under the settings of now. */
  readonly predictedPairs: number
  readonly selfTest: SelfTest | 'running' | null
  /** Every timed prediction since the model was loaded, newest last. */
  readonly predictionTimings: readonly PredictionTimings[]
  openModel(source: ModelSource): void
  setProvider(wish: ProviderWish): void
  setInference(label: string, patch: Partial<InferenceSettings>): void
  showIteration(iteration: number | null): void
  wishPredictions(wish: 'shown' | 'all'): void
  /** Loads, predicts or tests again after a failure or a cancel. */
  retryInference(): void
  readonly inferenceRetries: number
}

export function createInferenceSlice(set: SetState, get: GetState): InferenceSlice {
  return {
    modelSource: { kind: 'shipped', name: SHIPPED_MODELS[0].name },
    providerWish: 'auto',
    modelState: { kind: 'none' },
    gpuFailed: false,
    inference: { withContext: true, iterations: null },
    iteration: null,
    currentPrediction: null,
    predicting: null,
    predictionError: null,
    predictionWish: 'shown',
    predictedPairs: 0,
    selfTest: null,
    predictionTimings: [],
    openModel: modelSource => set({ modelSource }),
    setProvider: providerWish => set({ providerWish }),
    setInference: (label, patch) => get().changeSettings(label, { inference: { ...get().inference, ...patch } }, label),
    wishPredictions: predictionWish => set({ predictionWish }),
    showIteration: iteration => set({ iteration }),
    inferenceRetries: 0,
    retryInference: () => set(state => ({ inferenceRetries: state.inferenceRetries + 1 })),
  }
}
