import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import type { StudioWorkers } from '#workers/contract.ts'
import { activeView, type FrameEngine } from '../cache/FrameEngine.ts'
import { inputOfLabel } from '../labelling/pairInput.ts'
import type { StudioState } from '../stores/studioState.ts'

/** Asks which rays voted for the picked point, whenever another point is picked or the pair is labelled again. */
export class VotesEngine {
  readonly #store: StoreApi<StudioState>
  readonly #frames: FrameEngine
  readonly #coarse: StudioWorkers['coarse']
  readonly #makeRoom: () => () => void
  readonly #unsubscribe: () => void
  #controller: AbortController | null = null

  /** @param makeRoom frees a worker that is labelling in the background; what it returns gives it back */
  constructor(
    store: StoreApi<StudioState>,
    frames: FrameEngine,
    coarse: StudioWorkers['coarse'],
    makeRoom: () => () => void,
  ) {
    this.#store = store
    this.#frames = frames
    this.#coarse = coarse
    this.#makeRoom = makeRoom
    this.#unsubscribe = store.subscribe((state, before) => {
      // Tracks may change; the votes belong to the evidence.
      const evidence = state.currentLabel?.layers?.evidence0
      if (state.picked === before.picked && evidence === before.currentLabel?.layers?.evidence0) return
      this.#controller?.abort()
      if (state.votes) store.setState({ votes: null, pointedVote: null })
      void this.#ask()
    })
  }

  dispose(): void {
    this.#unsubscribe()
    this.#controller?.abort()
  }

  async #ask(): Promise<void> {
    const state = this.#store.getState()
    const { picked, shown, currentLabel } = state
    const view = activeView(state)
    if (!picked || !view || !shown?.sweep1 || !currentLabel?.layers) return
    const controller = new AbortController()
    this.#controller = controller
    const { signal } = controller
    const release = this.#makeRoom()
    try {
      const input = await inputOfLabel(this.#frames, view, shown.position, currentLabel, signal)
      const votes = await this.#coarse.explain(input, picked, { signal, subject: currentLabel.key })
      if (!signal.aborted) this.#store.setState({ votes })
      this.#store.getState().settle('votes')
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (!signal.aborted && error.code !== 'cancelled')
        this.#store.getState().raise('votes', 'labelling', error.toDetails())
    } finally {
      release()
    }
  }
}
