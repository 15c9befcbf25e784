import type { StudioErrorDetails } from '#model/error/studioError.ts'
import type { Truth } from '#model/sweep/estimate.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import type { GetState, SetState } from './slice.ts'
import type { StudioState } from './studioState.ts'

/** What the viewer shows now; the frame before stays until the next one is ready. */
export interface ShownFrame {
  readonly sequenceId: string
  readonly position: number
  readonly key: string
  readonly sweep0: Sweep
  /** Null while it loads, when it failed, and at the last sweep. */
  readonly sweep1: Sweep | null
  readonly truth: Truth | null
  readonly truthPending: boolean
  readonly intervalSeconds: number
}

export const LANE = { none: 0, present: 1, failed: 2, busy: 3, stale: 4 } as const

/** One byte a position, values of LANE. */
export interface Lanes {
  readonly loaded: Uint8Array
  readonly labelled: Uint8Array
}

export interface CacheUse {
  readonly frameBytes: number
  readonly frameBudgetBytes: number
  readonly labelBytes: number
  readonly labelBudgetBytes: number
}

export interface FrameSlice {
  /** In playing order; the pair is (position, position + 1). */
  readonly position: number
  /** Where each opened sequence was left. */
  readonly positions: Readonly<Record<string, number>>
  /** Where the first opened sequence starts, from the address bar; used once. */
  readonly startPosition: number | null
  readonly shown: ShownFrame | null
  readonly frameError: { readonly position: number; readonly error: StudioErrorDetails } | null
  readonly lanes: Lanes
  readonly cacheUse: CacheUse
  setPosition(position: number): void
  step(frames: number): void
}

export function frameCount(state: Pick<StudioState, 'activeId' | 'sequenceSettings'>): number {
  return state.activeId === null ? 0 : (state.sequenceSettings[state.activeId]?.order.length ?? 0)
}

export function createFrameSlice(set: SetState, get: GetState, frameBudgetBytes: number): FrameSlice {
  return {
    position: 0,
    positions: {},
    startPosition: null,
    shown: null,
    frameError: null,
    lanes: { loaded: new Uint8Array(0), labelled: new Uint8Array(0) },
    cacheUse: { frameBytes: 0, frameBudgetBytes, labelBytes: 0, labelBudgetBytes: 0 },
    setPosition: wanted => {
      const state = get()
      const position = Math.max(0, Math.min(frameCount(state) - 1, Math.round(wanted)))
      if (position === state.position || state.activeId === null) return
      set({ position, positions: { ...state.positions, [state.activeId]: position } })
    },
    step: frames => {
      get().setPlaying(false)
      get().setPosition(get().position + frames)
    },
  }
}
