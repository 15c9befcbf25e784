import type { Convergence } from '#model/network/convergence.ts'
import type { ModelManifest } from '#model/network/manifest.ts'
import type { RefinementInput } from '#model/network/refinePair.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { ModelSource } from './modelFiles.ts'
import type { ProviderInUse, ProviderWish } from './provider.ts'

export type { ModelSource } from './modelFiles.ts'
export type { ProviderInUse, ProviderWish } from './provider.ts'

/** A model that is ready to run. */
export interface LoadedModel {
  readonly manifest: ModelManifest
  readonly provider: ProviderInUse
  /** Markdown; null when the model has none. */
  readonly card: string | null
  readonly canTestItself: boolean
  /** Operators that keep the model off the GPU. */
  readonly offTheGpu: readonly string[]
  readonly milliseconds: { readonly read: number; readonly open: number; readonly warmUp: number }
}

export interface PredictionInput extends RefinementInput {
  /** Names the pair: its iterations are kept while it is looked at. */
  readonly key: string
  readonly iterations: number
  /** Whether single iterations will be asked for. */
  readonly lookedAt: boolean
}

/** Milliseconds of each component. */
export interface PredictionTimings {
  readonly prepare: number
  readonly voxelise: number
  readonly encoder: number
  readonly steps: readonly number[]
  readonly grouping: number
  readonly polish: number
}

export interface PredictedPair {
  readonly prediction: Estimate
  readonly polished: Estimate
  readonly timings: PredictionTimings
  readonly provider: ProviderInUse
  /** What had to be done to get a result: another provider, smaller chunks; null when all went well. */
  readonly recovery: string | null
  /** Iterations 0..k: mean length of the flow's change from the one before, metres, over points called moving at the end. */
  readonly changes: readonly number[]
  readonly convergence: Convergence
}

export interface SelfTest {
  /** Greatest difference to PyTorch by what was compared. */
  readonly differences: Readonly<Record<string, number>>
  readonly tolerance: number
  readonly passed: boolean
  readonly milliseconds: number
  /** What it ran on in the end. */
  readonly provider: ProviderInUse
  readonly recovery: string | null
}

export interface LoadOptions {
  readonly source: ModelSource
  readonly wish: ProviderWish
}
