import { createStore, type StoreApi } from 'zustand'
import type { StudioWorkers } from '#workers/contract.ts'
import { FrameEngine } from '../cache/FrameEngine.ts'
import { DisagreementEngine } from '../compare/DisagreementEngine.ts'
import { ExportEngine, type ExportMakers } from '../export/ExportEngine.ts'
import { EXPORT_MAKERS } from '../export/exportMakers.ts'
import { InferenceEngine } from '../inference/InferenceEngine.ts'
import { FailuresEngine } from '../instruments/FailuresEngine.ts'
import { LossesEngine } from '../instruments/LossesEngine.ts'
import { NetworkDegradationEngine } from '../instruments/NetworkDegradationEngine.ts'
import { NoiseEngine } from '../instruments/NoiseEngine.ts'
import { LabellingEngine } from '../labelling/LabellingEngine.ts'
import type { TrackAssigner } from '../labelling/stableTracks.ts'
import { Measurements } from '../metrics/Measurements.ts'
import { MetricsEngine } from '../metrics/MetricsEngine.ts'
import { SequenceMetricsEngine } from '../metrics/SequenceMetricsEngine.ts'
import { VotesEngine } from '../pick/VotesEngine.ts'
import { Player, type PlayerClock } from '../timeline/Player.ts'
import { TracksEngine } from '../tracks/TracksEngine.ts'
import { createComparisonSlice } from './comparisonSlice.ts'
import { createDataSlice } from './dataSlice.ts'
import { createDisagreementSlice } from './disagreementSlice.ts'
import { createExportSlice } from './exportSlice.ts'
import { createFastState, type FastState } from './fastState.ts'
import { createFrameSlice } from './frameSlice.ts'
import { createHistorySlice } from './historySlice.ts'
import { createInferenceSlice } from './inferenceSlice.ts'
import { createInstrumentsSlice } from './instrumentsSlice.ts'
import { createLabellingSlice } from './labellingSlice.ts'
import { createMetricsSlice } from './metricsSlice.ts'
import { createNoticeSlice } from './noticeSlice.ts'
import { createParameterSlice } from './parameterSlice.ts'
import { createPlaybackSlice } from './playbackSlice.ts'
import { createSelectionSlice } from './selectionSlice.ts'
import { createShellSlice } from './shellSlice.ts'
import type { StudioState } from './studioState.ts'
import { createTracksSlice } from './tracksSlice.ts'
import { createViewSlice } from './viewSlice.ts'

export interface Studio {
  readonly store: StoreApi<StudioState>
  readonly fast: FastState
  readonly frames: FrameEngine
  readonly inference: InferenceEngine
  readonly instruments: Instruments
  readonly exports: ExportEngine
  dispose(): void
}

/** What looks into the shown pair when it is asked to. */
export interface Instruments {
  readonly losses: LossesEngine
  readonly noise: NoiseEngine
  readonly networkDegradation: NetworkDegradationEngine
  readonly kDistances: StudioWorkers['instruments']['kDistances']
}

export interface StudioParts {
  readonly workers: StudioWorkers
  readonly assignTracks: TrackAssigner
  readonly clock?: PlayerClock
  readonly frameBudgetBytes?: number
  readonly labelBudgetBytes?: number
  readonly exportMakers?: ExportMakers
  /** Pixels; decides which panels start open. */
  readonly windowWidth?: number
  /** Whether everything else waits for the first picture (`starting`); false when nothing will be drawn. */
  readonly hurried?: boolean
}

const MEGABYTE = 2 ** 20
export const DEFAULT_FRAME_BUDGET_BYTES = 768 * MEGABYTE
export const DEFAULT_LABEL_BUDGET_BYTES = 512 * MEGABYTE

/** The whole app without its interface: stores, and the engines that follow them. */
export function createStudio(parts: StudioParts): Studio {
  const { workers } = parts
  const frameBudget = parts.frameBudgetBytes ?? DEFAULT_FRAME_BUDGET_BYTES
  const store = createStore<StudioState>()((set, get) => ({
    ...createNoticeSlice(set, get),
    ...createShellSlice(set, parts.windowWidth ?? Number.POSITIVE_INFINITY, parts.hurried ?? false),
    ...createSelectionSlice(set),
    ...createPlaybackSlice(set, get),
    ...createViewSlice(set, get),
    ...createComparisonSlice(set, get),
    ...createParameterSlice(get),
    ...createHistorySlice(set, get, () => performance.now()),
    ...createFrameSlice(set, get, frameBudget),
    ...createInferenceSlice(set, get),
    ...createInstrumentsSlice(set, get),
    ...createExportSlice(set),
    ...createLabellingSlice(set),
    ...createMetricsSlice(set, get),
    ...createDisagreementSlice(set, get),
    ...createTracksSlice(),
    ...createDataSlice(set, get, workers),
  }))
  const fast = createFastState()
  const frames = new FrameEngine(store, fast, workers.reading, frameBudget)
  const labelling = new LabellingEngine(
    store,
    frames,
    workers.coarse,
    parts.labelBudgetBytes ?? DEFAULT_LABEL_BUDGET_BYTES,
    parts.assignTracks,
  )
  const votes = new VotesEngine(store, frames, workers.coarse, () => labelling.makeRoom())
  const inference = new InferenceEngine(store, frames, workers.inference, () => labelling.inForce())
  const losses = new LossesEngine(store, workers.instruments)
  const noise = new NoiseEngine(store, workers.instruments)
  const networkDegradation = new NetworkDegradationEngine(store, workers.instruments, inference)
  const failures = new FailuresEngine(store, workers.instruments)
  const measurements = new Measurements(workers.evaluation)
  const metrics = new MetricsEngine(store, measurements)
  const sequenceMetrics = new SequenceMetricsEngine(
    store,
    frames,
    workers.evaluation,
    measurements,
    () => labelling.inForce(),
    () => inference.predictions(),
  )
  const disagreement = new DisagreementEngine(
    store,
    frames,
    workers,
    () => labelling.inForce(),
    () => inference.predictions(),
  )
  const tracks = new TracksEngine(
    store,
    frames,
    () => labelling.tracked(),
    () => inference.predictions(),
  )
  const exports = new ExportEngine(
    store,
    fast,
    frames,
    workers.export,
    () => labelling.inForce(),
    () => inference.predictions(),
    parts.exportMakers ?? EXPORT_MAKERS,
  )
  const interval = () => {
    const { activeId, sequenceSettings } = store.getState()
    return (activeId === null ? undefined : sequenceSettings[activeId]?.intervalSeconds) ?? 0.1
  }
  const player = new Player(store, fast, position => frames.isReady(position), interval, parts.clock)
  const stopListening = workers.onCrash((worker, reason) =>
    store.getState().raise(`crash ${worker}`, 'workers', {
      code: 'worker-crashed',
      message: `The ${worker} worker stopped (${reason}) and was started again.`,
      hint: 'What it was doing can be retried. If it happens again with the same file, the file may be too large for the memory of this device.',
    }),
  )
  return {
    store,
    fast,
    frames,
    inference,
    instruments: { losses, noise, networkDegradation, kDistances: workers.instruments.kDistances },
    exports,
    dispose: () => {
      stopListening()
      player.dispose()
      metrics.dispose()
      sequenceMetrics.dispose()
      disagreement.dispose()
      votes.dispose()
      inference.dispose()
      losses.dispose()
      noise.dispose()
      networkDegradation.dispose()
      failures.dispose()
      tracks.dispose()
      exports.dispose()
      labelling.dispose()
      frames.dispose()
    },
  }
}
