import { LinearSRGBColorSpace, WebGLRenderer } from 'three'

/** Sharper than this costs more than it shows. */
const GREATEST_PIXEL_RATIO = 2
/** After a pause the first picture must not take the whole pause for one step of an animation; seconds. */
const LONGEST_STEP_SECONDS = 0.1

/**
 * A canvas that fills its parent, its renderer, and a loop that runs only while something asks for pictures. A general scene
 * framework would bring its own copy of all of three; the viewer needs these few lines of it.
 */
export class CanvasHost {
  readonly renderer: WebGLRenderer
  private readonly canvas = document.createElement('canvas')
  private readonly parent: HTMLElement
  private readonly observer: ResizeObserver
  private readonly draw: (seconds: number) => void
  private request = 0
  private drawnAt = 0

  /** Appends the canvas. Throws when the browser gives no WebGL 2 context. `draw` is first called after construction. */
  constructor(parent: HTMLElement, draw: (seconds: number) => void) {
    this.parent = parent
    this.draw = draw
    this.renderer = new WebGLRenderer({
      canvas: this.canvas,
      antialias: false,
      alpha: false,
      stencil: false,
      powerPreference: 'high-performance',
    })
    // Shaders write display colours as they are meant to be seen.
    this.renderer.outputColorSpace = LinearSRGBColorSpace
    this.canvas.style.display = 'block'
    this.canvas.style.touchAction = 'none'
    parent.append(this.canvas)
    this.fit()
    this.observer = new ResizeObserver(() => {
      // Drawn at once: a resized canvas is empty, and the next animation frame would come after it has been seen so.
      if (this.fit()) this.picture(performance.now())
    })
    this.observer.observe(parent)
  }

  /** One picture with the next animation frame. */
  readonly invalidate = (): void => {
    this.request ||= requestAnimationFrame(now => {
      this.request = 0
      this.picture(now)
    })
  }

  dispose(): void {
    this.observer.disconnect()
    cancelAnimationFrame(this.request)
    this.renderer.dispose()
    this.renderer.forceContextLoss()
    this.canvas.remove()
  }

  private picture(now: number): void {
    const seconds = Math.min(LONGEST_STEP_SECONDS, Math.max(0, (now - this.drawnAt) / 1000))
    this.drawnAt = now
    this.draw(seconds)
  }

  /** True when the size has changed and there is something to draw on. */
  private fit(): boolean {
    const { width, height } = this.parent.getBoundingClientRect()
    const ratio = Math.min(GREATEST_PIXEL_RATIO, Math.max(1, window.devicePixelRatio))
    const { canvas, renderer } = this
    if (width === 0 || height === 0) return false
    const isSame = canvas.width === Math.floor(width * ratio) && canvas.height === Math.floor(height * ratio)
    if (isSame && renderer.getPixelRatio() === ratio) return false
    renderer.setPixelRatio(ratio)
    renderer.setSize(width, height)
    return true
  }
}
