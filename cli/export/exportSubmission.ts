import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LEADERBOARD_FORMS } from '#model/export/av2/leaderboards.ts'
import { checkSubmission, SubmissionArchive } from '#model/export/av2/submissionArchive.ts'
import { submissionFile } from '#model/export/av2/submissionFile.ts'
import { OfficialMasks } from '#model/export/av2/submissionMask.ts'
import { memoryInput } from '#model/export/memoryInput.ts'
import { joinParts } from '#model/export/zipWriter.ts'
import { readArrowTable } from '#model/formats/arrow/arrowTable.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { CommandError, EXIT } from '../exitCode.ts'
import { filesAt } from '../inputFiles.ts'
import { readIfThere, writeWholeFile } from '../wholeFile.ts'
import type { ExportSource } from './exportSource.ts'
import type { ExportOptions } from './options.ts'
import { keepSettings } from './settingsFile.ts'

/** One archive for all logs. Pairs are kept in a folder beside it until all are there. */
export async function exportSubmission(
  all: readonly ExportSource[],
  options: ExportOptions,
  say: (text: string) => void,
  task: TaskOptions,
): Promise<void> {
  const { leaderboard, estimate } = options
  const form = LEADERBOARD_FORMS[leaderboard]
  const path = join(options.out, `av2-${leaderboard}.${estimate}.zip`)
  if (await readIfThere(path)) {
    say(`${path} was there\n`)
    return
  }
  const masks = options.masks === null ? null : await openMasks(options.masks)
  const partial = `${path}.partial`
  await mkdir(partial, { recursive: true })
  await keepSettings(join(partial, 'export.json'), options)
  const sources = logsOf(all, say)
  const archive = new SubmissionArchive(leaderboard, estimate === 'truth')
  for (const source of sources)
    for (const [done, index] of source.pairs.entries()) {
      const frame = source.reader.info.frames[index]
      const name = `${source.name}/${form.fileName(frame?.timestampNanoseconds ?? 0n, index)}`
      const kept = await readIfThere(join(partial, name))
      if (kept) {
        const { rows } = await readArrowTable(memoryInput(name, kept))
        archive.add({ path: name, rows, bytes: new Uint8Array(kept) })
        continue
      }
      say(`${source.name}: pair ${done + 1} of ${source.pairs.length}: ${frame?.name ?? index}\n`)
      const made = await source.frame(index, task)
      const file = submissionFile(made, leaderboard, masks ? await masks.of(made) : null)
      await mkdir(dirname(join(partial, file.path)), { recursive: true })
      await writeWholeFile(join(partial, file.path), file.bytes)
      archive.add(file)
    }
  const bytes = joinParts(archive.finish())
  const { files, logs, rows, columns } = await checkSubmission(
    memoryInput(path, bytes),
    leaderboard,
    archive.rows,
    task,
  )
  await writeWholeFile(path, bytes)
  await rm(partial, { recursive: true, force: true })
  say(
    `${path}: ${files} files of ${logs} ${logs === 1 ? 'log' : 'logs'}, ${rows} rows of ${columns.join(', ')}, read back and checked\n`,
  )
  say(`flow ${form.flow}; ${pointsInWords(form.points, masks !== null)}\n`)
}

/** A log's folder may hold other sequences made from it; anything is taken where there is no log at all. */
function logsOf(sources: readonly ExportSource[], say: (text: string) => void): readonly ExportSource[] {
  const logs = sources.filter(({ reader }) => reader.info.format.startsWith('Argoverse 2'))
  if (logs.length === 0 || logs.length === sources.length) return sources
  const others = sources.filter(source => !logs.includes(source)).map(({ name }) => name)
  say(`left out, as no Argoverse 2 log: ${others.join(', ')}\n`)
  return logs
}

function pointsInWords(points: 'all' | 'masked', official: boolean): string {
  if (points === 'all') return 'one row for every point of a sweep'
  return official
    ? 'rows: the points of the official masks'
    : 'rows: points within 50 m ahead, back, left and right that are off the ground as this estimate found it. The official masks take the ground from a map, differ in about 1 % of the points, and a leaderboard counts rows: give them by --masks'
}

async function openMasks(path: string): Promise<OfficialMasks> {
  const [file, ...more] = await filesAt(path)
  if (!file || more.length > 0) throw new CommandError(EXIT.usage, `--masks takes one ZIP file, ${path} is a folder.`)
  return OfficialMasks.open(file)
}
