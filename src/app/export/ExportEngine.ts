import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import { fileStem } from '#model/formats/fileNames.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { Progress } from '#model/task/task.ts'
import type { ExportedFile, StudioWorkers } from '#workers/contract.ts'
import { activeView, type FrameEngine } from '../cache/FrameEngine.ts'
import type { PlacedPrediction } from '../inference/InferenceEngine.ts'
import type { PlacedLabel } from '../labelling/LabelStore.ts'
import type { FastState } from '../stores/fastState.ts'
import type { StudioState } from '../stores/studioState.ts'
import { allFrames, type PendingFrame, shownFrame } from './exportFrames.ts'
import type { SavedReport } from './report/saveReport.ts'

/** What the engine needs of the interface; loaded when it is needed, since drawing is a part of the page and not of the start. */
export interface ExportMakers {
  save(name: string, file: Blob): void
  picture(state: StoreApi<StudioState>, fast: FastState): Promise<Blob>
  report(
    kind: 'html' | 'json',
    store: StoreApi<StudioState>,
    fast: FastState,
    labels: readonly PlacedLabel[],
  ): Promise<SavedReport>
}

/** Makes the files that the user keeps, one at a time. */
export class ExportEngine {
  readonly #store: StoreApi<StudioState>
  readonly #fast: FastState
  readonly #frames: FrameEngine
  readonly #worker: StudioWorkers['export']
  readonly #labels: () => readonly PlacedLabel[]
  readonly #predictions: () => readonly PlacedPrediction[]
  readonly #makers: ExportMakers
  #controller: AbortController | null = null

  /** @param labels of the open sequence that are in force, in order; predictions likewise */
  constructor(
    store: StoreApi<StudioState>,
    fast: FastState,
    frames: FrameEngine,
    worker: StudioWorkers['export'],
    labels: () => readonly PlacedLabel[],
    predictions: () => readonly PlacedPrediction[],
    makers: ExportMakers,
  ) {
    this.#store = store
    this.#fast = fast
    this.#frames = frames
    this.#worker = worker
    this.#labels = labels
    this.#predictions = predictions
    this.#makers = makers
  }

  /** How many frames there are to export now. */
  count(source: EstimateSource, frames: 'shown' | 'all'): number {
    return this.#pending(source, frames).length
  }

  saveData(source: EstimateSource): Promise<void> {
    return this.#make('Reading the frames', async (signal, tell) => {
      const { exportChoices, activeId } = this.#store.getState()
      const { format, leaderboard, frames } = exportChoices
      const view = activeView(this.#store.getState())
      const pending = this.#pending(source, frames)
      const stem = fileStem(view?.info.name ?? 'export')
      const id = await this.#worker.begin({ format, leaderboard, stem }, { signal })
      try {
        for (const [done, { position, make }] of pending.entries()) {
          tell({ stage: `Frame ${position + 1}`, done, total: pending.length })
          const frame = await make(signal)
          if (this.#store.getState().activeId !== activeId)
            throw new StudioError({
              code: 'cancelled',
              message: 'Another sequence was opened.',
            })
          if (frame) await this.#worker.add(id, frame, { signal })
        }
        tell({ stage: 'Finishing', done: pending.length, total: pending.length })
        return await this.#worker.finish(id, { signal, onProgress: tell })
      } finally {
        // What is wrong with the worker has been told already.
        this.#worker.end(id).catch(() => {})
      }
    })
  }

  savePicture(): Promise<void> {
    return this.#make('Drawing the picture', async () => ({
      name: `${this.#frameStem()}.png`,
      file: await this.#makers.picture(this.#store, this.#fast),
      note: 'picture',
    }))
  }

  saveReport(kind: 'html' | 'json'): Promise<void> {
    return this.#make('Writing the report', async () => {
      const { file, note } = await this.#makers.report(kind, this.#store, this.#fast, this.#labels())
      return { name: `${this.#frameStem()}.report.${kind}`, file, note }
    })
  }

  cancel(): void {
    this.#controller?.abort()
  }

  dispose(): void {
    this.cancel()
  }

  #pending(source: EstimateSource, which: 'shown' | 'all'): PendingFrame[] {
    const state = this.#store.getState()
    const view = activeView(state)
    if (!view) return []
    if (which === 'all') {
      const supply = { view, frames: this.#frames, labels: this.#labels(), predictions: this.#predictions() }
      const all = allFrames(supply, source, state.exportChoices.format)
      if (all) return all
    }
    const frame = shownFrame(state, view, source)
    return frame ? [frame] : []
  }

  #frameStem(): string {
    const state = this.#store.getState()
    const view = activeView(state)
    return `${fileStem(view?.info.name ?? 'studio')}.frame-${state.position + 1}`
  }

  async #make(
    stage: string,
    run: (signal: AbortSignal, tell: (progress: Progress) => void) => Promise<ExportedFile>,
  ): Promise<void> {
    if (this.#controller) return
    const controller = new AbortController()
    this.#controller = controller
    const tell = (exporting: Progress) => this.#store.setState({ exporting })
    this.#store.setState({ exporting: { stage, done: 0, total: 0 }, exported: null, exportError: null })
    try {
      const { name, file, note } = await run(controller.signal, tell)
      if (controller.signal.aborted) return
      this.#makers.save(name, file)
      this.#store.setState({ exported: { name, bytes: file.size, note } })
      this.#store.getState().announce(`Saved ${name}`)
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (error.code === 'cancelled') this.#store.getState().announce('The export was cancelled.')
      // A picture is also taken by a key: what went wrong is said in the dialog then, too.
      else this.#store.setState({ exportError: error.toDetails(), exportOpen: true })
    } finally {
      this.#controller = null
      this.#store.setState({ exporting: null })
    }
  }
}
