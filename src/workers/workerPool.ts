import { StudioError } from '#model/error/studioError.ts'
import type { Service, ServiceArguments, ServiceResult } from './exposeService.ts'
import type { PartialTask } from './taskBridge.ts'
import { type SpawnedWorker, WorkerHandle } from './workerHandle.ts'

interface Waiting {
  readonly subject: string | undefined
  readonly run: (worker: number) => void
  readonly reject: (error: StudioError) => void
}

/** Subjects whose worker is known; older ones are forgotten. */
const SUBJECTS = 64

/**
 * Several workers of one service; calls wait in order for the next idle one. A worker may remember what it has worked on: calls
 * of one subject go to the worker that had it last, if that is idle.
 */
export class WorkerPool<S extends Service<S>> {
  readonly size: number
  readonly #handles: WorkerHandle<S>[]
  readonly #idle: number[]
  readonly #queue: Waiting[] = []
  readonly #homes = new Map<string, number>()
  #dispatching = false

  constructor(name: string, size: number, spawn: () => SpawnedWorker, onCrash: (reason: string) => void = () => {}) {
    this.size = size
    this.#handles = Array.from({ length: size }, () => new WorkerHandle<S>(name, spawn, { onCrash }))
    // Taken from the end, so that a lone caller always meets the same warm worker.
    this.#idle = Array.from({ length: size }, (_, index) => size - 1 - index)
  }

  async call<K extends keyof S & string>(
    method: K,
    args: ServiceArguments<S[K]>,
    task?: PartialTask,
    subject?: string,
  ): Promise<ServiceResult<S[K]>> {
    const worker = await this.#take(task?.signal, subject)
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

  #take(signal: AbortSignal | undefined, subject: string | undefined): Promise<number> {
    if (this.#queue.length === 0) {
      const idle = this.#idleFor(subject)
      if (idle !== null) return Promise.resolve(idle)
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        subject,
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

  /** Takes a worker out of the idle ones: the subject's own, or else any. */
  #idleFor(subject: string | undefined): number | null {
    const home = subject === undefined ? undefined : this.#homes.get(subject)
    const place = home === undefined ? -1 : this.#idle.indexOf(home)
    const worker = place >= 0 ? this.#idle.splice(place, 1)[0] : this.#idle.pop()
    if (worker === undefined) return null
    if (subject !== undefined) {
      this.#homes.delete(subject)
      this.#homes.set(subject, worker)
      for (const oldest of this.#homes.keys()) {
        if (this.#homes.size <= SUBJECTS) break
        this.#homes.delete(oldest)
      }
    }
    return worker
  }

  /** All calls that are cancelled in one turn release their workers before any of these is given away. */
  #release(worker: number): void {
    this.#idle.push(worker)
    if (this.#dispatching || this.#queue.length === 0) return
    this.#dispatching = true
    setTimeout(() => {
      this.#dispatching = false
      this.#dispatch()
    }, 0)
  }

  #dispatch(): void {
    for (let next = this.#queue[0]; next && this.#idle.length > 0; next = this.#queue[0]) {
      this.#queue.shift()
      const worker = this.#idleFor(next.subject)
      if (worker !== null) next.run(worker)
    }
  }
}
