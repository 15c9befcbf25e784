import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { InstrumentsFace } from '#workers/instruments/instrumentsContract.ts'
import type { StudioState } from '../stores/studioState.ts'
import { estimateSource } from '../view/estimateSources.ts'

const REST_MILLISECONDS = 150

/** Looks for failures of the shown pair while their list is open, once the frame rests. */
export class FailuresEngine {
  readonly #store: StoreApi<StudioState>
  readonly #worker: InstrumentsFace
  readonly #unsubscribe: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #controller: AbortController | null = null

  constructor(store: StoreApi<StudioState>, worker: InstrumentsFace) {
    this.#store = store
    this.#worker = worker
    this.#unsubscribe = store.subscribe((state, before) => {
      if (
        state.shown === before.shown &&
        state.currentLabel === before.currentLabel &&
        state.currentPrediction === before.currentPrediction &&
        state.currentNoisy === before.currentNoisy &&
        failureSourceOf(state) === failureSourceOf(before) &&
        state.failuresByTruth === before.failuresByTruth &&
        state.failuresOpen === before.failuresOpen &&
        state.playing === before.playing
      )
        return
      this.#controller?.abort()
      clearTimeout(this.#timer)
      if (state.chosenFailure && state.shown?.key !== before.shown?.key) store.setState({ chosenFailure: null })
      if (state.failuresOpen && !state.playing) this.#timer = setTimeout(() => void this.#look(), REST_MILLISECONDS)
    })
  }

  dispose(): void {
    this.#unsubscribe()
    clearTimeout(this.#timer)
    this.#controller?.abort()
  }

  async #look(): Promise<void> {
    const state = this.#store.getState()
    const { shown, currentLabel } = state
    const source = failureSourceOf(state)
    const estimate = estimateSource(source)?.pick(state)
    if (!shown || !currentLabel?.layers || !estimate) {
      if (state.failures) this.#store.setState({ failures: null })
      return
    }
    const controller = new AbortController()
    this.#controller = controller
    const { ground0, evidence0, cluster0 } = currentLabel.layers
    const { motions, egoMotion } = currentLabel
    try {
      const list = await this.#worker.failures(
        {
          positions: shown.sweep0.positions,
          estimate,
          coarse: { ground0, evidence0, cluster0, motions, egoMotion },
          truth: state.failuresByTruth ? shown.truth : null,
        },
        { signal: controller.signal },
      )
      if (controller.signal.aborted) return
      this.#store.setState({ failures: { frameKey: shown.key, source, list }, chosenFailure: null })
      this.#store.getState().settle('failures')
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (error.code !== 'cancelled') this.#store.getState().raise('failures', 'labelling', error.toDetails())
    }
  }
}

/** Whose failures are listed: as chosen, or the first pane's. */
export function failureSourceOf({
  failureSource,
  panes,
}: Pick<StudioState, 'failureSource' | 'panes'>): EstimateSource {
  return failureSource ?? panes[0]?.source ?? 'pseudo-labels'
}
