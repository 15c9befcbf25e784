import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { InstrumentsFace } from '#workers/instruments/instrumentsContract.ts'
import type { StudioState } from '../stores/studioState.ts'

/** Seeds a level: enough for a band, few enough to wait for. */
export const DEGRADATION_SEEDS = 5

/** Keeps the pseudo-labels with noise up to date while somebody looks at them, and draws degradation curves on demand. */
export class NoiseEngine {
  readonly #store: StoreApi<StudioState>
  readonly #worker: InstrumentsFace
  readonly #unsubscribe: () => void
  #noisy: AbortController | null = null
  #curve: AbortController | null = null

  constructor(store: StoreApi<StudioState>, worker: InstrumentsFace) {
    this.#store = store
    this.#worker = worker
    this.#unsubscribe = store.subscribe((state, before) => {
      const frame = state.shown?.key !== before.shown?.key
      const label = state.currentLabel !== before.currentLabel
      // Tracks that are renumbered leave a curve as it is.
      if (frame || state.currentLabel?.estimate.flow !== before.currentLabel?.estimate.flow) this.#curve?.abort()
      if (frame && state.currentNoisy) store.setState({ currentNoisy: null })
      if (
        frame ||
        label ||
        state.noise !== before.noise ||
        state.noiseSeed !== before.noiseSeed ||
        isWanted(state) !== isWanted(before)
      )
        void this.#disturb()
    })
  }

  dispose(): void {
    this.#unsubscribe()
    this.#noisy?.abort()
    this.#curve?.abort()
  }

  cancelCurve(): void {
    this.#curve?.abort()
  }

  async measureDegradation(): Promise<void> {
    this.#curve?.abort()
    const { shown, currentLabel, degradationKind: kind, noiseSeed: seed } = this.#store.getState()
    if (!shown?.truth || !currentLabel?.layers) return
    const controller = new AbortController()
    this.#curve = controller
    const { signal } = controller
    this.#store.setState({ degradationTask: { stage: 'Noise', fraction: 0 } })
    try {
      const result = await this.#worker.degradation(
        {
          sweep0: shown.sweep0,
          ground0: currentLabel.layers.ground0,
          truth: shown.truth,
          estimate: currentLabel.estimate,
          kind,
          seed,
          seeds: DEGRADATION_SEEDS,
        },
        {
          signal,
          onProgress: ({ stage, done, total }) => {
            if (!signal.aborted) this.#store.setState({ degradationTask: { stage, fraction: done / total } })
          },
        },
      )
      if (!signal.aborted) this.#store.setState({ degradation: { frameKey: shown.key, result } })
      this.#store.getState().settle('degradation')
    } catch (thrown) {
      this.#complain('degradation', thrown)
    } finally {
      if (this.#curve === controller) this.#store.setState({ degradationTask: null })
    }
  }

  /** The newest wins; the one before stays in view until it is ready. */
  async #disturb(): Promise<void> {
    this.#noisy?.abort()
    const state = this.#store.getState()
    const { shown, currentLabel, noise, noiseSeed: seed } = state
    if (!isWanted(state) || !shown || !currentLabel?.layers) return
    const controller = new AbortController()
    this.#noisy = controller
    try {
      const estimate = await this.#worker.noisy(
        {
          estimate: currentLabel.estimate,
          positions: shown.sweep0.positions,
          ground: currentLabel.layers.ground0,
          noise,
          seed,
        },
        { signal: controller.signal },
      )
      if (controller.signal.aborted) return
      this.#store.setState({ currentNoisy: { frameKey: shown.key, estimate } })
      this.#store.getState().settle('noise')
    } catch (thrown) {
      this.#complain('noise', thrown)
    }
  }

  #complain(id: string, thrown: unknown): void {
    const error = StudioError.from(thrown)
    if (error.code !== 'cancelled') this.#store.getState().raise(id, 'labelling', error.toDetails())
  }
}

function isWanted({ panes, comparison, noiseOpen }: StudioState): boolean {
  return noiseOpen || comparison.reference === 'noisy' || panes.some(({ source }) => source === 'noisy')
}
