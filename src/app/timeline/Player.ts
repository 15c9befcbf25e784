import type { StoreApi } from 'zustand'
import type { FastState } from '../stores/fastState.ts'
import { frameCount } from '../stores/frameSlice.ts'
import type { StudioState } from '../stores/studioState.ts'

export interface PlayerClock {
  /** Milliseconds. */
  now(): number
  /** Calls back before the next paint; returns how to call it off. */
  nextFrame(callback: () => void): () => void
}

export const browserClock: PlayerClock = {
  now: () => performance.now(),
  nextFrame: callback => {
    const id = requestAnimationFrame(callback)
    return () => cancelAnimationFrame(id)
  },
}

/** Longer pauses between two paints (a hidden tab, a breakpoint) do not make the playhead jump. */
const LONGEST_TICK_SECONDS = 0.5

/** Sweeps. Sums of many short ticks fall short of a whole number by rounding alone. */
const ROUNDING_SWEEPS = 1e-6

/** Playing needs two pairs at least. */
export function canPlay(count: number): boolean {
  return count >= 3
}

/**
 * Moves the playhead by the clock: a slow machine skips frames, it does not slow down. Where the next frame is not
 * loaded yet the playhead waits for it instead of running ahead.
 */
export class Player {
  readonly #store: StoreApi<StudioState>
  readonly #fast: FastState
  readonly #isReady: (position: number) => boolean
  readonly #interval: () => number
  readonly #clock: PlayerClock
  readonly #unsubscribe: () => void
  #cancelFrame: (() => void) | null = null
  #last = 0

  constructor(
    store: StoreApi<StudioState>,
    fast: FastState,
    isReady: (position: number) => boolean,
    intervalSeconds: () => number,
    clock: PlayerClock = browserClock,
  ) {
    this.#store = store
    this.#fast = fast
    this.#isReady = isReady
    this.#interval = intervalSeconds
    this.#clock = clock
    this.#unsubscribe = store.subscribe((state, before) => {
      if (state.position !== before.position) this.#movedTo(state.position, before.position, state.playing)
      if (state.activeId !== before.activeId) fast.playhead = state.position
      if (state.playing !== before.playing) state.playing ? this.#start() : this.#stop()
    })
  }

  dispose(): void {
    this.#unsubscribe()
    this.#stop()
  }

  #movedTo(position: number, before: number, playing: boolean): void {
    if (Math.floor(this.#fast.playhead) === position && playing) return
    this.#fast.playhead = position
    this.#fast.direction = position >= before ? 1 : -1
  }

  #start(): void {
    const { activeId, sequenceSettings, position } = this.#store.getState()
    const count = frameCount({ activeId, sequenceSettings })
    if (!canPlay(count)) {
      this.#store.getState().setPlaying(false)
      return
    }
    this.#fast.direction = 1
    this.#fast.playhead = position >= count - 2 ? 0 : position
    if (position >= count - 2) this.#store.getState().setPosition(0)
    this.#last = this.#clock.now()
    this.#schedule()
  }

  #stop(): void {
    this.#cancelFrame?.()
    this.#cancelFrame = null
    this.#fast.playhead = this.#store.getState().position
  }

  #schedule(): void {
    this.#cancelFrame = this.#clock.nextFrame(() => this.#tick())
  }

  #tick(): void {
    const state = this.#store.getState()
    if (!state.playing) return
    const now = this.#clock.now()
    const seconds = Math.min(LONGEST_TICK_SECONDS, (now - this.#last) / 1000)
    this.#last = now
    // The last sweep has no successor and so no motion: playing ends on the last pair.
    const end = frameCount(state) - 1
    const from = Math.floor(this.#fast.playhead)
    let playhead = this.#fast.playhead + (seconds * state.speed) / this.#interval()
    if (Math.ceil(playhead) - playhead < ROUNDING_SWEEPS) playhead = Math.ceil(playhead)
    let waits = false
    for (let position = from + 1; position <= Math.floor(playhead); position++) {
      const next = position >= end ? 0 : position
      if (next === 0 && !state.loop) {
        this.#fast.playhead = end - 1
        state.setPlaying(false)
        return
      }
      if (!this.#isReady(next)) {
        playhead = position - 1e-3
        waits = true
        break
      }
    }
    state.setBuffering(waits)
    this.#fast.playhead = playhead >= end ? Math.min(end - 1e-3, playhead - end) : playhead
    state.setPosition(Math.floor(this.#fast.playhead))
    this.#schedule()
  }
}
