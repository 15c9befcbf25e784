import { StudioError } from '../../error/studioError.ts'
import { readArrowTable } from '../../formats/arrow/arrowTable.ts'
import type { InputFile } from '../../formats/inputFile.ts'
import { readZipDirectory, readZipEntry } from '../../formats/npy/zipEntries.ts'
import { breathe, type TaskOptions } from '../../task/task.ts'
import { memoryInput } from '../memoryInput.ts'
import { ZipWriter } from '../zipWriter.ts'
import { LEADERBOARD_FORMS, type Leaderboard } from './leaderboards.ts'
import type { SubmissionFile } from './submissionFile.ts'

const METADATA = 'metadata.json'

/** Collects the pairs of a submission. */
export class SubmissionArchive {
  readonly #zip = new ZipWriter()
  readonly #leaderboard: Leaderboard
  /** Rows of each file, for the check of what was written. */
  readonly rows = new Map<string, number>()

  /** @param learntFromAnnotations what `metadata.json` says, where the form has one */
  constructor(leaderboard: Leaderboard, learntFromAnnotations: boolean) {
    this.#leaderboard = leaderboard
    if (!LEADERBOARD_FORMS[leaderboard].hasMetadata) return
    const text = JSON.stringify({ 'Is Supervised?': learntFromAnnotations }, null, 4)
    this.#zip.add(METADATA, new TextEncoder().encode(text), 'deflated')
  }

  add({ path, rows, bytes }: SubmissionFile): void {
    this.#zip.add(path, bytes, 'deflated')
    this.rows.set(path, rows)
  }

  get leaderboard(): Leaderboard {
    return this.#leaderboard
  }

  finish(): readonly Uint8Array<ArrayBuffer>[] {
    return this.#zip.finish()
  }
}

export interface CheckedSubmission {
  readonly files: number
  readonly logs: number
  readonly rows: number
  readonly columns: readonly string[]
}

/**
 * Reads an archive as a leaderboard does: names, columns in their order and types, finite flow and the rows that are expected.
 * @param expected rows by path; every path must be there, and no other. Null = whatever is there.
 * @throws StudioError `file-malformed` for the first thing that a leaderboard would refuse
 */
export async function checkSubmission(
  file: InputFile,
  leaderboard: Leaderboard,
  expected: ReadonlyMap<string, number> | null,
  task: TaskOptions = {},
): Promise<CheckedSubmission> {
  const form = LEADERBOARD_FORMS[leaderboard]
  const refuse = (message: string) => new StudioError({ code: 'file-malformed', message, file: file.path })
  const entries = await readZipDirectory(file)
  const metadata = entries.filter(({ name }) => name === METADATA)
  if (metadata.length !== (form.hasMetadata ? 1 : 0))
    throw refuse(`The ${leaderboard} form ${form.hasMetadata ? 'needs' : 'has no'} ${METADATA}.`)
  const pairs = entries.filter(({ name }) => name !== METADATA)
  if (pairs.length === 0) throw refuse('The archive holds no pair.')
  for (const path of expected?.keys() ?? [])
    if (!pairs.some(({ name }) => name === path)) throw refuse(`${path} is missing.`)
  let rows = 0
  for (const [done, entry] of pairs.entries()) {
    await breathe(task.signal)
    task.onProgress?.({ stage: 'Checking the submission', done, total: pairs.length })
    const { name } = entry
    if (!form.namePattern.test(name)) throw refuse(`${name} is not a name of the ${leaderboard} form.`)
    const table = await readArrowTable(memoryInput(name, await readZipEntry(file, entry)))
    const found = [...table.columns.values()].map(column => `${column.name} ${column.storedType}`)
    const wanted = form.columns.map(([column, type]) => `${column} ${type}`)
    if (found.join() !== wanted.join() || table.skipped.length > 0)
      throw refuse(`${name} has the columns ${found.join(', ')}; ${wanted.join(', ')} are expected.`)
    const count = expected ? expected.get(name) : table.rows
    if (count !== table.rows) throw refuse(`${name} has ${table.rows} rows, ${count ?? 'no such file'} expected.`)
    for (const { name: column, values } of table.columns.values())
      if (values instanceof Float32Array && !values.every(Number.isFinite))
        throw refuse(`${name} has values of ${column} that are not finite.`)
    rows += table.rows
  }
  return {
    files: pairs.length,
    logs: new Set(pairs.map(({ name }) => name.slice(0, name.indexOf('/')))).size,
    rows,
    columns: form.columns.map(([column]) => column),
  }
}
