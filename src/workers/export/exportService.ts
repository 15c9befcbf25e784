import { StudioError } from '#model/error/studioError.ts'
import { type BundleOptions, type ExportBundle, openBundle } from '#model/export/exportBundle.ts'
import type { ExportFrame } from '#model/export/exportFrame.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { ExportedFile } from '../contract.ts'

/** Encodes files frame by frame, so that no more than one frame is on its way at a time. */
export class ExportService {
  readonly #open = new Map<number, ExportBundle>()
  #next = 1

  /** @returns by which the export is known from now on */
  async begin(options: BundleOptions, _task: TaskOptions): Promise<number> {
    const id = this.#next++
    this.#open.set(id, openBundle(options))
    return id
  }

  async add(id: number, frame: ExportFrame, task: TaskOptions): Promise<void> {
    await this.#bundle(id).add(frame, task)
  }

  async finish(id: number, task: TaskOptions): Promise<ExportedFile> {
    const { name, parts, note } = await this.#bundle(id).finish(task)
    return { name, note, file: new Blob([...parts], { type: 'application/octet-stream' }) }
  }

  /** Frees what an export holds, finished or not. */
  async end(id: number, _task: TaskOptions): Promise<void> {
    this.#open.get(id)?.close()
    this.#open.delete(id)
  }

  #bundle(id: number): ExportBundle {
    const bundle = this.#open.get(id)
    if (!bundle)
      throw new StudioError({
        code: 'worker-crashed',
        message: 'What was exported so far is lost: the worker was started anew.',
        hint: 'Export again, fewer frames at a time if it happens again.',
      })
    return bundle
  }
}
