import { openInput } from '#model/formats/registry.ts'
import { DEFAULT_SIMULATION, type SimulatedSensor } from '#model/simulator/options.ts'
import { openSimulatedStreet } from '#model/simulator/simulatedStreet.ts'
import type { SequenceReader } from '#model/sweep/sequence.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { CommandError, EXIT } from '../exitCode.ts'
import { filesAt } from '../inputFiles.ts'

const SENSORS: readonly SimulatedSensor[] = ['av2', 'hdl-64e', 'spinning-32', 'solid-state']

export interface OpenedReader {
  readonly reader: SequenceReader
  readonly simulated: boolean
}

/** Opens what the command line names: a path, or `simulate:SENSOR[:SEED]`. */
export async function openReader(
  input: string,
  seed: number | null,
  say: (text: string) => void,
  task: TaskOptions,
): Promise<OpenedReader> {
  if (input.toLowerCase().startsWith('simulate:'))
    return { reader: openSimulatedStreet(simulationOf(input, seed)), simulated: true }
  if (seed !== null)
    throw new CommandError(EXIT.usage, `--seed belongs to simulated streets; ${input} is read from disk.`)
  return { reader: await readerOnDisk(input, say, task), simulated: false }
}

function simulationOf(input: string, seed: number | null) {
  const [, sensorText = '', seedText, ...more] = input.split(':')
  const sensor = SENSORS.find(name => name === sensorText.toLowerCase())
  if (!sensor)
    throw new CommandError(
      EXIT.usage,
      `${input}: the sensor "${sensorText}" is not known; one of ${SENSORS.join(', ')} is expected.`,
    )
  if (more.length > 0 || (seedText !== undefined && !/^\d+$/.test(seedText)))
    throw new CommandError(
      EXIT.usage,
      `${input} is not understood: simulate:SENSOR:SEED with a whole SEED is expected.`,
    )
  if (seedText !== undefined && seed !== null && Number(seedText) !== seed)
    throw new CommandError(EXIT.usage, `${input} and --seed ${seed} name two seeds.`)
  return {
    ...DEFAULT_SIMULATION,
    sensor,
    seed: seedText === undefined ? (seed ?? DEFAULT_SIMULATION.seed) : Number(seedText),
  }
}

async function readerOnDisk(path: string, say: (text: string) => void, task: TaskOptions): Promise<SequenceReader> {
  const { readers, reports } = await openInput(await filesAt(path), task)
  const withTruth = readers.filter(reader => reader.info.frames.some(frame => frame.hasTruth))
  const [first, ...others] = withTruth
  for (const reader of readers) if (reader !== first) reader.close()
  if (first && others.length > 0)
    say(
      `note: ${path} holds ${withTruth.length} sequences with truth; ${first.info.name} is measured, not ${others.map(reader => reader.info.name).join(', ')} (name its file or folder to measure it)\n`,
    )
  if (first) return first
  const failed = reports.filter(report => report.outcome === 'failed')
  if (readers.length === 0)
    throw new CommandError(
      EXIT.input,
      `${path}: no sweeps could be read from its ${reports.length} files.`,
      failed
        .slice(0, 3)
        .map(report => `${report.path}: ${report.error?.message ?? report.note}`)
        .join(' | ') || undefined,
    )
  throw new CommandError(
    EXIT.input,
    `${path}: ${readers.map(reader => `${reader.info.name} (${reader.info.frames.length} sweeps)`).join(', ')} has no truth to measure against.`,
    'Truth comes from annotations.feather or flow labels (Argoverse 2), boxes.csv, tracklets or label_02 (KITTI), the flow dataset (.h5), flow (.npz).',
  )
}
