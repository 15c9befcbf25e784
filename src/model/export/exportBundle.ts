import { StudioError } from '../error/studioError.ts'
import type { TaskOptions } from '../task/task.ts'
import { LEADERBOARD_FORMS, type Leaderboard } from './av2/leaderboards.ts'
import { checkSubmission, SubmissionArchive } from './av2/submissionArchive.ts'
import { submissionFile } from './av2/submissionFile.ts'
import { type ExportFormat, isPointFormat, type PointFormat } from './exportFormats.ts'
import { type ExportFrame, frameStem } from './exportFrame.ts'
import { memoryInput } from './memoryInput.ts'
import { OpenSceneFlowFile } from './openSceneFlowFile.ts'
import { pointFile } from './pointFile.ts'
import { joinParts, ZipWriter } from './zipWriter.ts'

export interface BundleOptions {
  readonly format: ExportFormat
  /** Of submissions. */
  readonly leaderboard: Leaderboard
  /** Stem of the file's name, without the estimate. */
  readonly stem: string
}

export interface BundledFile {
  readonly name: string
  /** One after another. */
  readonly parts: readonly Uint8Array<ArrayBuffer>[]
  /** What was written, as shown to the user. */
  readonly note: string
}

/** Frames in, one file out: a single pair's file, an archive of several, or the one file of a format for sequences. */
export interface ExportBundle {
  add(frame: ExportFrame, task?: TaskOptions): Promise<void>
  /** @throws StudioError when nothing was added or the check of what was written fails */
  finish(task?: TaskOptions): Promise<BundledFile>
  /** Frees what is held; also after `finish`. */
  close(): void
}

export function openBundle(options: BundleOptions): ExportBundle {
  const { format } = options
  if (isPointFormat(format)) return new PointBundle(options, format)
  return format === 'av2-submission' ? new SubmissionBundle(options) : new Hdf5Bundle(options)
}

class PointBundle implements ExportBundle {
  readonly #options: BundleOptions
  readonly #format: PointFormat
  readonly #zip = new ZipWriter()
  #source = ''
  #only: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } | null = null

  constructor(options: BundleOptions, format: PointFormat) {
    this.#options = options
    this.#format = format
  }

  async add(frame: ExportFrame, task?: TaskOptions): Promise<void> {
    const { index, sweep0 } = frame
    const stem = frameStem({ index, timestampNanoseconds: sweep0.timestampNanoseconds })
    const bytes = await pointFile(this.#format, frame, task)
    this.#source = frame.estimate.source
    // An .npz is packed already.
    this.#zip.add(`${stem}.${this.#format}`, bytes, this.#format === 'npz' ? 'stored' : 'deflated')
    this.#only = this.#zip.count === 1 ? { name: `${this.#options.stem}.${stem}`, bytes } : null
  }

  async finish(): Promise<BundledFile> {
    const { count } = this.#zip
    if (count === 0) throw nothing()
    const kind = `${this.#source}.${this.#format}`
    if (this.#only) return { name: `${this.#only.name}.${kind}`, parts: [this.#only.bytes], note: '1 frame' }
    return { name: `${this.#options.stem}.${kind}.zip`, parts: this.#zip.finish(), note: `${count} frames` }
  }

  close(): void {
    this.#only = null
  }
}

class SubmissionBundle implements ExportBundle {
  readonly #options: BundleOptions
  #archive: SubmissionArchive | null = null

  constructor(options: BundleOptions) {
    this.#options = options
  }

  async add(frame: ExportFrame): Promise<void> {
    const { leaderboard } = this.#options
    this.#archive ??= new SubmissionArchive(leaderboard, frame.estimate.source === 'truth')
    this.#archive.add(submissionFile(frame, leaderboard, null))
  }

  async finish(task?: TaskOptions): Promise<BundledFile> {
    if (!this.#archive) throw nothing()
    const { leaderboard, stem } = this.#options
    const name = `${stem}.av2-${leaderboard}.zip`
    const bytes = joinParts(this.#archive.finish())
    const { files, rows } = await checkSubmission(memoryInput(name, bytes), leaderboard, this.#archive.rows, task)
    const { flow } = LEADERBOARD_FORMS[leaderboard]
    const pairs = `${files} ${files === 1 ? 'pair' : 'pairs'}`
    return { name, parts: [bytes], note: `${pairs}, ${rows} rows, flow ${flow}; read back and checked` }
  }

  close(): void {
    this.#archive = null
  }
}

class Hdf5Bundle implements ExportBundle {
  readonly #options: BundleOptions
  #file: OpenSceneFlowFile | null = null
  #source = ''
  #count = 0

  constructor(options: BundleOptions) {
    this.#options = options
  }

  async add(frame: ExportFrame): Promise<void> {
    this.#file ??= await OpenSceneFlowFile.open()
    this.#file.add(frame)
    this.#source = frame.estimate.source
    this.#count++
  }

  async finish(): Promise<BundledFile> {
    if (!this.#file) throw nothing()
    const bytes = new Uint8Array(this.#file.bytes())
    return {
      name: `${this.#options.stem}.${this.#source}.h5`,
      parts: [bytes],
      note: `${this.#count} ${this.#count === 1 ? 'pair' : 'pairs'}`,
    }
  }

  close(): void {
    this.#file?.close()
    this.#file = null
  }
}

function nothing(): StudioError {
  return new StudioError({
    code: 'no-points',
    message: 'There is no frame to export.',
    hint: 'Wait until a pair has this estimate, or choose another.',
  })
}
