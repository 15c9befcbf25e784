/** What the viewer's context is made with. */
export const CONTEXT = {
  antialias: false,
  alpha: false,
  stencil: false,
  powerPreference: 'high-performance',
} as const

let early: { readonly canvas: HTMLCanvasElement; readonly supported: boolean } | null = null

/**
 * Whether the browser offers WebGL 2. The first call starts the GPU's driver, which takes the browser a while: made early, that
 * goes on beside the loading of the rest, and the first viewer draws on the canvas that was asked.
 */
export function hasWebGl2(): boolean {
  if (!early) {
    const canvas = document.createElement('canvas')
    early = { canvas, supported: canvas.getContext('webgl2', CONTEXT) !== null }
  }
  return early.supported
}

let taken = false

/** A canvas for one viewer; who takes it gives its context up in the end. */
export function takeCanvas(): HTMLCanvasElement {
  if (taken || !early?.supported) return document.createElement('canvas')
  taken = true
  return early.canvas
}
