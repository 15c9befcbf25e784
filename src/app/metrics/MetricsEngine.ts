import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { MeasuredObject } from '#model/evaluation/objectErrors.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { EvaluationSummary } from '#workers/contract.ts'
import type { StudioState } from '../stores/studioState.ts'
import { ESTIMATE_SOURCES, estimatesOf } from '../view/estimateSources.ts'
import type { Measurements } from './Measurements.ts'

const REST_MILLISECONDS = 150

/** Measures every estimate of the shown frame against its truth, once the frame rests. */
export class MetricsEngine {
  readonly #store: StoreApi<StudioState>
  readonly #measurements: Measurements
  readonly #unsubscribe: () => void
  #timer: ReturnType<typeof setTimeout> | null = null
  #controller: AbortController | null = null

  constructor(store: StoreApi<StudioState>, measurements: Measurements) {
    this.#store = store
    this.#measurements = measurements
    this.#unsubscribe = store.subscribe((state, before) => {
      if (
        state.shown === before.shown &&
        state.currentLabel === before.currentLabel &&
        state.currentPrediction === before.currentPrediction &&
        state.currentNoisy === before.currentNoisy &&
        state.playing === before.playing
      )
        return
      this.#controller?.abort()
      if (this.#timer) clearTimeout(this.#timer)
      this.#timer = state.playing ? null : setTimeout(() => void this.#measure(), REST_MILLISECONDS)
    })
  }

  dispose(): void {
    this.#unsubscribe()
    if (this.#timer) clearTimeout(this.#timer)
    this.#controller?.abort()
  }

  async #measure(): Promise<void> {
    const state = this.#store.getState()
    const { shown, currentLabel, frameMetrics } = state
    if (!shown?.truth) {
      if (frameMetrics) this.#store.setState({ frameMetrics: null })
      return
    }
    const { truth, sweep0 } = shown
    const controller = new AbortController()
    this.#controller = controller
    const ground0 = truth.ground ?? currentLabel?.layers?.ground0 ?? null
    const bySource: Partial<Record<EstimateSource, EvaluationSummary>> = {}
    const objects: Partial<Record<EstimateSource, readonly MeasuredObject[]>> = {}
    const estimates = estimatesOf(state)
    this.#store.setState({ evaluating: true })
    try {
      for (const { id } of ESTIMATE_SOURCES) {
        const estimate = estimates[id]
        if (!estimate || id === 'truth') continue
        const measured = await this.#measurements.of({ sweep0, truth, ground0, estimate }, controller.signal)
        bySource[id] = measured.summary
        objects[id] = measured.objects
      }
      if (controller.signal.aborted) return
      this.#store.setState({ frameMetrics: { frameKey: shown.key, bySource, objects }, evaluating: false })
      this.#store.getState().settle('metrics')
      this.#store.getState().settle('crash evaluation')
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (controller.signal.aborted || error.code === 'cancelled') return
      this.#store.setState({ evaluating: false })
      this.#store.getState().raise('metrics', 'metrics', error.toDetails())
    }
  }
}
