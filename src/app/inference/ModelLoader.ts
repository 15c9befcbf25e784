import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { StudioWorkers } from '#workers/contract.ts'
import type { PredictedPair } from '#workers/inference/inferenceContract.ts'
import type { StudioState } from '../stores/studioState.ts'

/** Has the chosen model loaded, and knows which provider runs it. */
export class ModelLoader {
  readonly #store: StoreApi<StudioState>
  readonly #worker: StudioWorkers['inference']
  #loading: AbortController | null = null

  constructor(store: StoreApi<StudioState>, worker: StudioWorkers['inference']) {
    this.#store = store
    this.#worker = worker
  }

  get isLoading(): boolean {
    return this.#loading !== null
  }

  abort(): void {
    this.#loading?.abort()
  }

  /** For another model: what comes of this one is not heard any more. */
  forget(): void {
    this.abort()
    this.#loading = null
  }

  async load(): Promise<void> {
    const { modelSource: source, providerWish: wish } = this.#store.getState()
    const controller = new AbortController()
    this.#loading = controller
    // A runtime that has lost its GPU does not find it again: the next one has a thread of its own.
    if (this.#store.getState().gpuFailed) this.#worker.renew()
    this.#store.setState({
      modelState: { kind: 'loading', stage: 'Reading the model', fraction: 0 },
      gpuFailed: false,
    })
    this.#store.getState().settle('gpu')
    try {
      const model = await this.#worker.load(
        { source, wish },
        {
          signal: controller.signal,
          onProgress: ({ stage, done, total }) => {
            if (this.#loading === controller)
              this.#store.setState({ modelState: { kind: 'loading', stage, fraction: done / total } })
          },
        },
      )
      if (this.#loading === controller) this.#store.setState({ modelState: { kind: 'ready', model } })
    } catch (thrown) {
      if (this.#loading === controller)
        this.#store.setState({ modelState: { kind: 'failed', error: StudioError.from(thrown).toDetails() } })
    } finally {
      if (this.#loading === controller) this.#loading = null
    }
  }

  async testItself(): Promise<void> {
    this.#store.setState({ selfTest: 'running' })
    try {
      const selfTest = await this.#worker.testItself()
      this.#store.setState({ selfTest })
      this.heed(selfTest)
    } catch (thrown) {
      this.#store.setState({ selfTest: null })
      this.#store.getState().raise('self-test', 'inference', StudioError.from(thrown).toDetails())
    }
  }

  /** Says so when the GPU failed and another provider took over: from then on everything runs there. */
  heed({ provider, recovery }: Pick<PredictedPair, 'provider' | 'recovery'>): void {
    const { modelState, raise } = this.#store.getState()
    if (modelState.kind !== 'ready' || provider.name === modelState.model.provider.name) return
    // Times of two providers are not one statistic.
    this.#store.setState({
      modelState: { kind: 'ready', model: { ...modelState.model, provider } },
      gpuFailed: true,
      predictionTimings: [],
    })
    const message = recovery ?? 'The network runs on another provider now.'
    const hint = 'Nothing else is lost. “Try the GPU again” in the Network tab loads the model anew.'
    raise('gpu', 'workers', { code: 'gpu-unavailable', message, hint }, 'info')
  }
}
