import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { Truth } from '#model/sweep/estimate.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import type { StudioWorkers, SweepReading } from '#workers/contract.ts'
import { activeSequence } from '../stores/dataSlice.ts'
import type { FastState } from '../stores/fastState.ts'
import { LANE, type ShownFrame } from '../stores/frameSlice.ts'
import { pairIntervalSeconds } from '../stores/pairGeometry.ts'
import type { StudioState } from '../stores/studioState.ts'
import { ByteBudgetCache } from './ByteBudgetCache.ts'
import {
  type FrameValue,
  frameResources,
  prefetchOrder,
  type SequenceView,
  sequencePrefix,
  sweepKey,
  truthKey,
} from './frameResources.ts'
import { type Resource, ResourceLoader } from './ResourceLoader.ts'

/** Frames fetched ahead at most; the byte budget usually ends it before. */
const PREFETCH_REACH = 96
/** Before the first sweep is known: 100k points with a few fields. */
const ASSUMED_FRAME_BYTES = 5e6
const LANE_REFRESH_MILLISECONDS = 120
/** A sequence's very first sweep waits this long for its pair: drawn once, both are there sooner than drawn twice. */
const PAIR_PATIENCE_MILLISECONDS = 400

export function activeView(state: StudioState): SequenceView | null {
  const sequence = activeSequence(state)
  const settings = state.activeId === null ? undefined : state.sequenceSettings[state.activeId]
  return sequence && settings ? { info: sequence.info, settings } : null
}

/** Brings the frame at the current position on screen and what comes next into the cache. */
export class FrameEngine {
  readonly #store: StoreApi<StudioState>
  readonly #fast: FastState
  readonly #reading: StudioWorkers['reading']
  readonly #cache: ByteBudgetCache<FrameValue>
  readonly #loader: ResourceLoader<FrameValue>
  readonly #listeners = new Set<() => void>()
  readonly #unsubscribe: () => void
  #view: SequenceView | null = null
  #assembling = false
  #awaited: { readonly key: string; over: boolean; readonly timer: ReturnType<typeof setTimeout> } | null = null
  #laneTimer: ReturnType<typeof setTimeout> | null = null

  constructor(
    store: StoreApi<StudioState>,
    fast: FastState,
    reading: StudioWorkers['reading'],
    budgetBytes: number,
    // The reading worker is one thread: two at a time would only delay the first.
    concurrency = 1,
  ) {
    this.#store = store
    this.#fast = fast
    this.#reading = reading
    this.#cache = new ByteBudgetCache(budgetBytes)
    this.#loader = new ResourceLoader(this.#cache, concurrency, () => this.#changed())
    this.#unsubscribe = store.subscribe((state, before) => {
      if (state.sequences !== before.sequences) this.#forgetClosed(state, before)
      if (
        state.activeId !== before.activeId ||
        state.sequenceSettings !== before.sequenceSettings ||
        state.position !== before.position ||
        state.starting !== before.starting
      )
        this.#plan()
    })
  }

  /** Called whenever something was loaded, failed or was dropped. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The sweep at a position of the active sequence if it is loaded; does not count as a use. */
  sweepAt(position: number): Sweep | null {
    const key = this.#view ? sweepKey(this.#view, position) : null
    const value = key === null ? undefined : this.#cache.peek(key)
    return value?.kind === 'sweep' ? value.sweep : null
  }

  /** The truth of the pair at a position if it is loaded: null = there is none; undefined = not loaded. */
  truthAt(position: number): Truth | null | undefined {
    if (!this.#view) return undefined
    const key = truthKey(this.#view, position)
    if (key === null) return null
    const value = this.#cache.peek(key)
    return value?.kind === 'truth' ? value.truth : undefined
  }

  async loadSweep(position: number, signal: AbortSignal): Promise<Sweep> {
    const resource = this.#resources()?.sweep(position) ?? null
    if (!resource)
      throw new StudioError({ code: 'pair-incomplete', message: `There is no sweep at position ${position + 1}.` })
    const value = await this.#loader.load(resource, signal)
    if (value.kind !== 'sweep') throw new StudioError({ code: 'internal', message: 'A sweep was expected.' })
    return value.sweep
  }

  /** The truth of the pair at a position; null where there is none. */
  async loadTruth(position: number, signal: AbortSignal): Promise<Truth | null> {
    const resource = this.#resources()?.truth(position) ?? null
    if (!resource) return null
    const value = await this.#loader.load(resource, signal)
    return value.kind === 'truth' ? value.truth : null
  }

  /** Whether the position can be shown at once, its pair's second sweep included. */
  isReady(position: number): boolean {
    if (!this.#view) return false
    const first = sweepKey(this.#view, position)
    const second = sweepKey(this.#view, position + 1)
    return this.#isSettled(first) && this.#isSettled(second)
  }

  retry(): void {
    this.#store.setState({ frameError: null })
    this.#store.getState().settle('truth')
    this.#loader.retry(() => true)
  }

  dispose(): void {
    this.#unsubscribe()
    if (this.#laneTimer) clearTimeout(this.#laneTimer)
    clearTimeout(this.#awaited?.timer)
    this.#listeners.clear()
    this.#loader.dispose()
  }

  #isSettled(key: string | null): boolean {
    return key === null || this.#cache.has(key) || this.#loader.failure(key) !== null
  }

  #resources() {
    if (!this.#view) return null
    const id = this.#view.info.id
    return frameResources(this.#reading, this.#view, (reading: SweepReading) => {
      this.#store.getState().settle('crash reading')
      if (reading.report) this.#store.getState().noteReport(id, reading.report)
    })
  }

  #plan(): void {
    const state = this.#store.getState()
    const view = activeView(state)
    if (!view) {
      this.#view = null
      this.#loader.want([], [])
      this.#store.setState({ shown: null, frameError: null })
      this.#changed()
      return
    }
    this.#view = view
    const resources = this.#resources()
    if (!resources) return
    const { position } = state
    const visible = [resources.sweep(position), resources.sweep(position + 1), resources.truth(position)].filter(
      resource => resource !== null,
    )
    const seen = new Set(visible.map(resource => resource.key))
    const prefetch: Resource<FrameValue>[] = []
    const frameBytes = this.#cache.size > 4 ? (2 * this.#cache.bytes) / this.#cache.size : ASSUMED_FRAME_BYTES
    const reach = Math.max(1, Math.min(PREFETCH_REACH, Math.floor((0.8 * this.#cache.budgetBytes) / frameBytes) - 2))
    for (const p of prefetchOrder(position, view.settings.order.length, this.#fast.direction, reach))
      for (const resource of [resources.sweep(p), resources.truth(p)])
        if (resource && !seen.has(resource.key)) {
          seen.add(resource.key)
          prefetch.push(resource)
        }
    this.#loader.want(visible, state.starting ? [] : prefetch)
    this.#changed()
  }

  #forgetClosed(state: StudioState, before: StudioState): void {
    const open = new Set(state.sequences.map(sequence => sequence.info.id))
    for (const { info } of before.sequences)
      if (!open.has(info.id)) {
        const prefix = sequencePrefix(info.id)
        this.#loader.forget(key => key.startsWith(prefix))
      }
  }

  /** Many changes in one turn make one assembly. */
  #changed(): void {
    if (this.#assembling) return
    this.#assembling = true
    queueMicrotask(() => {
      this.#assembling = false
      this.#assemble()
      for (const listener of this.#listeners) listener()
    })
    this.#laneTimer ??= setTimeout(() => {
      this.#laneTimer = null
      this.#refreshLanes()
    }, LANE_REFRESH_MILLISECONDS)
  }

  #assemble(): void {
    const view = this.#view
    if (!view) return
    const state = this.#store.getState()
    const { position } = state
    const key0 = sweepKey(view, position)
    const key1 = sweepKey(view, position + 1)
    const keyT = truthKey(view, position)
    if (key0 === null) return
    const first = this.#cache.get(key0)
    const failure0 = this.#loader.failure(key0)
    const failure1 = key1 === null ? null : this.#loader.failure(key1)
    this.#reportFailure(position, failure0 ?? failure1)
    if (first?.kind !== 'sweep') {
      if (failure0 && state.shown && state.shown.sequenceId !== view.info.id) this.#store.setState({ shown: null })
      return
    }
    const second = key1 === null ? undefined : this.#cache.get(key1)
    const secondSettled = this.#isSettled(key1)
    const shownHere = state.shown?.sequenceId === view.info.id && state.shown.position !== position
    // The old frame stays until the new pair is whole; only the very first sweep of a sequence is shown alone, after a while.
    if (!secondSettled && (shownHere || this.#waitsForPair(key0))) return
    const truth = keyT === null ? undefined : this.#cache.get(keyT)
    const failureT = keyT === null ? null : this.#loader.failure(keyT)
    if (failureT) state.raise('truth', 'metrics', failureT.toDetails())
    const next: ShownFrame = {
      sequenceId: view.info.id,
      position,
      key: `${key0}\n${key1 ?? ''}`,
      sweep0: first.sweep,
      sweep1: second?.kind === 'sweep' ? second.sweep : null,
      truth: truth?.kind === 'truth' ? truth.truth : null,
      truthPending: !this.#isSettled(keyT),
      intervalSeconds: pairIntervalSeconds(view.info, view.settings, position),
    }
    if (!isSameFrame(state.shown, next)) {
      const moved = state.shown?.key !== next.key
      this.#store.setState(moved ? { shown: next, picked: null } : { shown: next })
    }
  }

  #waitsForPair(firstKey: string): boolean {
    const { shown } = this.#store.getState()
    if (shown?.sequenceId === this.#view?.info.id) return false
    if (this.#awaited?.key !== firstKey) {
      clearTimeout(this.#awaited?.timer)
      this.#awaited = {
        key: firstKey,
        over: false,
        timer: setTimeout(() => this.#endWait(firstKey), PAIR_PATIENCE_MILLISECONDS),
      }
    }
    return !this.#awaited.over
  }

  #endWait(firstKey: string): void {
    if (this.#awaited?.key !== firstKey) return
    this.#awaited.over = true
    this.#changed()
  }

  #reportFailure(position: number, failure: StudioError | null): void {
    const { frameError } = this.#store.getState()
    if (failure) {
      if (frameError?.position !== position || frameError.error.message !== failure.message)
        this.#store.setState({ frameError: { position, error: failure.toDetails() } })
    } else if (frameError) this.#store.setState({ frameError: null })
  }

  #refreshLanes(): void {
    const count = this.#view?.settings.order.length ?? 0
    const loaded = new Uint8Array(count)
    for (let p = 0; this.#view && p < count; p++) {
      const key = sweepKey(this.#view, p)
      if (key === null) continue
      if (this.#cache.has(key)) loaded[p] = LANE.present
      else if (this.#loader.failure(key)) loaded[p] = LANE.failed
      else if (this.#loader.isLoading(key)) loaded[p] = LANE.busy
    }
    this.#store.setState(state => ({
      lanes: { ...state.lanes, loaded },
      cacheUse: { ...state.cacheUse, frameBytes: this.#cache.bytes, frameBudgetBytes: this.#cache.budgetBytes },
    }))
  }
}

function isSameFrame(a: ShownFrame | null, b: ShownFrame): boolean {
  return (
    a !== null &&
    a.key === b.key &&
    a.position === b.position &&
    a.sweep0 === b.sweep0 &&
    a.sweep1 === b.sweep1 &&
    a.truth === b.truth &&
    a.truthPending === b.truthPending &&
    a.intervalSeconds === b.intervalSeconds
  )
}
