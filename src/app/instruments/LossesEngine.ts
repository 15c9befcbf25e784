import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { LossJob, LossValues } from '#model/losses/computeLosses.ts'
import type { Estimate, EstimateSource } from '#model/sweep/estimate.ts'
import type { InstrumentsFace } from '#workers/instruments/instrumentsContract.ts'
import { seenPanes } from '../stores/comparisonSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { ESTIMATE_SOURCES, estimateSource } from '../view/estimateSources.ts'

interface Known {
  /** Flow of the labels that it was held against. */
  readonly labels: Float32Array
  readonly values: LossValues
}

/** Estimates whose losses are kept: 3 MB each at 100k points. */
const KEPT = 16

/**
 * Computes losses of the shown pair: of an estimate that is asked for, and of those in panes while a loss colours them. The last
 * ones are kept: coming back to a frame costs nothing.
 */
export class LossesEngine {
  readonly #store: StoreApi<StudioState>
  readonly #worker: InstrumentsFace
  /** By the estimate's flow: tracks may be renumbered without changing what is measured. */
  readonly #known = new Map<Float32Array, Known>()
  readonly #asked = new Set<EstimateSource>()
  readonly #unsubscribe: () => void
  #frameKey: string | undefined
  #running: { readonly job: LossJob; readonly controller: AbortController } | null = null

  constructor(store: StoreApi<StudioState>, worker: InstrumentsFace) {
    this.#store = store
    this.#worker = worker
    this.#unsubscribe = store.subscribe((state, before) => {
      const pair =
        state.shown !== before.shown ||
        state.currentLabel !== before.currentLabel ||
        state.currentPrediction !== before.currentPrediction ||
        state.currentNoisy !== before.currentNoisy
      if (pair) this.#meetPair()
      if (
        pair ||
        state.view.colour !== before.view.colour ||
        state.panes !== before.panes ||
        state.comparison !== before.comparison ||
        state.flickering !== before.flickering ||
        state.playing !== before.playing
      )
        void this.#work()
    })
  }

  /** Of the shown pair. */
  ask(source: EstimateSource): void {
    this.#asked.add(source)
    void this.#work()
  }

  cancel(): void {
    this.#asked.clear()
    this.#running?.controller.abort()
  }

  dispose(): void {
    this.#unsubscribe()
    this.#running?.controller.abort()
  }

  /** A run goes on as long as what it was given is still what is shown. */
  #meetPair(): void {
    // Not the state that was told: an engine that heard of it first may have moved on already.
    const state = this.#store.getState()
    if (state.shown?.key !== this.#frameKey) this.#asked.clear()
    this.#frameKey = state.shown?.key
    const job = this.#running?.job
    const holds =
      job?.labels.flow === state.currentLabel?.estimate.flow &&
      ESTIMATE_SOURCES.some(({ pick }) => pick(state)?.flow === job?.estimate.flow)
    if (!holds) this.#running?.controller.abort()
    this.#tell()
  }

  /** One after another; what changes meanwhile is looked at before the next. */
  async #work(): Promise<void> {
    if (this.#running && !this.#running.controller.signal.aborted) return
    const next = this.#next()
    if (!next) return
    const controller = new AbortController()
    const running = { job: next.job, controller }
    this.#running = running
    const { signal } = controller
    this.#store.setState({ lossTask: { stage: 'Losses', fraction: 0 } })
    let failed = false
    try {
      const values = await this.#worker.losses(next.job, {
        signal,
        onProgress: ({ stage, done, total }) => {
          if (!signal.aborted) this.#store.setState({ lossTask: { stage, fraction: done / total } })
        },
      })
      this.#known.set(next.estimate.flow, { labels: next.job.labels.flow, values })
      for (const oldest of this.#known.keys()) {
        if (this.#known.size <= KEPT) break
        this.#known.delete(oldest)
      }
      this.#store.getState().settle('losses')
    } catch (thrown) {
      const error = StudioError.from(thrown)
      failed = error.code !== 'cancelled'
      if (failed) this.#store.getState().raise('losses', 'labelling', error.toDetails())
    } finally {
      if (this.#running === running) {
        this.#running = null
        this.#store.setState({ lossTask: null })
        if (failed) this.#asked.clear()
        this.#tell()
      }
    }
    if (!failed && !signal.aborted) void this.#work()
  }

  #next(): { readonly estimate: Estimate; readonly job: LossJob } | null {
    const state = this.#store.getState()
    const { shown, currentLabel, playing } = state
    const layers = currentLabel?.layers
    if (!shown?.sweep1 || !layers || playing) return null
    const painted = state.view.colour.kind === 'loss' ? seenPanes(state).panes.map(pane => pane.source) : []
    for (const source of new Set([...this.#asked, ...painted])) {
      const estimate = estimateSource(source)?.pick(state)
      if (!estimate || this.#valuesOf(estimate, currentLabel.estimate)) continue
      const job: LossJob = {
        positions0: shown.sweep0.positions,
        positions1: shown.sweep1.positions,
        ground0: layers.ground0,
        ground1: layers.ground1,
        labels: currentLabel.estimate,
        estimate: {
          flow: estimate.flow,
          instance: estimate.instance,
          dynamic: estimate.dynamic,
          valid: estimate.valid,
        },
        votes: estimate.votes ?? null,
      }
      return { estimate, job }
    }
    return null
  }

  #valuesOf(estimate: Estimate, labels: Estimate): LossValues | null {
    const known = this.#known.get(estimate.flow)
    return known?.labels === labels.flow ? known.values : null
  }

  #tell(): void {
    const state = this.#store.getState()
    const losses: Partial<Record<EstimateSource, LossValues>> = {}
    for (const { id, pick } of ESTIMATE_SOURCES) {
      const estimate = pick(state)
      const values = estimate && state.currentLabel ? this.#valuesOf(estimate, state.currentLabel.estimate) : null
      if (values) losses[id] = values
    }
    if (ESTIMATE_SOURCES.some(({ id }) => losses[id] !== state.losses[id])) this.#store.setState({ losses })
  }
}
