import { afterGpu } from '../gpu/fence.ts'

/** Kept measurements. */
const KEPT = 512

/** Measures when the GPU has what was sent to it, with a fence that is looked at between tasks: nothing ever waits for it. */
export class UploadClock {
  private readonly gl: WebGL2RenderingContext
  private readonly milliseconds: number[] = []
  private disposed = false

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
  }

  /** `start` by performance.now(), before the first upload; to be called after the last. */
  measure(start: number): void {
    afterGpu(this.gl, () => {
      if (this.disposed || this.gl.isContextLost()) return
      this.milliseconds.push(performance.now() - start)
      if (this.milliseconds.length > KEPT) this.milliseconds.shift()
    })
  }

  times(): readonly number[] {
    return this.milliseconds
  }

  dispose(): void {
    this.disposed = true
  }
}
