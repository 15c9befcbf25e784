import type { StoreApi } from 'zustand'
import { egoMotionEstimate } from '#model/coarse/pseudoLabels.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { ComparedPoints, Disagreement, StudioWorkers } from '#workers/contract.ts'
import { BackgroundPass } from '../background/BackgroundPass.ts'
import type { FrameEngine } from '../cache/FrameEngine.ts'
import type { PlacedPrediction } from '../inference/InferenceEngine.ts'
import type { PlacedLabel } from '../labelling/LabelStore.ts'
import { isDisagreement } from '../stores/disagreementSlice.ts'
import type { StudioState } from '../stores/studioState.ts'

/** Labels and predictions come in one after another; what they say together is told in between. */
const REST_MILLISECONDS = 250
/** Frames whose numbers are kept: a hundred bytes each. */
const KEPT = 4096

/** A labelled pair of sweeps, and what the network said of it. */
interface Placed extends PlacedLabel {
  readonly predicted: PlacedPrediction | undefined
}

/**
 * Compares two estimates on every frame where both are known, in the background, while a curve of their disagreement is drawn over
 * the timeline. What was compared is remembered, also of other pairs of estimates.
 */
export class DisagreementEngine {
  readonly #store: StoreApi<StudioState>
  readonly #frames: FrameEngine
  readonly #workers: Pick<StudioWorkers, 'evaluation' | 'instruments'>
  readonly #labels: () => readonly PlacedLabel[]
  readonly #predictions: () => readonly PlacedPrediction[]
  readonly #known = new Map<string, Disagreement>()
  /** Arrays name what they belong to: tracks may be renumbered without changing what is compared. */
  readonly #ids = new WeakMap<Float32Array, number>()
  readonly #unsubscribe: () => void
  readonly #pass: BackgroundPass
  #nextId = 1

  /** @param labels and predictions of the open sequence that are in force, in order */
  constructor(
    store: StoreApi<StudioState>,
    frames: FrameEngine,
    workers: Pick<StudioWorkers, 'evaluation' | 'instruments'>,
    labels: () => readonly PlacedLabel[],
    predictions: () => readonly PlacedPrediction[],
  ) {
    this.#store = store
    this.#frames = frames
    this.#workers = workers
    this.#labels = labels
    this.#predictions = predictions
    this.#pass = new BackgroundPass({
      run: signal => this.#compare(signal),
      failed: error => store.getState().raise('disagreement', 'compare', error.toDetails()),
      isWanted: () => isWanted(store.getState()) && !store.getState().playing,
      ended: () => {
        if (store.getState().disagreementTask) store.setState({ disagreementTask: null })
      },
      restMilliseconds: REST_MILLISECONDS,
    })
    this.#unsubscribe = store.subscribe((state, before) => this.#follow(state, before))
  }

  dispose(): void {
    this.#unsubscribe()
    this.#pass.dispose()
  }

  #follow(state: StudioState, before: StudioState): void {
    const others =
      state.activeId !== before.activeId ||
      state.sequenceSettings !== before.sequenceSettings ||
      state.parameterOverrides !== before.parameterOverrides ||
      state.disagreementPair !== before.disagreementPair ||
      state.inference !== before.inference ||
      state.modelSource !== before.modelSource ||
      ((state.noise !== before.noise || state.noiseSeed !== before.noiseSeed) && speaksOf(state, 'noisy'))
    const wanted = isWanted(state)
    if (others || wanted !== isWanted(before)) {
      this.#pass.abort()
      if (others && state.disagreements.size > 0) this.#store.setState({ disagreements: new Map() })
    } else if (
      state.lanes === before.lanes &&
      state.playing === before.playing &&
      state.currentPrediction === before.currentPrediction &&
      state.predictedPairs === before.predictedPairs
    )
      return
    this.#pass.later()
  }

  async #compare(signal: AbortSignal): Promise<void> {
    const waiting = this.#placed().filter(placed => this.#isWaiting(placed))
    let since = performance.now()
    for (const [done, placed] of waiting.entries()) {
      this.#store.setState({ disagreementTask: { done, total: waiting.length } })
      await this.#comparePair(placed, signal)
      if (performance.now() - since < REST_MILLISECONDS) continue
      this.#tell()
      since = performance.now()
    }
    this.#tell()
    this.#store.getState().settle('disagreement')
    this.#store.getState().settle('crash evaluation')
  }

  #placed(): readonly Placed[] {
    const predictions = new Map(this.#predictions().map(placed => [placed.position, placed]))
    return this.#labels().map(placed => ({ ...placed, predicted: predictions.get(placed.position) }))
  }

  #isWaiting(placed: Placed): boolean {
    const { a, b } = this.#store.getState().disagreementPair
    const key = this.#keyOf(placed)
    return key !== null && !this.#known.has(key) && this.#isAtHand(a, placed) && this.#isAtHand(b, placed)
  }

  async #comparePair(placed: Placed, signal: AbortSignal): Promise<void> {
    const { a, b } = this.#store.getState().disagreementPair
    const key = this.#keyOf(placed)
    const [inA, inB] = [await this.#pointsOf(a, placed, signal), await this.#pointsOf(b, placed, signal)]
    // Let go of while others were compared.
    if (key === null || !inA || !inB) return
    const found = await this.#workers.evaluation.disagreement(inA, inB, { signal })
    this.#known.set(key, found)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEPT) break
      this.#known.delete(oldest)
    }
  }

  /** Of the pair's two estimates; null while the network has not spoken. */
  #keyOf(placed: Placed): string | null {
    const { a, b } = this.#store.getState().disagreementPair
    const sides = [a, b].map(source => this.#nameOf(source, placed))
    return sides.every(side => side !== null) ? sides.join(' against ') : null
  }

  /** Labels tell the pair, its poses and its parameters; with these everything but the network and the noise is told. */
  #nameOf(source: EstimateSource, { label, predicted }: Placed): string | null {
    const own = `${source} ${this.#idOf(label.estimate.flow)}`
    if (source === 'prediction' || source === 'polished')
      return predicted ? `${source} ${this.#idOf(predicted[source].flow)}` : null
    if (source !== 'noisy') return own
    const { noise, noiseSeed } = this.#store.getState()
    return `${own} ${JSON.stringify(noise)} ${noiseSeed}`
  }

  #idOf(flow: Float32Array): number {
    const known = this.#ids.get(flow)
    if (known !== undefined) return known
    this.#ids.set(flow, this.#nextId)
    return this.#nextId++
  }

  #isAtHand(source: EstimateSource, { position, label, predicted }: Placed): boolean {
    switch (source) {
      case 'truth':
        return this.#frames.truthAt(position) != null
      case 'prediction':
      case 'polished':
        return predicted !== undefined
      case 'ego-motion':
        return label.layers !== null || this.#frames.sweepAt(position) !== null
      case 'noisy':
        return label.layers !== null && this.#frames.sweepAt(position) !== null
      default:
        return true
    }
  }

  async #pointsOf(source: EstimateSource, placed: Placed, signal: AbortSignal): Promise<ComparedPoints | null> {
    const { position, label, predicted } = placed
    const { estimate, egoMotion, layers } = label
    const sweep0 = this.#frames.sweepAt(position)
    switch (source) {
      case 'truth':
        return this.#frames.truthAt(position) ?? null
      case 'prediction':
      case 'polished':
        return predicted?.[source] ?? null
      case 'ego-motion':
        if (layers) return layers.egoEstimate
        return sweep0 && egoMotionEstimate(sweep0.positions, egoMotion.sweep1FromSweep0, estimate.intervalSeconds)
      case 'noisy': {
        if (!layers || !sweep0) return null
        const { noise, noiseSeed: seed } = this.#store.getState()
        const job = { estimate, positions: sweep0.positions, ground: layers.ground0, noise, seed }
        return this.#workers.instruments.noisy(job, { signal })
      }
      default:
        return estimate
    }
  }

  #tell(): void {
    const { disagreements: before } = this.#store.getState()
    const disagreements = new Map<number, Disagreement>()
    for (const placed of this.#placed()) {
      const key = this.#keyOf(placed)
      const known = key === null ? undefined : this.#known.get(key)
      if (known) disagreements.set(placed.position, known)
    }
    const isSame =
      before.size === disagreements.size &&
      [...disagreements].every(([position, known]) => before.get(position) === known)
    if (!isSame) this.#store.setState({ disagreements })
  }
}

function isWanted({ curveMetric, disagreementStopped }: StudioState): boolean {
  return isDisagreement(curveMetric) && !disagreementStopped
}

function speaksOf({ disagreementPair: { a, b } }: StudioState, source: EstimateSource): boolean {
  return a === source || b === source
}
