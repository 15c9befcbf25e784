import type { StoreApi } from 'zustand'
import type { ContextSweep } from '#model/coarse/coarseInput.ts'
import type { CoarseResult } from '#model/coarse/coarseResult.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { StudioWorkers } from '#workers/contract.ts'
import { activeView, type FrameEngine } from '../cache/FrameEngine.ts'
import { type SequenceView, sweepKey } from '../cache/frameResources.ts'
import { LANE } from '../stores/frameSlice.ts'
import type { ActiveLabelling, PairLabel } from '../stores/labellingSlice.ts'
import { givenEgoMotion, pairIntervalSeconds, relativePose } from '../stores/pairGeometry.ts'
import { parametersFor } from '../stores/parameterSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { LabellingScheduler } from './LabellingScheduler.ts'
import { LabelStore, type PlacedLabel } from './LabelStore.ts'
import { StableTracks, type TrackAssigner } from './stableTracks.ts'

/** Sliders move many times a second; labels are computed again when they rest. */
const INVALIDATE_AFTER_MILLISECONDS = 300
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
        count: () => Math.max(0, (this.#view?.settings.order.length ?? 0) - 1),
        isDone: position => this.#isDone(position),
        admits: position => this.#labels.admits(position),
        run: (position, signal) => this.#run(position, signal),
      },
      coarse.parallelism,
      () => this.#later('publish', PUBLISH_AFTER_MILLISECONDS, () => this.#publish()),
    )
    this.#unsubscribe = store.subscribe((state, before) => this.#follow(state, before))
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
    if (state.parameterOverrides !== before.parameterOverrides)
      this.#later('invalidate', INVALIDATE_AFTER_MILLISECONDS, () => this.#scheduler.invalidate())
    if (state.labellingWish !== before.labellingWish) this.#scheduler.setWish(state.labellingWish)
    if (state.labellingRetries !== before.labellingRetries) this.#scheduler.retry()
    if (state.shown !== before.shown || state.parameterOverrides !== before.parameterOverrides) this.#showLabel()
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
    const { info, settings } = view
    this.#progress(position, 'Loading', 0)
    try {
      const [sweep0, sweep1] = await Promise.all([
        this.#frames.loadSweep(position, signal),
        this.#frames.loadSweep(position + 1, signal),
      ])
      const context: ContextSweep[] = []
      for (const neighbour of [position - 1, position + 2]) {
        const sweep = this.#frames.sweepAt(neighbour)
        const sweep0FromContext = sweep ? relativePose<'sweep0', 'context'>(settings, sweep0, sweep) : null
        if (sweep && sweep0FromContext) context.push({ sweep, sweep0FromContext })
      }
      const parameters = this.#parameters()
      const result = await this.#coarse.run(
        {
          sweep0,
          sweep1,
          givenSweep1FromSweep0: givenEgoMotion(settings, sweep0, sweep1),
          previousSweep1FromSweep0: this.#labelAt(position - 1)?.egoMotion.sweep1FromSweep0 ?? null,
          context,
          intervalSeconds: pairIntervalSeconds(info, settings, position),
          sensorClass: info.sensorClass,
          parameters,
        },
        {
          signal,
          onProgress: ({ stage, done, total }) => this.#progress(position, stage, total > 0 ? done / total : 0),
        },
      )
      if (signal.aborted) return
      this.#labels.set(info.id, position, labelOf(key, parameters, result))
      this.#store.getState().settle('crash coarse-stage')
      this.#later('track', TRACK_AFTER_MILLISECONDS, () => this.#track())
      this.#showLabel()
    } finally {
      this.#active.delete(position)
    }
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
  }

  #showLabel(): void {
    const { shown, currentLabel, currentLabelStale } = this.#store.getState()
    const label = shown ? this.#labels.get(labelKey(shown.key, shown.intervalSeconds)) : null
    const stale = label !== null && label.parameters !== this.#parameters()
    if (label !== currentLabel || stale !== currentLabelStale)
      this.#store.setState({ currentLabel: label, currentLabelStale: stale })
  }

  #publish(): void {
    const count = Math.max(0, (this.#view?.settings.order.length ?? 0) - 1)
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
  #later(name: 'publish' | 'invalidate' | 'track', milliseconds: number, run: () => void): void {
    const pending = this.#timers.get(name)
    if (pending !== undefined) {
      if (name !== 'invalidate') return
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

function labelOf(key: string, parameters: PairLabel['parameters'], result: CoarseResult): PairLabel {
  const { estimate, egoMotion, motions, timings, ...layers } = result
  return { key, parameters, estimate, egoMotion, motions, timings, layers }
}

/** Index = position; null where nothing is labelled. */
function spread(placed: readonly PlacedLabel[]): (Estimate | null)[] {
  const last = placed.at(-1)?.position ?? -1
  const estimates: (Estimate | null)[] = new Array(last + 1).fill(null)
  for (const { position, label } of placed) estimates[position] = label.estimate
  return estimates
}
