import type { ViewerContent, ViewerHandle } from '#viewer/contract.ts'
import type { Studio } from './stores/createStudio.ts'
import type { StudioState } from './stores/studioState.ts'

/**
 * For end-to-end tests and benchmarks, and only with `?debug` in the address: the viewer's handle (null until it is
 * ready), the state as it is and its changes, and the milliseconds that the last frames took to reach the GPU.
 */
export interface StudioDebug {
  readonly viewer: ViewerHandle | null
  /** All that is shown; null until the viewer is ready. */
  readonly content: ViewerContent | null
  getState(): StudioState
  subscribe(listener: (state: StudioState, before: StudioState) => void): () => void
  uploadTimes(): readonly number[]
}

declare global {
  interface Window {
    studioDebug?: StudioDebug
  }
}

export function exposeDebug({ store, fast }: Studio): void {
  if (!new URLSearchParams(window.location.search).has('debug')) return
  window.studioDebug = {
    get viewer() {
      return fast.viewer
    },
    get content() {
      return fast.content?.get() ?? null
    },
    getState: store.getState,
    subscribe: store.subscribe,
    uploadTimes: () => fast.viewer?.uploadTimes() ?? [],
  }
}
