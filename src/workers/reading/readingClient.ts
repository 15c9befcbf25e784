import { StudioError } from '#model/error/studioError.ts'
import type { SequenceInfo } from '#model/sweep/sequence.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { ReadOptions, StudioWorkers } from '../contract.ts'
import type { SpawnedWorker } from '../workerHandle.ts'
import { OpenedScope } from './openedScope.ts'

/**
 * The reading workers' face. Every drop and every simulated street has a worker of its own: what is cancelled ends with its
 * thread, and a large file being read holds up no other.
 */
export class ReadingClient {
  readonly #spawn: () => SpawnedWorker
  readonly #onCrash: (reason: string) => void
  readonly #scopeOfSequence = new Map<string, OpenedScope>()
  readonly #scopes = new Set<OpenedScope>()
  #count = 0

  constructor(spawn: () => SpawnedWorker, onCrash: (reason: string) => void = () => {}) {
    this.#spawn = spawn
    this.#onCrash = onCrash
  }

  readonly face: StudioWorkers['reading'] = {
    open: (files, task) =>
      this.#opening(`drop${++this.#count}`, async scope => {
        const result = await scope.open({ kind: 'files', files }, task)
        return { result, sequences: result.sequences }
      }),
    simulate: (options, { firstFrame = 0, ...task } = {}) =>
      this.#opening(`street${++this.#count}`, async scope => {
        const info = await scope.simulate({ kind: 'simulation', options }, firstFrame, task)
        return { result: info, sequences: [info] }
      }),
    readSweep: (id, index, options) => {
      const { task, overrides } = split(options)
      return this.#scopeOf(id).call('readSweep', [id, index, overrides], task)
    },
    readTruth: (id, index0, index1, options) => {
      const { task, overrides } = split(options)
      return this.#scopeOf(id).call('readTruth', [id, index0, index1, overrides], task)
    },
    close: async id => {
      const scope = this.#scopeOfSequence.get(id)
      if (!scope) return
      this.#scopeOfSequence.delete(id)
      if ([...this.#scopeOfSequence.values()].includes(scope)) await scope.call('close', [id])
      else this.#end(scope)
    },
  }

  dispose(): void {
    for (const scope of [...this.#scopes]) this.#end(scope)
  }

  /** A scope that opened nothing, or was cancelled, ends at once, and its thread with it. */
  async #opening<T>(
    name: string,
    open: (scope: OpenedScope) => Promise<{ result: T; sequences: readonly SequenceInfo[] }>,
  ): Promise<T> {
    const scope = new OpenedScope(name, this.#spawn, this.#onCrash)
    this.#scopes.add(scope)
    try {
      const { result, sequences } = await open(scope)
      for (const { id } of sequences) this.#scopeOfSequence.set(id, scope)
      if (sequences.length === 0) this.#end(scope)
      return result
    } catch (thrown) {
      this.#end(scope)
      throw thrown
    }
  }

  #end(scope: OpenedScope): void {
    this.#scopes.delete(scope)
    scope.dispose()
  }

  #scopeOf(id: string): OpenedScope {
    const scope = this.#scopeOfSequence.get(id)
    if (scope) return scope
    throw new StudioError({ code: 'internal', message: `No sequence "${id}" is open.`, hint: 'Open its files again.' })
  }
}

function split(options: ReadOptions | undefined): {
  task: TaskOptions
  overrides: Omit<ReadOptions, keyof TaskOptions>
} {
  const { signal, onProgress, ...overrides } = options ?? {}
  return { task: { signal, onProgress }, overrides }
}
