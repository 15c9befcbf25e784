import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import { noiseOf } from '#model/noise/degradation.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { PredictedPair } from '#workers/inference/inferenceContract.ts'
import type { InstrumentsFace } from '#workers/instruments/instrumentsContract.ts'
import type { InferenceEngine } from '../inference/InferenceEngine.ts'
import type { NetworkDegradation, NetworkPoint } from '../stores/instrumentsSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { networkPlan, type PlannedRun } from './networkPlan.ts'

type Saying = Pick<PredictedPair, 'prediction' | 'polished'>

/** Runs the network on pseudo-labels that get worse, level by level, and measures what it makes of them. */
export class NetworkDegradationEngine {
  readonly #store: StoreApi<StudioState>
  readonly #worker: InstrumentsFace
  readonly #network: Pick<InferenceEngine, 'predictUnder'>
  readonly #unsubscribe: () => void
  #controller: AbortController | null = null

  constructor(store: StoreApi<StudioState>, worker: InstrumentsFace, network: Pick<InferenceEngine, 'predictUnder'>) {
    this.#store = store
    this.#worker = worker
    this.#network = network
    this.#unsubscribe = store.subscribe((state, before) => {
      const model = state.modelSource !== before.modelSource || state.providerWish !== before.providerWish
      const label = state.currentLabel?.estimate.flow !== before.currentLabel?.estimate.flow
      if (model || label || state.shown?.key !== before.shown?.key) this.#controller?.abort()
      // The curve of a frame that is left is there when it comes back; under other labels it is another curve.
      const relabelled = label && state.currentLabel?.key === before.currentLabel?.key
      if ((model || relabelled) && state.networkDegradation) store.setState({ networkDegradation: null })
    })
  }

  dispose(): void {
    this.#unsubscribe()
    this.#controller?.abort()
  }

  cancel(): void {
    this.#controller?.abort()
  }

  /** Of the chosen kind and seed. What was stopped goes on where it was. */
  async measure(): Promise<void> {
    this.#controller?.abort()
    const controller = new AbortController()
    this.#controller = controller
    const { signal } = controller
    this.#store.setState({ networkDegradationTask: { stage: 'Waiting for the network', fraction: 0 } })
    try {
      await this.#ready(signal)
      const base = this.#base()
      if (base) await this.#run(base, signal)
      this.#store.getState().settle('network degradation')
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (!signal.aborted && error.code !== 'cancelled')
        this.#store.getState().raise('network degradation', 'labelling', error.toDetails())
    } finally {
      if (this.#controller === controller) this.#store.setState({ networkDegradationTask: null })
    }
  }

  async #run(base: NetworkDegradation, signal: AbortSignal): Promise<void> {
    const plan = networkPlan(base.kind)
    let now = base
    for (const [done, run] of plan.entries()) {
      if (now.points.some(point => point.level === run.level && point.withContext === run.withContext)) continue
      const tell = (fraction: number) => {
        const task = { stage: `Run ${done + 1} of ${plan.length}`, fraction: (done + fraction) / plan.length }
        if (!signal.aborted) this.#store.setState({ networkDegradationTask: task })
      }
      tell(0)
      const point = await this.#measureRun(now, run, signal, tell)
      if (signal.aborted) return
      now = { ...now, points: [...now.points, point] }
      this.#store.setState({ networkDegradation: now })
    }
  }

  async #measureRun(
    { kind, seed, iterations }: NetworkDegradation,
    { level, withContext }: PlannedRun,
    signal: AbortSignal,
    tell: (fraction: number) => void,
  ): Promise<NetworkPoint> {
    const { shown, currentLabel } = this.#store.getState()
    const layers = currentLabel?.layers
    if (!shown?.truth || !layers)
      throw new StudioError({ code: 'pair-incomplete', message: 'A curve needs truth for this pair, and its labels.' })
    const { sweep0, truth } = shown
    const { estimate } = currentLabel
    const job = { estimate, positions: sweep0.positions, ground: layers.ground0, noise: noiseOf(kind, level), seed }
    const noisy: Estimate = level === 0 ? estimate : await this.#worker.noisy(job, { signal })
    const known = level === 0 ? this.#knownOf(withContext, iterations) : null
    const said =
      known ??
      (await this.#network.predictUnder(
        { context: withContext ? noisy : null, sweep1FromSweep0: noisy.sweep1FromSweep0, iterations },
        { signal, onProgress: ({ done, total }) => tell(done / total) },
      ))
    const ground0 = truth.ground ?? layers.ground0
    const measure = (of: Estimate) => this.#worker.measure({ sweep0, truth, ground0, estimate: of }, { signal })
    return {
      level,
      withContext,
      labels: await measure(noisy),
      prediction: await measure(said.prediction),
      polished: await measure(said.polished),
    }
  }

  /** What the network has said of the pair already, under these settings. */
  #knownOf(withContext: boolean, iterations: number): Saying | null {
    const { currentPrediction: known, shown } = this.#store.getState()
    if (known?.frameKey !== shown?.key || known?.withContext !== withContext || known.iterations !== iterations)
      return null
    return { prediction: known.final, polished: known.polished }
  }

  /** What there is of the curve that is asked for; null when nothing can be measured. */
  #base(): NetworkDegradation | null {
    const state = this.#store.getState()
    const { shown, modelState, inference, degradationKind: kind, noiseSeed: seed, networkDegradation: known } = state
    if (!shown?.truth || modelState.kind !== 'ready') return null
    // More than usual would only cost more.
    const usual = modelState.model.manifest.iterations.default
    const iterations = Math.min(inference.iterations ?? usual, usual)
    const asked = { frameKey: shown.key, kind, seed, iterations }
    return known &&
      known.frameKey === shown.key &&
      known.kind === kind &&
      known.seed === seed &&
      known.iterations === iterations
      ? known
      : { ...asked, points: [] }
  }

  /** The shown pair, under the settings of now. */
  #isPredicted(): boolean {
    const { currentPrediction: known, shown, modelState, inference } = this.#store.getState()
    if (modelState.kind !== 'ready' || known?.frameKey !== shown?.key) return false
    const iterations = inference.iterations ?? modelState.model.manifest.iterations.default
    return known?.withContext === inference.withContext && known.iterations === iterations
  }

  /** The model is loaded by whoever shows predictions; its own prediction of the pair goes first and is one of the runs. */
  #ready(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        const { modelState, predictionError } = this.#store.getState()
        if (modelState.kind === 'failed') {
          reject(StudioError.fromDetails(modelState.error))
          return true
        }
        if (modelState.kind === 'loading') {
          const task = { stage: modelState.stage, fraction: 0 }
          if (this.#store.getState().networkDegradationTask?.stage !== task.stage)
            this.#store.setState({ networkDegradationTask: task })
          return false
        }
        if (modelState.kind !== 'ready') return false
        if (predictionError === null && !this.#isPredicted()) return false
        resolve()
        return true
      }
      if (look()) return
      const unsubscribe = this.#store.subscribe(() => {
        if (signal.aborted || look()) unsubscribe()
      })
      signal.addEventListener('abort', () => {
        unsubscribe()
        reject(new StudioError({ code: 'cancelled', message: 'The task was cancelled.' }))
      })
    })
  }
}
