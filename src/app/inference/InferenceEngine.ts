import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { StudioWorkers } from '#workers/contract.ts'
import type { PredictedPair } from '#workers/inference/inferenceContract.ts'
import { ByteBudgetCache } from '../cache/ByteBudgetCache.ts'
import type { FrameEngine } from '../cache/FrameEngine.ts'
import type { PlacedLabel } from '../labelling/LabelStore.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { ModelLoader } from './ModelLoader.ts'
import { PredictedTracks, underNumbersOf } from './PredictedTracks.ts'
import { type PredictionJob, PredictionJobs } from './PredictionJobs.ts'
import { wantsNetwork } from './wantsNetwork.ts'

/** A frame in passing is not worth seconds of work. */
const REST_MILLISECONDS = 120
const KEPT_TIMINGS = 200
const BUDGET_BYTES = 256 * 2 ** 20

/** What an instrument gives the network in place of the pair's own labels. */
export interface AskedPrediction {
  /** Null = none. */
  readonly context: Estimate | null
  readonly sweep1FromSweep0: Estimate['sweep1FromSweep0']
  readonly iterations: number
}

export interface PlacedPrediction {
  readonly position: number
  readonly label: PairLabel
  readonly prediction: Estimate
  readonly polished: Estimate
}

interface Known {
  readonly pair: PredictedPair
  readonly iterations: number
  readonly withContext: boolean
}

/**
 * Loads the model when it is wanted and predicts the shown pair once its labels are there; the labelled others from it outwards when
 * that is wished.
 */
export class InferenceEngine {
  readonly #store: StoreApi<StudioState>
  readonly #worker: StudioWorkers['inference']
  readonly #labels: () => readonly PlacedLabel[]
  readonly #model: ModelLoader
  readonly #known = new ByteBudgetCache<Known>(BUDGET_BYTES)
  readonly #tracks = new PredictedTracks()
  readonly #jobs: PredictionJobs
  readonly #unsubscribe: () => void
  #predicting: { readonly job: PredictionJob; readonly controller: AbortController; superseded: boolean } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** A lost worker is tried again once by itself. */
  #revived = false

  /** @param labels those of the open sequence that are in force, in playing order */
  constructor(
    store: StoreApi<StudioState>,
    frames: FrameEngine,
    worker: StudioWorkers['inference'],
    labels: () => readonly PlacedLabel[],
  ) {
    this.#store = store
    this.#jobs = new PredictionJobs(frames, labels)
    this.#labels = labels
    this.#worker = worker
    this.#model = new ModelLoader(store, worker)
    this.#unsubscribe = store.subscribe((state, before) => this.#follow(state, before))
  }

  dispose(): void {
    this.#unsubscribe()
    clearTimeout(this.#timer)
    this.#model.abort()
    this.#predicting?.controller.abort()
  }

  testItself(): Promise<void> {
    return this.#model.testItself()
  }

  /** What is known of the open sequence, in playing order, its objects under numbers that stay over the sequence. */
  predictions(): readonly PlacedPrediction[] {
    return this.#tracks.of(this.#placed())
  }

  #placed(): PlacedPrediction[] {
    const state = this.#store.getState()
    return this.#labels().flatMap(({ position, label }) => {
      const key = this.#jobs.keyOf(state, label)
      const known = key === null ? undefined : this.#known.peek(key)
      return known ? [{ position, label, prediction: known.pair.prediction, polished: known.pair.polished }] : []
    })
  }

  /**
   * The shown pair under another context and ego motion than its labels', for an instrument: it is neither kept nor shown.
   * @throws StudioError `cancelled`, or why it cannot be predicted
   */
  async predictUnder(asked: AskedPrediction, task: TaskOptions): Promise<PredictedPair> {
    const { shown, currentLabel } = this.#store.getState()
    if (!shown?.sweep1 || !currentLabel?.layers)
      throw new StudioError({ code: 'pair-incomplete', message: 'The shown pair is not labelled yet.' })
    const { ground0, ground1 } = currentLabel.layers
    const pair = await this.#worker.predict(
      {
        key: 'instrument',
        positions0: shown.sweep0.positions,
        positions1: shown.sweep1.positions,
        ground0,
        ground1,
        sweep1FromSweep0: asked.sweep1FromSweep0,
        intervalSeconds: shown.intervalSeconds,
        context: asked.context && contextOf(asked.context),
        iterations: asked.iterations,
        lookedAt: false,
      },
      task,
    )
    this.#model.heed(pair)
    return pair
  }

  cancel(): void {
    this.#store.setState({ predictionWish: 'shown' })
    this.#model.abort()
    this.#predicting?.controller.abort()
  }

  #follow(state: StudioState, before: StudioState): void {
    if (state.modelSource !== before.modelSource || state.providerWish !== before.providerWish) {
      this.#supersede()
      this.#model.forget()
      this.#known.clear()
      this.#tracks.clear()
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
      if (state.modelState.kind !== 'ready') void this.#model.load()
    }
    const wanted = wantsNetwork(state)
    if (wanted && state.modelState.kind === 'none' && !this.#model.isLoading) void this.#model.load()
    const changed =
      state.shown !== before.shown ||
      state.currentLabel !== before.currentLabel ||
      state.currentLabelStale !== before.currentLabelStale ||
      state.modelState !== before.modelState ||
      state.inference !== before.inference ||
      state.inferenceRetries !== before.inferenceRetries ||
      state.playing !== before.playing ||
      state.predictionWish !== before.predictionWish ||
      state.lanes !== before.lanes ||
      wanted !== wantsNetwork(before)
    if (changed) this.#refresh()
    else if (state.iteration !== before.iteration) void this.#showIteration()
  }

  /** Ends what runs, for another thing: nobody has to be told. */
  #supersede(): void {
    if (!this.#predicting) return
    this.#predicting.superseded = true
    this.#predicting.controller.abort()
  }

  /** Shows what is known of the present pair, or has it predicted when the frame rests; then the others. */
  #refresh(): void {
    const state = this.#store.getState()
    const shown = this.#jobs.shown(state)
    const known = shown && this.#known.get(shown.key)
    if (known) this.#publish(known, shown.label, state)
    else if (state.currentPrediction && state.currentPrediction.frameKey !== state.shown?.key)
      this.#store.setState({ currentPrediction: null, iteration: null })
    clearTimeout(this.#timer)
    const next = this.#nextJob(state)
    const running = this.#predicting
    if (running) {
      // Work for the shown pair ends when it is left; work for another ends when the shown one waits. What comes next begins then.
      const isLeft = running.job.lookedAt ? running.job.key !== shown?.key : next === null || next.lookedAt
      if (!isLeft) return
      this.#supersede()
      return
    }
    if (!next || state.playing || state.predictionError) return
    this.#timer = setTimeout(() => void this.#predict(), next.lookedAt ? REST_MILLISECONDS : 0)
  }

  #nextJob(state: StudioState): PredictionJob | null {
    return this.#jobs.next(state, key => this.#known.has(key))
  }

  async #predict(): Promise<void> {
    const state = this.#store.getState()
    const job = this.#nextJob(state)
    if (!job || this.#predicting) return
    const controller = new AbortController()
    const running = { job, controller, superseded: false }
    this.#predicting = running
    const isCurrent = () => this.#predicting?.controller === controller
    if (job.lookedAt)
      this.#store.setState({ predicting: { stage: 'Preparing the pair', fraction: 0 }, predictionError: null })
    try {
      const pair = await this.#worker.predict(
        {
          key: job.key,
          positions0: job.sweep0.positions,
          positions1: job.sweep1.positions,
          ground0: job.layers.ground0,
          ground1: job.layers.ground1,
          sweep1FromSweep0: job.label.egoMotion.sweep1FromSweep0,
          intervalSeconds: job.intervalSeconds,
          context: job.withContext ? contextOf(job.label.estimate) : null,
          iterations: job.iterations,
          lookedAt: job.lookedAt,
        },
        {
          signal: controller.signal,
          onProgress: ({ stage, done, total }) => {
            if (isCurrent() && job.lookedAt) this.#store.setState({ predicting: { stage, fraction: done / total } })
          },
        },
      )
      this.#revived = false
      this.#model.heed(pair)
      this.#known.set(job.key, { pair, iterations: job.iterations, withContext: job.withContext }, bytesOf(pair))
      this.#store.setState(({ predictionTimings }) => ({
        predictionTimings: [...predictionTimings, pair.timings].slice(-KEPT_TIMINGS),
        predictedPairs: this.predictions().length,
      }))
    } catch (thrown) {
      if (!running.superseded) this.#failed(StudioError.from(thrown), isCurrent())
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
    const placed = this.predictions().find(known => known.label.estimate === label.estimate)
    const final = placed?.prediction ?? pair.prediction
    const polished = placed?.polished ?? pair.polished
    const isSame = before?.final.flow === final.flow && before.frameKey === shown.key
    if (isSame && before.final.instances.every((instance, k) => instance.track === final.instances[k]?.track)) return
    this.#store.setState({
      currentPrediction: {
        frameKey: shown.key,
        final,
        polished,
        shown: final,
        iteration: null,
        iterations,
        withContext,
        timings: pair.timings,
        provider: pair.provider,
        recovery: pair.recovery,
        changes: pair.changes,
        convergence: pair.convergence,
      },
      iteration: null,
    })
  }

  /** The newest request wins; iterations come from the worker, which keeps those of the shown pair. */
  async #showIteration(): Promise<void> {
    const state = this.#store.getState()
    const { iteration, currentPrediction: prediction } = state
    const job = this.#jobs.shown(state)
    if (!prediction || !job) return
    const show = (estimate: Estimate, index: number | null) => {
      const now = this.#store.getState()
      if (now.currentPrediction?.final !== prediction.final || now.iteration !== iteration) return
      this.#store.setState({ currentPrediction: { ...now.currentPrediction, shown: estimate, iteration: index } })
    }
    if (iteration === null || iteration >= prediction.iterations) return show(prediction.final, null)
    try {
      const estimate = await this.#worker.iteration(job.key, iteration)
      show(underNumbersOf(estimate, prediction.final), iteration)
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

function bytesOf({ prediction: { flow, dynamic, votes }, convergence }: PredictedPair): number {
  return 2 * (flow.byteLength + 3 * dynamic.byteLength + (votes?.byteLength ?? 0)) + convergence.remaining.byteLength
}
