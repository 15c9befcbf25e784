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
    const { gl } = this
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    if (!fence) return
    gl.flush()
    const { port1, port2 } = new MessageChannel()
    const finish = () => {
      port1.close()
      gl.deleteSync(fence)
    }
    port1.onmessage = () => {
      if (this.disposed || gl.isContextLost()) return finish()
      if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) {
        port2.postMessage(null)
        return
      }
      this.milliseconds.push(performance.now() - start)
      if (this.milliseconds.length > KEPT) this.milliseconds.shift()
      finish()
    }
    port2.postMessage(null)
  }

  times(): readonly number[] {
    return this.milliseconds
  }

  dispose(): void {
    this.disposed = true
  }
}
