import { type Endpoint, type Remote, releaseProxy, transfer, wrap } from 'comlink'
import { StudioError } from '#model/error/studioError.ts'
import type { Service, ServiceArguments, ServiceEndpoint, ServiceResult } from './exposeService.ts'
import { openBridge, type PartialTask } from './taskBridge.ts'

/** A running worker as the handle sees it; tests hand in a MessageChannel instead of a thread. */
export interface SpawnedWorker {
  readonly endpoint: Endpoint
  terminate(): void
  /** Called once when the thread dies by an uncaught error. */
  onCrash(listener: (reason: string) => void): void
}

export function spawnWorker(worker: Worker): SpawnedWorker {
  return {
    endpoint: worker,
    terminate: () => worker.terminate(),
    onCrash: listener => {
      worker.addEventListener('error', event => {
        event.preventDefault()
        listener(event.message || 'the worker script could not be loaded')
      })
      worker.addEventListener('messageerror', () => listener('a message could not be decoded'))
    },
  }
}

export interface WorkerHandleOptions {
  readonly onCrash?: ((reason: string) => void) | undefined
  /** Ends a thread that is still busy this long after the last of its calls was cancelled. Without it the worker stops at its next breath. */
  readonly abandon?: { readonly afterMilliseconds: number; readonly onAbandoned: () => void } | undefined
}

/**
 * Owns one worker of a service: starts it on first use, rejects what is pending when it is disposed or crashes,
 * and starts a fresh one for the next call after a crash or after it was given up.
 */
export class WorkerHandle<S extends Service<S>> {
  readonly #name: string
  readonly #spawn: () => SpawnedWorker
  readonly #options: WorkerHandleOptions
  readonly #pending = new Set<(error: StudioError) => void>()
  #running: { worker: SpawnedWorker; remote: Remote<ServiceEndpoint> } | null = null
  #disposed = false

  constructor(name: string, spawn: () => SpawnedWorker, options: WorkerHandleOptions = {}) {
    this.#name = name
    this.#spawn = spawn
    this.#options = options
  }

  /** Calls `method`; rejects with a StudioError, at once when the signal fires (the worker stops at its next breath). */
  call<K extends keyof S & string>(
    method: K,
    args: ServiceArguments<S[K]>,
    task?: PartialTask,
    transferables: Transferable[] = [],
  ): Promise<ServiceResult<S[K]>> {
    if (this.#disposed) return Promise.reject(this.#disposedError())
    if (task?.signal?.aborted) return Promise.reject(cancelledError())
    const running = this.#start()
    const bridge = openBridge(task)
    return new Promise((resolve, reject) => {
      let giveUp: ReturnType<typeof setTimeout> | undefined
      const settle = () => {
        clearTimeout(giveUp)
        this.#pending.delete(fail)
        task?.signal?.removeEventListener('abort', abort)
        bridge.close()
      }
      const fail = (error: StudioError) => {
        settle()
        reject(error)
      }
      const abort = () => {
        this.#pending.delete(fail)
        reject(cancelledError())
        const { abandon } = this.#options
        if (!abandon) return
        giveUp = setTimeout(() => {
          this.#abandon(running, abandon.onAbandoned)
          if (this.#running !== running) settle()
        }, abandon.afterMilliseconds)
      }
      this.#pending.add(fail)
      task?.signal?.addEventListener('abort', abort, { once: true })
      running.remote
        .call(method, transfer([...args], transferables), transfer(bridge.port, [bridge.port]))
        .then(outcome => {
          settle()
          if (outcome.ok) resolve(outcome.value as ServiceResult<S[K]>)
          else reject(StudioError.fromDetails(outcome.error))
        })
        .catch((thrown: unknown) => fail(StudioError.from(thrown)))
    })
  }

  /** Gives up the thread; whatever is pending is cancelled, and the next call starts another. */
  renew(): void {
    this.#stop(cancelledError())
  }

  /** Idempotent. Whatever is pending is rejected with `worker-disposed`. */
  dispose(): void {
    this.#disposed = true
    this.#stop(this.#disposedError())
  }

  /** Calls that are still wanted keep the thread: they would have to begin again. */
  #abandon(running: { worker: SpawnedWorker }, onAbandoned: () => void): void {
    if (this.#running !== running || this.#pending.size > 0) return
    this.#stop(cancelledError())
    onAbandoned()
  }

  #start(): { worker: SpawnedWorker; remote: Remote<ServiceEndpoint> } {
    if (this.#running) return this.#running
    const worker = this.#spawn()
    const running = { worker, remote: wrap<ServiceEndpoint>(worker.endpoint) }
    this.#running = running
    worker.onCrash(reason => {
      if (this.#running !== running) return
      this.#stop(
        new StudioError({
          code: 'worker-crashed',
          message: `The ${this.#name} worker stopped: ${reason}`,
          hint: 'It has been restarted; try again. If it happens each time, the input may be too large for the memory at hand.',
        }),
      )
      this.#options.onCrash?.(reason)
    })
    return running
  }

  #stop(error: StudioError): void {
    const running = this.#running
    this.#running = null
    running?.worker.terminate()
    for (const reject of [...this.#pending]) reject(error)
    running?.remote[releaseProxy]()
  }

  #disposedError(): StudioError {
    return new StudioError({ code: 'worker-disposed', message: `The ${this.#name} worker has been closed.` })
  }
}

function cancelledError(): StudioError {
  return new StudioError({ code: 'cancelled', message: 'The task was cancelled.' })
}
