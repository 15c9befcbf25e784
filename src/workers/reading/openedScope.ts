import type { SimulationOptions } from '#model/simulator/options.ts'
import type { SequenceInfo } from '#model/sweep/sequence.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { DroppedFile, OpenResult } from '../contract.ts'
import type { ServiceArguments, ServiceResult } from '../exposeService.ts'
import { type SpawnedWorker, WorkerHandle } from '../workerHandle.ts'
import type { ReadingService } from './readingService.ts'

interface FilesOpening {
  readonly kind: 'files'
  readonly files: readonly DroppedFile[]
}
interface SimulationOpening {
  readonly kind: 'simulation'
  readonly options: SimulationOptions
}

/**
 * How long a worker in which everything has been cancelled may take to notice. Decoders of other makers (HDF5, inflate, Arrow) work
 * in one piece of up to a second; starting another thread is quicker than waiting for them.
 */
const PATIENCE_MILLISECONDS = 30

/** What was opened at once, in a worker of its own. A thread that is lost is replaced, and what was open opened again, with the next call. */
export class OpenedScope {
  readonly #name: string
  readonly #handle: WorkerHandle<ReadingService>
  #opening: FilesOpening | SimulationOpening | null = null
  /** Null when the thread that had it opened is gone. */
  #opened: Promise<unknown> | null = null

  constructor(name: string, spawn: () => SpawnedWorker, onCrash: (reason: string) => void) {
    this.#name = name
    this.#handle = new WorkerHandle<ReadingService>('reading', spawn, {
      onCrash: reason => {
        this.#opened = null
        onCrash(reason)
      },
      abandon: {
        afterMilliseconds: PATIENCE_MILLISECONDS,
        onAbandoned: () => {
          this.#opened = null
        },
      },
    })
  }

  async open(opening: FilesOpening, task: TaskOptions | undefined): Promise<OpenResult> {
    const result = await this.#handle.call('open', [this.#name, opening.files], task)
    this.#keep(opening)
    return result
  }

  async simulate(opening: SimulationOpening, firstFrame: number, task: TaskOptions): Promise<SequenceInfo> {
    const info = await this.#handle.call('simulate', [this.#name, opening.options, firstFrame], task)
    this.#keep(opening)
    return info
  }

  async call<K extends 'readSweep' | 'readTruth' | 'close'>(
    method: K,
    args: ServiceArguments<ReadingService[K]>,
    task?: TaskOptions,
  ): Promise<ServiceResult<ReadingService[K]>> {
    this.#opened ??= this.#openAgain()
    await this.#opened
    return this.#handle.call(method, args, task)
  }

  dispose(): void {
    this.#handle.dispose()
  }

  #keep(opening: FilesOpening | SimulationOpening): void {
    this.#opening = opening
    this.#opened = Promise.resolve()
  }

  /** A failure here shows again, with its reason, when the sequence is read. */
  async #openAgain(): Promise<void> {
    const opening = this.#opening
    if (!opening) return
    const again =
      opening.kind === 'files'
        ? this.#handle.call('open', [this.#name, opening.files])
        : this.#handle.call('simulate', [this.#name, opening.options, null])
    await again.catch(() => undefined)
  }
}
