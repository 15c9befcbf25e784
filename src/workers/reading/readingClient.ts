import type { SimulationOptions } from '#model/simulator/options.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { DroppedFile, ReadOptions, StudioWorkers } from '../contract.ts'
import type { WorkerHandle } from '../workerHandle.ts'
import type { ReadingService } from './readingService.ts'

type Opening =
  | { readonly kind: 'files'; readonly files: readonly DroppedFile[] }
  | { readonly kind: 'simulation'; readonly options: SimulationOptions }

/** The reading worker's face. After a crash it opens again, in the fresh worker, what was open. */
export class ReadingClient {
  readonly #handle: WorkerHandle<ReadingService>
  /** What each scope was opened from, and which of its sequences are still open. */
  readonly #opened = new Map<string, { opening: Opening; sequences: Set<string> }>()
  #scopes = 0
  #reopening: Promise<void> = Promise.resolve()

  constructor(handle: WorkerHandle<ReadingService>) {
    this.#handle = handle
  }

  readonly face: StudioWorkers['reading'] = {
    open: async (files, task) => {
      const scope = `drop${++this.#scopes}`
      const result = await this.#handle.call('open', [scope, files], task)
      const sequences = new Set(result.sequences.map(sequence => sequence.id))
      this.#opened.set(scope, { opening: { kind: 'files', files }, sequences })
      return result
    },
    simulate: async (options, { firstFrame = 0, ...task } = {}) => {
      const scope = `street${++this.#scopes}`
      const info = await this.#handle.call('simulate', [scope, options, firstFrame], task)
      this.#opened.set(scope, { opening: { kind: 'simulation', options }, sequences: new Set([info.id]) })
      return info
    },
    readSweep: async (id, index, options) => {
      const { task, overrides } = split(options)
      await this.#reopening
      return this.#handle.call('readSweep', [id, index, overrides], task)
    },
    readTruth: async (id, index0, index1, options) => {
      const { task, overrides } = split(options)
      await this.#reopening
      return this.#handle.call('readTruth', [id, index0, index1, overrides], task)
    },
    close: async id => {
      for (const [scope, { sequences }] of this.#opened)
        if (sequences.delete(id) && sequences.size === 0) this.#opened.delete(scope)
      await this.#handle.call('close', [id])
    },
  }

  /** To be called when the worker has crashed; reads wait until this is done. */
  reopenAfterCrash(): void {
    this.#reopening = (async () => {
      for (const [scope, { opening }] of this.#opened) {
        // A failure here shows again, with its reason, when the sequence is read.
        if (opening.kind === 'files') await this.#handle.call('open', [scope, opening.files]).catch(() => undefined)
        else await this.#handle.call('simulate', [scope, opening.options, null]).catch(() => undefined)
      }
    })()
  }
}

function split(options: ReadOptions | undefined): {
  task: TaskOptions
  overrides: Omit<ReadOptions, keyof TaskOptions>
} {
  const { signal, onProgress, ...overrides } = options ?? {}
  return { task: { signal, onProgress }, overrides }
}
