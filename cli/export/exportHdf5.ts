import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { OpenSceneFlowFile } from '#model/export/openSceneFlowFile.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { CommandError, EXIT } from '../exitCode.ts'
import { readIfThere, writeWholeFile } from '../wholeFile.ts'
import type { ExportSource } from './exportSource.ts'
import type { ExportOptions } from './options.ts'
import { settingsOf } from './settingsFile.ts'

/** Pairs between two savings: a minute of work at most is lost. */
const SAVE_EVERY = 5

const SETTINGS = 'export_settings'
/** Pairs that an interrupted run has written, as JSON. */
const DONE = 'export_pairs'

/** All pairs of a sequence in one file, saved on the way. */
export async function exportHdf5(
  source: ExportSource,
  options: ExportOptions,
  say: (text: string) => void,
  task: TaskOptions,
): Promise<void> {
  const { name, pairs, reader } = source
  const path = join(options.out, `${name}.${options.estimate}.h5`)
  if (await readIfThere(path)) {
    say(`${path} was there\n`)
    return
  }
  const partial = `${path}.partial`
  const file = await OpenSceneFlowFile.open(await readIfThere(partial))
  try {
    const settings = settingsOf(options)
    const before = file.noted(SETTINGS)
    if (before !== null && before !== settings)
      throw new CommandError(
        EXIT.usage,
        `${partial} was begun with ${before}, now it would be ${settings}.`,
        'Name another --out, or delete the file.',
      )
    file.note(SETTINGS, settings)
    file.note('sweeps_sensor', reader.info.sensorClass)
    const done = new Set<number>(JSON.parse(file.noted(DONE) ?? '[]'))
    let unsaved = 0
    const save = async () => {
      if (unsaved > 0) await writeWholeFile(partial, file.bytes())
      unsaved = 0
    }
    try {
      for (const [k, index] of pairs.entries()) {
        if (done.has(index)) continue
        say(`${name}: pair ${k + 1} of ${pairs.length}: ${reader.info.frames[index]?.name ?? index}\n`)
        file.add(await source.frame(index, task))
        done.add(index)
        file.note(DONE, JSON.stringify([...done]))
        unsaved++
        if (unsaved >= SAVE_EVERY) await save()
      }
    } catch (thrown) {
      // Also when interrupted: the next run goes on from here.
      await save()
      throw thrown
    }
    await writeWholeFile(path, file.bytes())
    await rm(partial, { force: true })
    say(`${path}: ${pairs.length} pairs\n`)
  } finally {
    file.close()
  }
}
