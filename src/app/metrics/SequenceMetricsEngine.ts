import type { StoreApi } from 'zustand'
import { egoMotionEstimate } from '#model/coarse/pseudoLabels.ts'
import { trackingMetrics } from '#model/evaluation/trackingMetrics.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { EvaluationSummary, StudioWorkers } from '#workers/contract.ts'
import { BackgroundPass } from '../background/BackgroundPass.ts'
import type { FrameEngine } from '../cache/FrameEngine.ts'
import type { PlacedPrediction } from '../inference/InferenceEngine.ts'
import type { PlacedLabel } from '../labelling/LabelStore.ts'
import type { PairMeasurements, SequenceMetrics } from '../stores/metricsSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import type { Measurements } from './Measurements.ts'

const PREDICTED = ['prediction', 'polished'] as const

/** Labels come in one after another; what they are together is told in between. */
const REST_MILLISECONDS = 250

/** Measures every labelled pair of the sequence whose truth is at hand, in the background, and what they are together. */
export class SequenceMetricsEngine {
  readonly #store: StoreApi<StudioState>
  readonly #frames: FrameEngine
  readonly #evaluation: StudioWorkers['evaluation']
  readonly #measurements: Measurements
  readonly #labels: () => readonly PlacedLabel[]
  readonly #predictions: () => readonly PlacedPrediction[]
  /** Flow of ego motion alone, by the labels' flow: made once a pair. */
  readonly #egoFlows = new WeakMap<Float32Array, Float32Array>()
  readonly #unsubscribe: () => void
  readonly #pass: BackgroundPass

  /** @param labels and predictions of the open sequence that are in force, in order */
  constructor(
    store: StoreApi<StudioState>,
    frames: FrameEngine,
    evaluation: StudioWorkers['evaluation'],
    measurements: Measurements,
    labels: () => readonly PlacedLabel[],
    predictions: () => readonly PlacedPrediction[],
  ) {
    this.#store = store
    this.#frames = frames
    this.#evaluation = evaluation
    this.#measurements = measurements
    this.#labels = labels
    this.#predictions = predictions
    this.#pass = new BackgroundPass({
      run: signal => this.#measure(signal),
      failed: error => store.getState().raise('sequence metrics', 'metrics', error.toDetails()),
      isWanted: () => !store.getState().playing,
      restMilliseconds: REST_MILLISECONDS,
    })
    this.#unsubscribe = store.subscribe((state, before) => {
      const sequence = state.activeId !== before.activeId || state.sequenceSettings !== before.sequenceSettings
      const parameters = state.parameterOverrides !== before.parameterOverrides
      if (sequence || parameters) {
        this.#pass.abort()
        if (sequence && state.sequenceMetrics) store.setState({ sequenceMetrics: null })
      } else if (
        state.lanes === before.lanes &&
        state.playing === before.playing &&
        state.currentPrediction === before.currentPrediction &&
        state.predictedPairs === before.predictedPairs
      )
        return
      this.#pass.later()
    })
  }

  dispose(): void {
    this.#unsubscribe()
    this.#pass.dispose()
  }

  async #measure(signal: AbortSignal): Promise<void> {
    let since = performance.now()
    for (const { position, label } of this.#labels()) {
      const { flow } = label.estimate
      // The shown frame may have been measured without its ego motion.
      if (this.#measurements.known(flow) && this.#egoFlows.has(flow)) continue
      if (!(await this.#measurePair(position, label, signal))) continue
      if (performance.now() - since < REST_MILLISECONDS) continue
      await this.#tell(signal)
      since = performance.now()
    }
    for (const placed of this.#predictions()) await this.#measurePrediction(placed, signal)
    await this.#tell(signal)
  }

  /** False when its sweep or its truth is not at hand: it is measured when it is. */
  async #measurePair(position: number, label: PlacedLabel['label'], signal: AbortSignal): Promise<boolean> {
    const sweep0 = this.#frames.sweepAt(position)
    const truth = this.#frames.truthAt(position)
    if (!sweep0 || !truth) return false
    const ground0 = truth.ground ?? label.layers?.ground0 ?? null
    if (!ground0) return false
    const { estimate, egoMotion } = label
    const ego =
      label.layers?.egoEstimate ??
      egoMotionEstimate(sweep0.positions, egoMotion.sweep1FromSweep0, estimate.intervalSeconds)
    await this.#measurements.of({ sweep0, truth, ground0, estimate: ego }, signal)
    this.#egoFlows.set(estimate.flow, ego.flow)
    await this.#measurements.of({ sweep0, truth, ground0, estimate }, signal)
    return true
  }

  async #measurePrediction({ position, label, ...bySource }: PlacedPrediction, signal: AbortSignal): Promise<void> {
    const sweep0 = this.#frames.sweepAt(position)
    const truth = this.#frames.truthAt(position)
    const ground0 = truth?.ground ?? label.layers?.ground0 ?? null
    if (!sweep0 || !truth || !ground0) return
    for (const source of PREDICTED)
      await this.#measurements.of({ sweep0, truth, ground0, estimate: bySource[source] }, signal)
  }

  async #tell(signal: AbortSignal): Promise<void> {
    const labels = this.#labels()
    const measured = labels.filter(({ label }) => this.#measurements.known(label.estimate.flow))
    if (measured.length === 0) {
      if (this.#store.getState().sequenceMetrics) this.#store.setState({ sequenceMetrics: null })
      return
    }
    const flows = measured.map(({ label }) => label.estimate.flow)
    const labelled = await this.#together(flows, signal)
    const ego = await this.#together(
      flows.map(flow => this.#egoFlows.get(flow)).filter(flow => flow !== undefined),
      signal,
    )
    const predicted = await this.#predictedTogether(signal)
    if (signal.aborted || !labelled) return
    const frames = new Map<number, PairMeasurements>()
    for (const { position, label } of measured) {
      const known = this.#measurements.known(label.estimate.flow)
      const egoFlow = this.#egoFlows.get(label.estimate.flow)
      const egoKnown = egoFlow && this.#measurements.known(egoFlow)
      if (known) frames.set(position, { 'pseudo-labels': known, ...(egoKnown ? { 'ego-motion': egoKnown } : {}) })
    }
    for (const { position, ...bySource } of this.#predictions())
      for (const source of PREDICTED) {
        const known = this.#measurements.known(bySource[source].flow)
        const frame = frames.get(position)
        if (known && frame) frames.set(position, { ...frame, [source]: known })
      }
    this.#store.setState({
      sequenceMetrics: {
        labelled: labels.length,
        measured: measured.length,
        bySource: { 'pseudo-labels': labelled, ...(ego ? { 'ego-motion': ego } : {}), ...predicted },
        tracking: this.#tracking(measured),
        frames,
      },
    })
    this.#store.getState().settle('sequence metrics')
  }

  async #predictedTogether(signal: AbortSignal): Promise<SequenceMetrics['bySource']> {
    const bySource: Partial<Record<EstimateSource, EvaluationSummary>> = {}
    for (const source of PREDICTED) {
      const flows = this.#predictions()
        .map(placed => placed[source].flow)
        .filter(flow => this.#measurements.known(flow))
      const summary = flows.length > 0 ? await this.#together(flows, signal) : null
      if (summary) bySource[source] = summary
    }
    return bySource
  }

  /** Null while the worker has forgotten some of them (it was started anew): they are measured again. */
  async #together(flows: readonly Float32Array[], signal: AbortSignal): Promise<EvaluationSummary | null> {
    const ids = flows.map(flow => this.#measurements.idOf(flow))
    const { summary, missing } = await this.#evaluation.together(ids, { signal })
    if (missing.length === 0) return summary
    flows.forEach((flow, k) => {
      if (missing.includes(ids[k] as string)) this.#measurements.forget(flow)
    })
    this.#pass.later()
    return null
  }

  /** Null where pairs are missing in between: what happened there is not known. */
  #tracking(measured: readonly PlacedLabel[]): SequenceMetrics['tracking'] {
    const first = measured[0]?.position ?? 0
    if (measured.length < 2 || measured.some(({ position }, k) => position !== first + k)) return null
    const tracks = measured.map(({ label }) => new Map(label.estimate.instances.map(({ id, track }) => [id, track])))
    const trackOf = (frame: number, instance: number) => tracks[frame]?.get(instance) ?? instance
    const of = (which: 'all' | 'moving') =>
      trackingMetrics(
        measured.map(({ label }) => this.#measurements.known(label.estimate.flow)?.matches[which] ?? []),
        trackOf,
      )
    return { all: of('all'), moving: of('moving') }
  }
}
