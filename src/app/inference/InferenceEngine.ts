import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { StudioWorkers } from '#workers/contract.ts'
import type { PredictedPair } from '#workers/inference/inferenceContract.ts'
import { ByteBudgetCache } from '../cache/ByteBudgetCache.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { withTracksOf } from './matchTracks.ts'
import { wantsNetwork } from './wantsNetwork.ts'

/** A frame in passing is not worth seconds of work. */
const REST_MILLISECONDS = 120
const KEPT_TIMINGS = 200
const BUDGET_BYTES = 256 * 2 ** 20

interface Known {
  readonly pair: PredictedPair
  readonly iterations: number
  readonly withContext: boolean
}

/** Loads the model when it is wanted and predicts the shown pair once its labels are there. */
export class InferenceEngine {
  readonly #store: StoreApi<StudioState>
  readonly #worker: StudioWorkers['inference']
  readonly #known = new ByteBudgetCache<Known>(BUDGET_BYTES)
  readonly #labelIds = new WeakMap<Float32Array, number>()
  readonly #unsubscribe: () => void
  #nextLabelId = 1
  #loading: AbortController | null = null
  #predicting: { readonly key: string; readonly controller: AbortController } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** A lost worker is tried again once by itself. */
  #revived = false

  constructor(store: StoreApi<StudioState>, worker: StudioWorkers['inference']) {
    this.#store = store
    this.#worker = worker
    this.#unsubscribe = store.subscribe((state, before) => this.#follow(state, before))
  }

  dispose(): void {
    this.#unsubscribe()
    clearTimeout(this.#timer)
    this.#loading?.abort()
    this.#predicting?.controller.abort()
  }

  cancel(): void {
    this.#loading?.abort()
    this.#predicting?.controller.abort()
  }

  async testItself(): Promise<void> {
    this.#store.setState({ selfTest: 'running' })
    try {
      this.#store.setState({ selfTest: await this.#worker.testItself() })
    } catch (thrown) {
      this.#store.setState({ selfTest: null })
      this.#store.getState().raise('self-test', 'inference', StudioError.from(thrown).toDetails())
    }
  }

  #follow(state: StudioState, before: StudioState): void {
    if (state.modelSource !== before.modelSource || state.providerWish !== before.providerWish) {
      this.#predicting?.controller.abort()
      this.#loading?.abort()
      this.#loading = null
      this.#known.clear()
      // Told of this change in its turn, the next load begins.
      this.#store.setState({
        modelState: { kind: 'none' },
        currentPrediction: null,
        selfTest: null,
        predictionTimings: [],
      })
      return
    }
    if (state.inferenceRetries !== before.inferenceRetries) {
      this.#revived = false
      this.#store.setState({ predictionError: null })
      if (state.modelState.kind !== 'ready') void this.#load()
    }
    const wanted = wantsNetwork(state)
    if (wanted && state.modelState.kind === 'none' && !this.#loading) void this.#load()
    const changed =
      state.shown !== before.shown ||
      state.currentLabel !== before.currentLabel ||
      state.currentLabelStale !== before.currentLabelStale ||
      state.modelState !== before.modelState ||
      state.inference !== before.inference ||
      state.inferenceRetries !== before.inferenceRetries ||
      state.playing !== before.playing ||
      wanted !== wantsNetwork(before)
    if (changed) this.#refresh()
    else if (state.iteration !== before.iteration) void this.#showIteration()
  }

  async #load(): Promise<void> {
    const { modelSource: source, providerWish: wish } = this.#store.getState()
    const controller = new AbortController()
    this.#loading = controller
    this.#store.setState({ modelState: { kind: 'loading', stage: 'Reading the model', fraction: 0 } })
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

  /** Shows what is known of the present pair, or has it predicted when the frame rests. */
  #refresh(): void {
    const state = this.#store.getState()
    const job = this.#jobOf(state)
    const known = job && this.#known.get(job.key)
    if (this.#predicting && this.#predicting.key !== job?.key) this.#predicting.controller.abort()
    clearTimeout(this.#timer)
    if (job && known) {
      this.#publish(known, job.label, state)
      return
    }
    if (state.currentPrediction && state.currentPrediction.frameKey !== state.shown?.key)
      this.#store.setState({ currentPrediction: null, iteration: null })
    if (!job || state.playing || state.predictionError || this.#predicting?.key === job.key) return
    this.#timer = setTimeout(() => void this.#predict(), REST_MILLISECONDS)
  }

  #jobOf(state: StudioState) {
    const { shown, currentLabel: label, currentLabelStale, modelState, inference } = state
    if (!wantsNetwork(state) || modelState.kind !== 'ready' || !shown?.sweep1 || !label?.layers || currentLabelStale)
      return null
    if (!label.key.startsWith(shown.key)) return null
    const iterations = inference.iterations ?? modelState.model.manifest.iterations.default
    const { withContext } = inference
    const key = [shown.key, this.#labelId(label), withContext, iterations].join('|')
    return { key, shown, sweep1: shown.sweep1, label, layers: label.layers, iterations, withContext }
  }

  #labelId(label: PairLabel): number {
    const { flow } = label.estimate
    const known = this.#labelIds.get(flow)
    if (known !== undefined) return known
    this.#labelIds.set(flow, this.#nextLabelId)
    return this.#nextLabelId++
  }

  async #predict(): Promise<void> {
    const job = this.#jobOf(this.#store.getState())
    if (!job || this.#predicting?.key === job.key) return
    const controller = new AbortController()
    this.#predicting = { key: job.key, controller }
    const isCurrent = () => this.#predicting?.controller === controller
    this.#store.setState({ predicting: { stage: 'Preparing the pair', fraction: 0 }, predictionError: null })
    try {
      const pair = await this.#worker.predict(
        {
          key: job.key,
          positions0: job.shown.sweep0.positions,
          positions1: job.sweep1.positions,
          ground0: job.layers.ground0,
          ground1: job.layers.ground1,
          sweep1FromSweep0: job.label.egoMotion.sweep1FromSweep0,
          intervalSeconds: job.shown.intervalSeconds,
          context: job.withContext ? contextOf(job.label.estimate) : null,
          iterations: job.iterations,
          lookedAt: true,
        },
        {
          signal: controller.signal,
          onProgress: ({ stage, done, total }) => {
            if (isCurrent()) this.#store.setState({ predicting: { stage, fraction: done / total } })
          },
        },
      )
      this.#revived = false
      const known = { pair, iterations: job.iterations, withContext: job.withContext }
      this.#known.set(job.key, known, bytesOf(pair))
      this.#store.setState(({ predictionTimings }) => ({
        predictionTimings: [...predictionTimings, pair.timings].slice(-KEPT_TIMINGS),
      }))
    } catch (thrown) {
      this.#failed(StudioError.from(thrown), isCurrent())
    } finally {
      if (isCurrent()) {
        this.#predicting = null
        this.#store.setState({ predicting: null })
        this.#refresh()
      }
    }
  }

  #failed(error: StudioError, isCurrent: boolean): void {
    if (error.code === 'worker-crashed' && !this.#revived) {
      // The model went with its worker: it is loaded again, and the pair predicted again.
      this.#revived = true
      this.#store.setState({ modelState: { kind: 'none' } })
      return
    }
    if (!isCurrent) return
    this.#store.setState({
      predictionError:
        error.code === 'cancelled'
          ? { code: 'cancelled', message: 'The prediction was stopped.', hint: 'Predict again when you want it.' }
          : error.toDetails(),
    })
  }

  #publish({ pair, iterations, withContext }: Known, label: PairLabel, state: StudioState): void {
    const { shown, currentPrediction: before } = state
    if (!shown) return
    const final = withTracksOf(pair.prediction, label.estimate)
    const isSame = before?.final.flow === final.flow && before.frameKey === shown.key
    if (isSame && before.final.instances.every((instance, k) => instance.track === final.instances[k]?.track)) return
    this.#store.setState({
      currentPrediction: {
        frameKey: shown.key,
        final,
        polished: withTracksOf(pair.polished, label.estimate),
        shown: final,
        iteration: null,
        iterations,
        withContext,
        timings: pair.timings,
        provider: pair.provider,
        recovery: pair.recovery,
        changes: pair.changes,
      },
      iteration: null,
    })
  }

  /** The newest request wins; iterations come from the worker, which keeps those of the shown pair. */
  async #showIteration(): Promise<void> {
    const state = this.#store.getState()
    const { iteration, currentPrediction: prediction } = state
    const job = this.#jobOf(state)
    if (!prediction || !job) return
    const show = (estimate: Estimate, index: number | null) => {
      const now = this.#store.getState()
      if (now.currentPrediction?.final !== prediction.final || now.iteration !== iteration) return
      this.#store.setState({ currentPrediction: { ...now.currentPrediction, shown: estimate, iteration: index } })
    }
    if (iteration === null || iteration >= prediction.iterations) return show(prediction.final, null)
    try {
      const estimate = await this.#worker.iteration(job.key, iteration)
      show(withTracksOf(estimate, job.label.estimate), iteration)
    } catch {
      // Kept iterations belong to the pair predicted last: this one is predicted again to have them.
      this.#known.deleteWhere(key => key === job.key)
      void this.#predict()
    }
  }
}

function contextOf({ flow, instance, dynamic, confidence, sweep1FromSweep0 }: Estimate) {
  return { flow, instance, dynamic, confidence, sweep1FromSweep0 }
}

function bytesOf({ prediction }: PredictedPair): number {
  return 2 * (prediction.flow.byteLength + 3 * prediction.dynamic.byteLength)
}
