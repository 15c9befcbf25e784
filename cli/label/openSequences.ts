import { fileStem } from '#model/formats/fileNames.ts'
import { openInput } from '#model/formats/registry.ts'
import { DEFAULT_SIMULATION } from '#model/simulator/options.ts'
import { openSimulatedStreet } from '#model/simulator/simulatedStreet.ts'
import type { SequenceReader } from '#model/sweep/sequence.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { CommandError, EXIT } from '../exitCode.ts'
import { filesAt } from '../inputFiles.ts'
import { DEFAULT_FRAMES } from '../simulate/options.ts'
import { parseStreets, type StreetName, sceneName } from '../simulate/streetNames.ts'

export interface SequenceToLabel {
  /** Stem of the files to write. */
  readonly name: string
  readonly reader: SequenceReader
  /** The points are in an OpenSceneFlow file already, in the frame and order that the reader gives. */
  readonly isHdf5: boolean
  /** Truth may be written: it is the simulator's. */
  readonly isSimulated: boolean
}

/** Every sequence of two sweeps or more that an input holds. @throws CommandError `input` when there is none */
export async function openSequences(input: string, frames: number, task: TaskOptions): Promise<SequenceToLabel[]> {
  if (input.startsWith('simulate:')) {
    const [street] = parseStreets(input.slice('simulate:'.length)) as [StreetName]
    const options = { ...DEFAULT_SIMULATION, ...street, frames: frames || DEFAULT_FRAMES }
    return [{ name: sceneName(street), reader: openSimulatedStreet(options), isHdf5: false, isSimulated: true }]
  }
  const { readers, reports } = await openInput(await filesAt(input), task)
  const usable = readers.filter(reader => reader.info.frames.length >= 2)
  for (const reader of readers) if (!usable.includes(reader)) reader.close()
  if (usable.length === 0) {
    const failed = reports.find(report => report.outcome === 'failed')
    throw new CommandError(
      EXIT.input,
      `${input}: no sequence of two sweeps or more could be read from its ${reports.length} files.`,
      failed ? `${failed.path}: ${failed.error?.message ?? failed.note}` : undefined,
    )
  }
  return usable.map(reader => ({
    name: fileStem(reader.info.name),
    reader,
    isHdf5: reader.info.format.includes('HDF5'),
    isSimulated: false,
  }))
}
