import type { ViewerScene } from './viewerScene.ts'

/** A context that has not come back after this long is taken to be gone. */
const PATIENCE_MS = 5000

/** Follows the loss and the return of the GPU. Returns the function that stops. */
export function watchContext(
  canvas: HTMLCanvasElement,
  scene: ViewerScene,
  onLost: (lost: boolean) => void,
  onFailure: (message: string, hint: string) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const lost = (event: Event) => {
    // Without this the browser never gives the context back.
    event.preventDefault()
    onLost(true)
    clearTimeout(timer)
    timer = setTimeout(() => {
      onFailure(
        `The GPU was taken away and did not come back within ${PATIENCE_MS / 1000} s.`,
        'Close other tabs that draw with the GPU and reload the page; loaded files can be opened again.',
      )
    }, PATIENCE_MS)
  }
  const restored = () => {
    clearTimeout(timer)
    onLost(false)
    scene.restore()
  }
  canvas.addEventListener('webglcontextlost', lost)
  canvas.addEventListener('webglcontextrestored', restored)
  return () => {
    clearTimeout(timer)
    canvas.removeEventListener('webglcontextlost', lost)
    canvas.removeEventListener('webglcontextrestored', restored)
  }
}
