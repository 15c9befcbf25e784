import type { Sweep } from '#model/sweep/sweep.ts'
import type { FrameEngine } from '../cache/FrameEngine.ts'
import { outwardFrom } from '../labelling/LabellingScheduler.ts'
import type { PlacedLabel } from '../labelling/LabelStore.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { wantsNetwork } from './wantsNetwork.ts'

/** One pair to be predicted. */
export interface PredictionJob {
  readonly key: string
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  readonly label: PairLabel
  readonly layers: NonNullable<PairLabel['layers']>
  readonly intervalSeconds: number
  readonly iterations: number
  readonly withContext: boolean
  readonly lookedAt: boolean
}

/** Which pairs are to be predicted, and what each needs. */
export class PredictionJobs {
  readonly #frames: FrameEngine
  readonly #labels: () => readonly PlacedLabel[]
  readonly #labelIds = new WeakMap<Float32Array, number>()
  #nextLabelId = 1

  /** @param labels those of the open sequence that are in force, in playing order */
  constructor(frames: FrameEngine, labels: () => readonly PlacedLabel[]) {
    this.#frames = frames
    this.#labels = labels
  }

  /** The shown pair first, then, when that is wished, the labelled others from it outwards; null when nothing is left. */
  next(state: StudioState, isKnown: (key: string) => boolean): PredictionJob | null {
    const shown = this.shown(state)
    if (shown && !isKnown(shown.key)) return shown
    if (state.predictionWish !== 'all' || !shown) return null
    const labels = new Map(this.#labels().map(({ position, label }) => [position, label]))
    for (const position of outwardFrom(state.position, Math.max(0, ...labels.keys()) + 1)) {
      const job = this.#jobAt(state, position, labels.get(position))
      if (job && !isKnown(job.key)) return job
    }
    return null
  }

  /** Null while its labels are not there, or nobody wants to see a prediction. */
  shown(state: StudioState): PredictionJob | null {
    const { shown, currentLabel: label, currentLabelStale } = state
    if (!wantsNetwork(state) || !shown?.sweep1 || !label?.layers || currentLabelStale) return null
    const key = label.key.startsWith(shown.key) ? this.keyOf(state, label) : null
    if (key === null) return null
    return {
      ...this.#settingsOf(state),
      key,
      sweep0: shown.sweep0,
      sweep1: shown.sweep1,
      label,
      layers: label.layers,
      intervalSeconds: shown.intervalSeconds,
      lookedAt: true,
    }
  }

  /** Null while anything that it needs is not at hand. */
  #jobAt(state: StudioState, position: number, label: PairLabel | undefined): PredictionJob | null {
    const sweep0 = this.#frames.sweepAt(position)
    const sweep1 = this.#frames.sweepAt(position + 1)
    const key = label ? this.keyOf(state, label) : null
    if (!label?.layers || !sweep0 || !sweep1 || key === null) return null
    const { intervalSeconds } = label.estimate
    return {
      ...this.#settingsOf(state),
      key,
      sweep0,
      sweep1,
      label,
      layers: label.layers,
      intervalSeconds,
      lookedAt: false,
    }
  }

  #settingsOf({ inference, modelState }: StudioState) {
    const usual = modelState.kind === 'ready' ? modelState.model.manifest.iterations.default : 0
    return { iterations: inference.iterations ?? usual, withContext: inference.withContext }
  }

  /** What a prediction is known by: the labels, whether they are given, iterations. Null without a model. */
  keyOf(state: StudioState, label: PairLabel): string | null {
    if (state.modelState.kind !== 'ready') return null
    const { iterations, withContext } = this.#settingsOf(state)
    return [this.#labelId(label), withContext, iterations].join('|')
  }

  #labelId(label: PairLabel): number {
    const { flow } = label.estimate
    const known = this.#labelIds.get(flow)
    if (known !== undefined) return known
    this.#labelIds.set(flow, this.#nextLabelId)
    return this.#nextLabelId++
  }
}
