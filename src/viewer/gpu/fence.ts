/**
 * Calls back when the GPU has finished everything sent so far, or the context is lost. The fence is looked at between tasks:
 * nothing ever waits for it.
 * @returns ends the watch; the callback is not called any more
 */
export function afterGpu(gl: WebGL2RenderingContext, done: () => void): () => void {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
  if (!fence) return () => {}
  gl.flush()
  const { port1, port2 } = new MessageChannel()
  const end = () => {
    port1.close()
    gl.deleteSync(fence)
  }
  port1.onmessage = () => {
    if (!gl.isContextLost() && gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) {
      port2.postMessage(null)
      return
    }
    end()
    done()
  }
  port2.postMessage(null)
  return end
}
