import { StudioError } from '#model/error/studioError.ts'
import type { FileReport } from '#model/formats/importReport.ts'
import type { SimulationOptions } from '#model/simulator/options.ts'
import { defaultSettings, type SequenceInfo, type SequenceSettings } from '#model/sweep/sequence.ts'
import type { Progress } from '#model/task/task.ts'
import type { DroppedFile, StudioWorkers } from '#workers/contract.ts'
import type { GetState, SetState } from './slice.ts'
import type { StudioState } from './studioState.ts'

/** One drop or pick: what came in, and what became of each file. */
export interface ImportBatch {
  readonly id: string
  readonly label: string
  readonly reports: readonly FileReport[]
}

export interface OpenedSequence {
  readonly info: SequenceInfo
  readonly batchId: string | null
  /** Null when it was read from files. */
  readonly simulation: SimulationOptions | null
}

export interface Opening {
  readonly label: string
  readonly progress: Progress | null
}

export interface DataSlice {
  readonly sequences: readonly OpenedSequence[]
  readonly activeId: string | null
  readonly sequenceSettings: Readonly<Record<string, SequenceSettings>>
  readonly batches: readonly ImportBatch[]
  /** Whose reports are listed: the last drop's. */
  readonly shownBatchId: string | null
  readonly opening: Opening | null
  /** Resolves when the files are open or have failed; never rejects. */
  openFiles(files: readonly DroppedFile[]): Promise<void>
  openSimulation(options: SimulationOptions): Promise<void>
  cancelOpening(): void
  activate(id: string): void
  closeSequence(id: string): Promise<void>
  changeSequence(id: string, label: string, patch: Partial<SequenceSettings>): void
  noteReport(sequenceId: string, report: FileReport): void
}

export function activeSequence(state: StudioState): OpenedSequence | null {
  return state.sequences.find(sequence => sequence.info.id === state.activeId) ?? null
}

/** "street.bin", "drive_0005 (54 files)": what a drop is called. */
export function nameOfDrop(files: readonly DroppedFile[]): string {
  const [first] = files
  if (!first) return 'nothing'
  if (files.length === 1) return first.path.slice(first.path.lastIndexOf('/') + 1)
  const top = first.path.split('/')[0] ?? first.path
  const together = first.path.includes('/') && files.every(file => file.path.startsWith(`${top}/`))
  return together ? `${top} (${files.length} files)` : `${files.length} files`
}

export function createDataSlice(set: SetState, get: GetState, workers: StudioWorkers): DataSlice {
  let controller: AbortController | null = null
  let batchCount = 0

  /** Runs one opening at a time: a later one cancels the one before. */
  async function opening(label: string, run: (task: Parameters<typeof workers.reading.simulate>[1]) => Promise<void>) {
    controller?.abort()
    const mine = new AbortController()
    controller = mine
    set({ opening: { label, progress: null } })
    get().settle('open')
    try {
      await run({
        signal: mine.signal,
        onProgress: progress => {
          if (controller === mine) set({ opening: { label, progress } })
        },
      })
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (error.code === 'cancelled') {
        if (controller === mine) get().announce(`Opening ${label} was cancelled.`)
      } else get().raise('open', 'data', error.toDetails())
    } finally {
      if (controller === mine) {
        controller = null
        set({ opening: null })
      }
    }
  }

  function add(sequences: readonly OpenedSequence[]): void {
    const [first] = sequences
    if (!first) return
    const ids = new Set(sequences.map(sequence => sequence.info.id))
    set(state => ({
      sequences: [...state.sequences.filter(sequence => !ids.has(sequence.info.id)), ...sequences],
      sequenceSettings: {
        ...state.sequenceSettings,
        ...Object.fromEntries(sequences.map(({ info }) => [info.id, defaultSettings(info)])),
      },
    }))
    get().activate(first.info.id)
  }

  return {
    sequences: [],
    activeId: null,
    sequenceSettings: {},
    batches: [],
    shownBatchId: null,
    opening: null,

    openFiles: files =>
      opening(nameOfDrop(files), async task => {
        if (files.length === 0)
          throw new StudioError({
            code: 'no-points',
            message: 'The drop held no files.',
            hint: 'Drop LiDAR sweeps, or a folder that has some.',
          })
        const { sequences, reports } = await workers.reading.open(files, task)
        if (task?.signal?.aborted) {
          for (const info of sequences) void workers.reading.close(info.id)
          return
        }
        const id = `batch-${++batchCount}`
        const label = nameOfDrop(files)
        set(state => ({ batches: [...state.batches, { id, label, reports }], shownBatchId: id }))
        const failed = reports.filter(report => report.outcome === 'failed').length
        const [only] = reports
        // One file: its own reason, where the eye is, rather than a pointer to the report.
        if (sequences.length === 0 && files.length === 1 && only?.error)
          throw new StudioError({ ...only.error, file: only.path })
        if (sequences.length === 0)
          throw new StudioError({
            code: 'no-points',
            message:
              files.length === 1
                ? `${label} could not be opened.`
                : `None of the ${files.length} files in this drop could be opened as a sweep.`,
            hint: 'The import report below says for each file what was found. What was open stays open.',
          })
        add(sequences.map(info => ({ info, batchId: id, simulation: null })))
        const frames = sequences.reduce((sum, info) => sum + info.frames.length, 0)
        get().announce(`Opened ${label}: ${frames} sweeps${failed > 0 ? `, ${failed} files failed` : ''}.`)
      }),

    openSimulation: options =>
      opening('Simulated street', async task => {
        const info = await workers.reading.simulate(options, { ...task, firstFrame: get().startPosition ?? 0 })
        if (task?.signal?.aborted) return
        const superseded = get().sequences.filter(sequence => sequence.simulation !== null)
        add([{ info, batchId: null, simulation: options }])
        for (const sequence of superseded) if (sequence.info.id !== info.id) await get().closeSequence(sequence.info.id)
      }),

    cancelOpening: () => {
      controller?.abort()
      controller = null
      if (get().opening) set({ opening: null })
    },

    activate: id => {
      const sequence = get().sequences.find(candidate => candidate.info.id === id)
      if (!sequence || get().activeId === id) return
      set(state => ({
        activeId: id,
        shownBatchId: sequence.batchId ?? state.shownBatchId,
        position: state.positions[id] ?? Math.min(state.startPosition ?? 0, sequence.info.frames.length - 1),
        startPosition: null,
        playing: false,
        picked: null,
        selectedInstance: null,
        // What was undone before may speak of a sequence that is gone.
        undoStack: [],
        redoStack: [],
      }))
    },

    closeSequence: async id => {
      const { sequences, activeId } = get()
      const at = sequences.findIndex(sequence => sequence.info.id === id)
      const closing = sequences[at]
      if (!closing) return
      const rest = sequences.filter(sequence => sequence !== closing)
      const next = rest[Math.min(at, rest.length - 1)]
      if (activeId === id) {
        if (next) get().activate(next.info.id)
        else set({ activeId: null, position: 0, playing: false, picked: null, selectedInstance: null })
      }
      const { [id]: _settings, ...sequenceSettings } = get().sequenceSettings
      const batchStays = rest.some(sequence => sequence.batchId === closing.batchId)
      set(state => ({
        sequences: rest,
        sequenceSettings,
        undoStack: [],
        redoStack: [],
        batches: batchStays ? state.batches : state.batches.filter(batch => batch.id !== closing.batchId),
      }))
      await workers.reading.close(id).catch((thrown: unknown) => {
        get().raise('close', 'data', StudioError.from(thrown).toDetails())
      })
    },

    changeSequence: (id, label, patch) => {
      const settings = get().sequenceSettings[id]
      if (!settings) return
      get().changeSettings(
        label,
        { sequenceSettings: { ...get().sequenceSettings, [id]: { ...settings, ...patch } } },
        `${id} ${label}`,
      )
    },

    noteReport: (sequenceId, report) => {
      const batchId = get().sequences.find(sequence => sequence.info.id === sequenceId)?.batchId
      const batch = get().batches.find(candidate => candidate.id === batchId)
      const known = batch?.reports.find(candidate => candidate.path === report.path)
      // Reading a sweep again says nothing new; only the first reading completes its report.
      if (!batch || !known || (known.points !== undefined && known.outcome === report.outcome)) return
      const reports = batch.reports.map(candidate => (candidate === known ? report : candidate))
      set(state => ({
        batches: state.batches.map(candidate => (candidate === batch ? { ...batch, reports } : candidate)),
      }))
    },
  }
}
