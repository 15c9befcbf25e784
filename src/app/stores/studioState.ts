import type { ComparisonSlice } from './comparisonSlice.ts'
import type { DataSlice } from './dataSlice.ts'
import type { DisagreementSlice } from './disagreementSlice.ts'
import type { ExportSlice } from './exportSlice.ts'
import type { FrameSlice } from './frameSlice.ts'
import type { HistorySlice } from './historySlice.ts'
import type { InferenceSlice } from './inferenceSlice.ts'
import type { InstrumentsSlice } from './instrumentsSlice.ts'
import type { LabellingSlice } from './labellingSlice.ts'
import type { MetricsSlice } from './metricsSlice.ts'
import type { NoticeSlice } from './noticeSlice.ts'
import type { ParameterSlice } from './parameterSlice.ts'
import type { PlaybackSlice } from './playbackSlice.ts'
import type { SelectionSlice } from './selectionSlice.ts'
import type { ShellSlice } from './shellSlice.ts'
import type { TracksSlice } from './tracksSlice.ts'
import type { ViewSlice } from './viewSlice.ts'

export type StudioState = ComparisonSlice &
  DataSlice &
  DisagreementSlice &
  ExportSlice &
  FrameSlice &
  HistorySlice &
  InferenceSlice &
  InstrumentsSlice &
  LabellingSlice &
  MetricsSlice &
  NoticeSlice &
  ParameterSlice &
  PlaybackSlice &
  SelectionSlice &
  ShellSlice &
  TracksSlice &
  ViewSlice
