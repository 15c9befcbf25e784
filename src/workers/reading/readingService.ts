import { StudioError } from '#model/error/studioError.ts'
import type { FileReport } from '#model/formats/importReport.ts'
import type { SimulationOptions } from '#model/simulator/options.ts'
import { openSimulatedStreet } from '#model/simulator/simulatedStreet.ts'
import type { Truth } from '#model/sweep/estimate.ts'
import type { ReadSweepOptions, SequenceInfo, SequenceReader } from '#model/sweep/sequence.ts'
import type { TaskOptions } from '#model/task/task.ts'
import type { DroppedFile, OpenResult, SweepReading } from '../contract.ts'
import { inputFromDrop } from './browserInput.ts'

type OpenedReader = SequenceReader & { reportOf?(index: number): FileReport }
type ReaderOverrides = Omit<ReadSweepOptions, keyof TaskOptions>

/** Owns the opened sequences: their file handles, indices and simulated worlds. */
export class ReadingService {
  readonly #readers = new Map<string, OpenedReader>()

  /** `scope` makes ids unique over drops and the same again after a restart. */
  async open(scope: string, files: readonly DroppedFile[], task: TaskOptions): Promise<OpenResult> {
    // Loaded with the first drop: the built-in street is on screen sooner in a worker that has no readers to parse.
    const { openInput } = await import('#model/formats/registry.ts')
    const { readers, reports } = await openInput(files.map(inputFromDrop), task)
    return { sequences: readers.map(reader => this.#keep(scope, reader)), reports }
  }

  /** The sweeps `firstFrame` and the one after it are begun at once (null: none), so that a busy page does not hold them up. */
  async simulate(
    scope: string,
    options: SimulationOptions,
    firstFrame: number | null,
    _task: TaskOptions,
  ): Promise<SequenceInfo> {
    const street = openSimulatedStreet(options)
    if (firstFrame !== null)
      // Whatever goes wrong here goes wrong again, and is told, when the sweep is asked for.
      for (const index of [firstFrame, firstFrame + 1])
        if (index < options.frames) street.readSweep(index).catch(() => undefined)
    return this.#keep(scope, street)
  }

  async readSweep(id: string, index: number, overrides: ReaderOverrides, task: TaskOptions): Promise<SweepReading> {
    const reader = this.#reader(id)
    const sweep = await reader.readSweep(index, { ...overrides, ...task })
    return { sweep: { ...sweep, id: `${id}#${index}` }, report: reader.reportOf?.(index) ?? null }
  }

  async readTruth(
    id: string,
    index0: number,
    index1: number,
    overrides: ReaderOverrides,
    task: TaskOptions,
  ): Promise<Truth | null> {
    return this.#reader(id).readTruth(index0, index1, { ...overrides, ...task })
  }

  async close(id: string, _task: TaskOptions): Promise<void> {
    this.#readers.get(id)?.close()
    this.#readers.delete(id)
  }

  #keep(scope: string, reader: OpenedReader): SequenceInfo {
    const id = `${scope}/${reader.info.id}`
    this.#readers.set(id, reader)
    return { ...reader.info, id }
  }

  #reader(id: string): OpenedReader {
    const reader = this.#readers.get(id)
    if (!reader)
      throw new StudioError({
        code: 'internal',
        message: `No sequence "${id}" is open.`,
        hint: 'Open its files again.',
      })
    return reader
  }
}
