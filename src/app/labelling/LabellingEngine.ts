import type { StoreApi } from 'zustand'
import type { CoarseResult, FoundClusters } from '#model/coarse/coarseResult.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { StudioWorkers } from '#workers/contract.ts'
import { activeView, type FrameEngine } from '../cache/FrameEngine.ts'
import { type SequenceView, sweepKey } from '../cache/frameResources.ts'
import { LANE, type ShownFrame } from '../stores/frameSlice.ts'
import type { ActiveLabelling, PairLabel } from '../stores/labellingSlice.ts'
import { pairIntervalSeconds } from '../stores/pairGeometry.ts'
import { parametersFor } from '../stores/parameterSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { followedSelection } from './followedSelection.ts'
import { LabellingScheduler } from './LabellingScheduler.ts'
import { LabelStore, type PlacedLabel } from './LabelStore.ts'
import { pairInput } from './pairInput.ts'
import { StableTracks, type TrackAssigner } from './stableTracks.ts'

/** Sliders move many times a second: the pair that is shown follows at once, the others when they rest. */
const OTHERS_AFTER_MILLISECONDS = 300
const TRACK_AFTER_MILLISECONDS = 250
const PUBLISH_AFTER_MILLISECONDS = 80

export class LabellingEngine {
  readonly #store: StoreApi<StudioState>
  readonly #frames: FrameEngine
  readonly #coarse: StudioWorkers['coarse']
  readonly #labels: LabelStore
  readonly #tracks: StableTracks
  readonly #scheduler: LabellingScheduler
  readonly #active = new Map<number, ActiveLabelling>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #unsubscribe: () => void
  #view: SequenceView | null = null
  /** The run of the shown pair that has yet to tell its clusters. */
  #awaited: AbortSignal | null = null

  constructor(
    store: StoreApi<StudioState>,
    frames: FrameEngine,
    coarse: StudioWorkers['coarse'],
    budgetBytes: number,
    assignTracks: TrackAssigner,
  ) {
    this.#store = store
    this.#frames = frames
    this.#coarse = coarse
    this.#labels = new LabelStore(budgetBytes)
    this.#tracks = new StableTracks(assignTracks)
    this.#scheduler = new LabellingScheduler(
      {
        count: () => (store.getState().starting ? 0 : this.#count),
        isDone: position => this.#isDone(position),
        admits: position => this.#labels.admits(position),
        run: (position, signal) => this.#run(position, signal),
      },
      coarse.parallelism,
      () => this.#later('publish', PUBLISH_AFTER_MILLISECONDS, () => this.#publish()),
    )
    this.#unsubscribe = store.subscribe((state, before) => this.#follow(state, before))
  }

  /** Labels of the open sequence under the parameters of now, in playing order. */
  inForce(): readonly PlacedLabel[] {
    const parameters = this.#parameters()
    return this.#labels
      .inOrder()
      .filter(({ position, label }) => label.parameters === parameters && this.#keyOf(position) === label.key)
  }

  /** Those of them whose objects have the sequence's tracks: a new label waits for its own for a moment. */
  tracked(): readonly PlacedLabel[] {
    return this.inForce().filter(({ position, label }) => this.#tracks.has(position, label.estimate))
  }

  /** A worker for something that the user waits for; call what is returned when it is done. */
  makeRoom(): () => void {
    return this.#scheduler.makeRoom()
  }

  dispose(): void {
    this.#unsubscribe()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#scheduler.dispose()
  }

  #follow(state: StudioState, before: StudioState): void {
    if (state.sequences !== before.sequences)
      for (const { info } of before.sequences)
        if (!state.sequences.some(sequence => sequence.info.id === info.id)) this.#labels.deleteSequence(info.id)
    const view = activeView(state)
    const sequenceChanged = state.activeId !== before.activeId
    const settingsChanged = view?.settings !== this.#view?.settings
    if (sequenceChanged || settingsChanged) {
      this.#view = view
      this.#tracks.clear()
      if (view) this.#labels.setCurrent(view.info.id, state.position)
      this.#scheduler.setCurrent(state.position)
      this.#scheduler.invalidate()
    } else if (state.position !== before.position) {
      if (view) this.#labels.setCurrent(view.info.id, state.position)
      this.#scheduler.setCurrent(state.position, !state.playing)
    }
    if (state.parameterOverrides !== before.parameterOverrides) this.#followParameters()
    if (state.starting !== before.starting) this.#scheduler.resume()
    if (state.labellingWish !== before.labellingWish) this.#scheduler.setWish(state.labellingWish)
    if (state.labellingRetries !== before.labellingRetries) this.#scheduler.retry()
    if (state.shown !== before.shown || state.parameterOverrides !== before.parameterOverrides) this.#look()
  }

  /** A run that is about to tell its clusters may do so: a slider in motion would otherwise never show anything. */
  #followParameters(): void {
    const parameters = this.#parameters()
    for (let position = 0; position < this.#count; position++) {
      const label = this.#labelAt(position)
      if (label && label.parameters !== parameters && this.#labels.recall(label.key, position, parameters))
        this.#later('track', TRACK_AFTER_MILLISECONDS, () => this.#track())
    }
    this.#scheduler.follow(this.#awaited !== null && !this.#isDone(this.#store.getState().position))
    this.#later('resume', OTHERS_AFTER_MILLISECONDS, () => this.#scheduler.resume())
  }

  get #count(): number {
    return Math.max(0, (this.#view?.settings.order.length ?? 0) - 1)
  }

  #parameters() {
    const sensorClass = this.#view?.info.sensorClass ?? 'unknown'
    return parametersFor(this.#store.getState().parameterOverrides, sensorClass)
  }

  #keyOf(position: number): string | null {
    const view = this.#view
    if (!view) return null
    const key0 = sweepKey(view, position)
    const key1 = sweepKey(view, position + 1)
    if (key0 === null || key1 === null) return null
    return labelKey(`${key0}\n${key1}`, pairIntervalSeconds(view.info, view.settings, position))
  }

  #labelAt(position: number): PairLabel | null {
    const key = this.#keyOf(position)
    return key === null ? null : this.#labels.get(key)
  }

  #isDone(position: number): boolean {
    const label = this.#labelAt(position)
    if (!label || label.parameters !== this.#parameters()) return false
    return label.layers !== null || position !== this.#store.getState().position
  }

  async #run(position: number, signal: AbortSignal): Promise<void> {
    const view = this.#view
    const key = this.#keyOf(position)
    if (!view || key === null) return
    const isLookedAt = position === this.#store.getState().position
    if (isLookedAt) this.#awaited = signal
    this.#progress(position, 'Loading', 0)
    try {
      const parameters = this.#parameters()
      const context = this.#contextOf(position)
      const previousSweep1FromSweep0 = this.#labelAt(position - 1)?.egoMotion.sweep1FromSweep0 ?? null
      const chosen = { parameters, previousSweep1FromSweep0 }
      const result = await this.#coarse.run(await pairInput(this.#frames, view, position, context, chosen, signal), {
        signal,
        subject: key,
        lookedAt: isLookedAt,
        onProgress: ({ stage, done, total }) => this.#progress(position, stage, total > 0 ? done / total : 0),
        onClusters: found => this.#hearClusters(position, key, parameters, signal, found),
      })
      if (signal.aborted) return
      this.#labels.set(view.info.id, position, labelOf(key, parameters, context, result))
      this.#store.getState().settle('crash coarse-stage')
      this.#later('track', TRACK_AFTER_MILLISECONDS, () => this.#track())
      this.#look()
    } finally {
      this.#active.delete(position)
      if (this.#awaited === signal) this.#awaited = null
    }
  }

  /** Neighbours that are loaded; a pair that has been labelled before keeps its own, so that a slider changes nothing else. */
  #contextOf(position: number): readonly number[] {
    const known = this.#labelAt(position)
    if (known) return known.context
    return [position - 1, position + 2].filter(neighbour => this.#frames.sweepAt(neighbour) !== null)
  }

  #hearClusters(
    position: number,
    key: string,
    parameters: PairLabel['parameters'],
    signal: AbortSignal,
    found: FoundClusters,
  ): void {
    if (this.#awaited === signal) this.#awaited = null
    if (signal.aborted) return
    const { currentLabel, currentLabelStale } = this.#store.getState()
    if (currentLabelStale && currentLabel?.key === key)
      this.#store.setState({ liveClusters: { ...found, key, parameters } })
    if (parameters !== this.#parameters()) this.#scheduler.restart(position)
  }

  #progress(position: number, stage: string, fraction: number): void {
    this.#active.set(position, { position, stage, fraction })
    this.#later('publish', PUBLISH_AFTER_MILLISECONDS, () => this.#publish())
  }

  #track(): void {
    const placed = this.#labels.inOrder().filter(({ position, label }) => this.#keyOf(position) === label.key)
    const estimates = spread(placed)
    const tracked = this.#tracks.apply(estimates)
    for (const { position, label } of placed) {
      const estimate = tracked[position]
      if (estimate && estimate !== label.estimate) this.#labels.replace({ ...label, estimate })
    }
    this.#showLabel()
    // Whoever reads tracks hears of them by the lanes.
    this.#later('publish', PUBLISH_AFTER_MILLISECONDS, () => this.#publish())
  }

  /** What is looked at never has numbers, and so colours, that another moment takes back. */
  #look(): void {
    const { shown } = this.#store.getState()
    const label = shown && this.#shownLabel(shown)
    if (label && !this.#tracks.has(shown.position, label.estimate)) this.#track()
    else this.#showLabel()
  }

  #shownLabel({ key, intervalSeconds }: ShownFrame): PairLabel | null {
    return this.#labels.get(labelKey(key, intervalSeconds))
  }

  #showLabel(): void {
    const { shown, currentLabel, currentLabelStale, liveClusters, selectedInstance: selected } = this.#store.getState()
    const label = shown && this.#shownLabel(shown)
    const stale = label !== null && label.parameters !== this.#parameters()
    const live = stale && liveClusters?.key === label.key ? liveClusters : null
    if (label === currentLabel && stale === currentLabelStale && live === liveClusters) return
    const selectedInstance = followedSelection(selected, currentLabel?.estimate, label?.estimate)
    const patch = { currentLabel: label, currentLabelStale: stale, liveClusters: live, selectedInstance }
    // Clusters are numbered anew.
    this.#store.setState(label?.motions === currentLabel?.motions ? patch : { ...patch, inspectedCluster: null })
  }

  #publish(): void {
    const count = this.#count
    const lane = new Uint8Array(count)
    const parameters = this.#parameters()
    let labelled = 0
    let beyond = 0
    for (let position = 0; position < count; position++) {
      const label = this.#labelAt(position)
      if (label?.parameters === parameters) {
        lane[position] = LANE.present
        labelled++
      } else if (this.#scheduler.failures.has(position)) lane[position] = LANE.failed
      else if (this.#active.has(position)) lane[position] = LANE.busy
      else {
        if (label) lane[position] = LANE.stale
        if (!this.#labels.admits(position)) beyond++
      }
    }
    const failedPairs = [...this.#scheduler.failures]
      .map(([position, error]) => ({ position, error: error.toDetails() }))
      .sort((a, b) => a.position - b.position)
    this.#store.setState(state => ({
      labellingStatus: this.#scheduler.status,
      labelled,
      labellable: count,
      labelsBeyondBudget: beyond,
      activeLabelling: [...this.#active.values()].sort((a, b) => a.position - b.position),
      failedPairs,
      lanes: { ...state.lanes, labelled: lane },
      cacheUse: { ...state.cacheUse, labelBytes: this.#labels.bytes, labelBudgetBytes: this.#labels.budgetBytes },
    }))
  }

  /** The last call of a name wins for debounced work; publishing is throttled instead, so that progress is seen. */
  #later(name: 'publish' | 'resume' | 'track', milliseconds: number, run: () => void): void {
    const pending = this.#timers.get(name)
    if (pending !== undefined) {
      if (name !== 'resume') return
      clearTimeout(pending)
    }
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name)
        run()
      }, milliseconds),
    )
  }
}

function labelKey(frameKey: string, intervalSeconds: number): string {
  return `${frameKey}\n${intervalSeconds}`
}

function labelOf(
  key: string,
  parameters: PairLabel['parameters'],
  context: readonly number[],
  result: CoarseResult,
): PairLabel {
  const { estimate, egoMotion, motions, timings, ...layers } = result
  return { key, parameters, estimate, egoMotion, motions, timings, context, layers }
}

/** Index = position; null where nothing is labelled. */
function spread(placed: readonly PlacedLabel[]): (Estimate | null)[] {
  const last = placed.at(-1)?.position ?? -1
  const estimates: (Estimate | null)[] = new Array(last + 1).fill(null)
  for (const { position, label } of placed) estimates[position] = label.estimate
  return estimates
}
