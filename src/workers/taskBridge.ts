import type { Progress, TaskOptions } from '#model/task/task.ts'
import { transferablesOf } from './transferables.ts'

/** A task that also tells parts of its result before the whole is ready, in the order that they were sent. */
export interface PartialTask extends TaskOptions {
  readonly onPartial?: ((part: unknown) => void) | undefined
}

/** Messages that run beside a call over its own port, so that an AbortSignal and a callback reach the other thread. */
type BridgeMessage =
  | { readonly kind: 'abort' }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'part'; readonly part: unknown }

/** At most this often is progress told; more would only fill the main thread's queue. */
const PROGRESS_MILLISECONDS = 40

/** Caller's side: the port goes along with the call; `close` when the call has settled. */
export function openBridge(options: PartialTask | undefined): { port: MessagePort; close: () => void } {
  const { port1, port2 } = new MessageChannel()
  const abort = () => port1.postMessage({ kind: 'abort' } satisfies BridgeMessage)
  options?.signal?.addEventListener('abort', abort)
  port1.onmessage = (event: MessageEvent<BridgeMessage>) => {
    if (options?.signal?.aborted) return
    if (event.data.kind === 'progress') options?.onProgress?.(event.data.progress)
    else if (event.data.kind === 'part') options?.onPartial?.(event.data.part)
  }
  return {
    port: port2,
    close: () => {
      options?.signal?.removeEventListener('abort', abort)
      port1.close()
    },
  }
}

/** Worker's side: turns the port back into task options; `close` when the work is done. */
export function taskFromPort(port: MessagePort): { options: PartialTask; close: () => void } {
  const controller = new AbortController()
  let lastTold = 0
  port.onmessage = (event: MessageEvent<BridgeMessage>) => {
    if (event.data.kind === 'abort') controller.abort()
  }
  return {
    options: {
      signal: controller.signal,
      onProgress: progress => {
        const now = performance.now()
        if (now - lastTold < PROGRESS_MILLISECONDS && progress.done < progress.total) return
        lastTold = now
        port.postMessage({ kind: 'progress', progress } satisfies BridgeMessage)
      },
      // Transferred like a result: what is told must be the caller's own.
      onPartial: part => port.postMessage({ kind: 'part', part } satisfies BridgeMessage, transferablesOf(part)),
    },
    close: () => port.close(),
  }
}
