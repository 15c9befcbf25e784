import { StudioError } from '../error/studioError.ts'

export interface Progress {
  /** What is being done, as shown to the user: "Reading 000012.bin", "Ray casting". */
  readonly stage: string
  readonly done: number
  readonly total: number
}

/** What every long call takes: a way to stop it and a way to hear of it. */
export interface TaskOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StudioError({ code: 'cancelled', message: 'The task was cancelled.' })
}

/** Work between two looks at the event loop; short enough that a cancel message is seen well within 50 ms. */
const SLICE_MILLISECONDS = 16

let sliceStart = 0

/**
 * Called inside long loops of asynchronous code: lets messages in (a cancel among them) when the current slice is used up,
 * then throws `cancelled` if the signal has fired. Costs one clock read when the slice is not used up.
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  const now = performance.now()
  if (now - sliceStart > SLICE_MILLISECONDS) {
    await nextMacrotask()
    sliceStart = performance.now()
  }
  throwIfCancelled(signal)
}

/** A MessageChannel turn: setTimeout would be clamped to 4 ms once nested. */
function nextMacrotask(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
