import { StudioError } from '../error/studioError.ts'
import { breathe, type TaskOptions } from '../task/task.ts'
import { planAv2Logs } from './av2/av2Logs.ts'
import { FileSequence, type OpenedSequence } from './fileSequence.ts'
import { planFolders } from './folder/folderSequences.ts'
import { OPEN_SCENE_FLOW, planOpenSceneFlow } from './h5/openSceneFlow.ts'
import type { FileReport } from './importReport.ts'
import type { InputFile } from './inputFile.ts'
import { ReportBook } from './reportBook.ts'
import type { SequencePlan } from './sequencePlan.ts'
import { type FileKind, type SniffedFile, sniff } from './sniff.ts'

export type { OpenedSequence } from './fileSequence.ts'

export interface OpenedInput {
  /** One a sequence that was understood; empty when no file could be used. */
  readonly readers: readonly OpenedSequence[]
  /** One a file of the drop, in its order. */
  readonly reports: readonly FileReport[]
}

/**
 * Understands a drop of files: sniffs each by content, groups sweeps into sequences (a folder, two loose sweeps, a log),
 * attaches poses, calibration and annotations. Reads heads and small side tables only; points are read by the readers.
 * A damaged file is reported and left out. Throws `cancelled` only.
 */
export async function openInput(files: readonly InputFile[], options: TaskOptions = {}): Promise<OpenedInput> {
  const book = new ReportBook()
  const sniffed = await sniffAll(files, book, options)
  const ofKind = (kind: FileKind) => sniffed.filter(file => file.kind === kind)
  const plans: SequencePlan[] = [
    ...(await planAv2Logs(ofKind('arrow'), book, options)),
    ...(await planH5Files(ofKind('h5'), book, options)),
    ...(await planFolders(sniffed, book, options)),
  ]
  for (const { file, kind } of sniffed) if (!book.has(file)) book.ignored(file, kind, 'no use was found for it')
  const readers = plans.map(
    plan =>
      new FileSequence(
        plan,
        plan.sources.map(({ path }) => reportFor(path, book)),
      ),
  )
  return { readers, reports: files.map(({ path }) => reportFor(path, book)) }
}

async function planH5Files(files: readonly SniffedFile[], book: ReportBook, options: TaskOptions) {
  const plans: SequencePlan[] = []
  for (const { file } of files) {
    await breathe(options.signal)
    try {
      const { plan, note } = await planOpenSceneFlow(file)
      plans.push(plan)
      book.sweep(file, OPEN_SCENE_FLOW, note)
    } catch (thrown) {
      book.failed(file, 'HDF5', thrown)
    }
  }
  return plans
}

function reportFor(path: string, book: ReportBook): FileReport {
  const report = book.of({ path })
  if (!report) throw new StudioError({ code: 'internal', message: `The file ${path} was left without a report.` })
  return report
}

async function sniffAll(
  files: readonly InputFile[],
  book: ReportBook,
  options: TaskOptions,
): Promise<readonly SniffedFile[]> {
  const found: (SniffedFile | null)[] = files.map(() => null)
  let next = 0
  let done = 0
  const worker = async () => {
    for (let index = next++; index < files.length; index = next++) {
      const file = files[index] as InputFile
      await breathe(options.signal)
      try {
        const result = await sniff(file)
        if ('kind' in result) found[index] = result
        else if ('error' in result) book.failed(file, result.format, result.error)
        else book.ignored(file, result.format, result.note)
      } catch (thrown) {
        book.failed(file, 'float32 rows', thrown)
      }
      done++
      if (done % 16 === 0 || done === files.length)
        options.onProgress?.({ stage: 'Looking at the files', done, total: files.length })
    }
  }
  // Several reads in flight hide the latency of a browser's file system; heads are small.
  await Promise.all(Array.from({ length: Math.min(8, files.length) }, worker))
  return found.filter(file => file !== null)
}
