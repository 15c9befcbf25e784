import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '#model/error/studioError.ts'
import type { PointFormat } from '#model/export/exportFormats.ts'
import { frameStem } from '#model/export/exportFrame.ts'
import { pointFile } from '#model/export/pointFile.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { readIfThere, writeWholeFile } from '../wholeFile.ts'
import type { ExportSource } from './exportSource.ts'
import type { ExportOptions } from './options.ts'
import { keepSettings } from './settingsFile.ts'

/** One file a pair in a folder of the sequence; files that are there are left alone. */
export async function exportPoints(
  source: ExportSource,
  format: PointFormat,
  options: ExportOptions,
  say: (text: string) => void,
  task: TaskOptions,
): Promise<void> {
  const { name, pairs, reader } = source
  const folder = join(options.out, `${name}.${options.estimate}`)
  await mkdir(folder, { recursive: true })
  await keepSettings(join(folder, 'export.json'), options)
  let written = 0
  for (const [done, index] of pairs.entries()) {
    const path = join(folder, `${stemOf(source, index)}.${format}`)
    if (await readIfThere(path)) continue
    say(`${name}: pair ${done + 1} of ${pairs.length}: ${reader.info.frames[index]?.name ?? index}\n`)
    await writeWholeFile(path, await pointFile(format, await source.frame(index, task), task))
    written++
  }
  say(`${folder}: ${written} written, ${pairs.length - written} were there\n`)
}

/** Known before the sweep is read, so that what is there costs nothing. */
function stemOf({ reader }: ExportSource, index: number): string {
  const frame = reader.info.frames[index]
  if (!frame) throw new StudioError({ code: 'internal', message: `There is no sweep ${index}.` })
  return frameStem({ index, timestampNanoseconds: frame.timestampNanoseconds })
}
