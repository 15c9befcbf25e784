import type { CameraPose, ContentSource, ViewerHandle } from '#viewer/contract.ts'

/** What changes many times a second: read in frame loops, never subscribed to. */
export interface FastState {
  /** In frames of the playing order, with the fraction between two of them. */
  playhead: number
  camera: CameraPose | null
  viewer: ViewerHandle | null
  /** What the viewer is told to show. */
  content: ContentSource | null
  /** When the playhead moved by hand last, `performance.now()`. */
  lastScrub: number
  direction: 1 | -1
}

export function createFastState(): FastState {
  return { playhead: 0, camera: null, viewer: null, content: null, lastScrub: Number.NEGATIVE_INFINITY, direction: 1 }
}
