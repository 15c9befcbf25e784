import { StudioError } from '#model/error/studioError.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { Service, ServiceArguments, ServiceResult } from './exposeService.ts'
import { type SpawnedWorker, WorkerHandle } from './workerHandle.ts'

interface Waiting {
  readonly run: (worker: number) => void
  readonly reject: (error: StudioError) => void
}

/** Several workers of one stateless service; calls wait in order for the next idle one. */
export class WorkerPool<S extends Service<S>> {
  readonly size: number
  readonly #handles: WorkerHandle<S>[]
  readonly #idle: number[]
  readonly #queue: Waiting[] = []

  constructor(name: string, size: number, spawn: () => SpawnedWorker, onCrash: (reason: string) => void = () => {}) {
    this.size = size
    this.#handles = Array.from({ length: size }, () => new WorkerHandle<S>(name, spawn, { onCrash }))
    // Taken from the end, so that a lone caller always meets the same warm worker.
    this.#idle = Array.from({ length: size }, (_, index) => size - 1 - index)
  }

  async call<K extends keyof S & string>(
    method: K,
    args: ServiceArguments<S[K]>,
    task?: TaskOptions,
  ): Promise<ServiceResult<S[K]>> {
    const worker = await this.#take(task?.signal)
    // A cancelled call rejects at once, but its worker is free only when it has noticed; the next call waits behind it there.
    try {
      return await (this.#handles[worker] as WorkerHandle<S>).call(method, args, task)
    } finally {
      this.#release(worker)
    }
  }

  dispose(): void {
    for (const handle of this.#handles) handle.dispose()
    const error = new StudioError({ code: 'worker-disposed', message: 'The worker pool has been closed.' })
    for (const waiting of this.#queue.splice(0)) waiting.reject(error)
  }

  #take(signal: AbortSignal | undefined): Promise<number> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return Promise.resolve(idle)
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        run: worker => {
          signal?.removeEventListener('abort', abort)
          resolve(worker)
        },
        reject,
      }
      const abort = () => {
        const place = this.#queue.indexOf(waiting)
        if (place >= 0) this.#queue.splice(place, 1)
        reject(new StudioError({ code: 'cancelled', message: 'The task was cancelled.' }))
      }
      if (signal?.aborted) abort()
      else {
        signal?.addEventListener('abort', abort, { once: true })
        this.#queue.push(waiting)
      }
    })
  }

  #release(worker: number): void {
    const next = this.#queue.shift()
    if (next) next.run(worker)
    else this.#idle.push(worker)
  }
}
