import type { CoarseParameters } from '#model/coarse/parameters.ts'
import type { StudioErrorDetails } from '#model/error/studioError.ts'
import type { TrackingMetrics } from '#model/evaluation/trackingMetrics.ts'
import type { Noise } from '#model/noise/coarseNoise.ts'
import type { SimulationOptions } from '#model/simulator/options.ts'
import type { SequenceSettings } from '#model/sweep/sequence.ts'
import type { CameraPose } from '#viewer/contract.ts'
import type { EvaluationSummary } from '#workers/contract.ts'
import { version } from '../../../../package.json'
import { activeView } from '../../cache/FrameEngine.ts'
import type { PlacedLabel } from '../../labelling/LabelStore.ts'
import { seenPanes } from '../../stores/comparisonSlice.ts'
import { activeSequence } from '../../stores/dataSlice.ts'
import type { FastState } from '../../stores/fastState.ts'
import { parametersFor } from '../../stores/parameterSlice.ts'
import type { StudioState } from '../../stores/studioState.ts'
import { resolveTheme } from '../../stores/viewSlice.ts'
import { estimateSource } from '../../view/estimateSources.ts'

/** What a session was: enough to see what was measured on what, and to repeat it. */
export interface SessionReport {
  readonly app: { readonly name: string; readonly version: string; readonly madeAt: string }
  readonly hardware: Hardware
  readonly sequence: {
    readonly name: string
    readonly format: string
    readonly sweeps: number
    readonly sensorClass: string
    readonly settings: Omit<SequenceSettings, 'order'>
    /** Null when it was read from files. */
    readonly simulation: SimulationOptions | null
  } | null
  readonly files: readonly {
    readonly path: string
    readonly bytes: number
    readonly format: string
    readonly outcome: string
    readonly error: StudioErrorDetails | null
  }[]
  readonly method: { readonly parameters: CoarseParameters; readonly changedByHand: boolean } | null
  readonly network: {
    readonly model: string
    readonly withContext: boolean
    readonly iterations: number | null
    readonly provider: string | null
  } | null
  /** What the estimate with noise is made with. */
  readonly noise: { readonly settings: Noise; readonly seed: number }
  readonly view: {
    readonly panes: readonly string[]
    readonly theme: string
    readonly settings: StudioState['view']
    readonly camera: CameraPose | null
  }
  /** The shown frame against truth, by estimate. */
  readonly frame: {
    readonly number: number
    readonly name: string
    readonly points: number
    readonly metrics: readonly MeasuredEstimate[]
  } | null
  /** All measured frames together, by estimate. */
  readonly together: {
    readonly measuredFrames: number
    readonly labelledFrames: number
    readonly metrics: readonly MeasuredEstimate[]
    readonly tracking: { readonly all: TrackingMetrics; readonly moving: TrackingMetrics } | null
  } | null
  /** Pseudo-labels of each measured frame. */
  readonly frames: readonly { readonly number: number; readonly metrics: EvaluationSummary }[]
  readonly timings: readonly StageTiming[]
}

export interface MeasuredEstimate {
  readonly estimate: string
  readonly summary: EvaluationSummary
}

export interface StageTiming {
  readonly stage: string
  readonly runs: number
  readonly medianMilliseconds: number
  readonly p95Milliseconds: number
}

export interface Hardware {
  readonly cores: number
  /** Of the device, as far as the browser tells. */
  readonly memoryGigabytes: number | null
  readonly graphics: string
  readonly browser: string
  /** Whether the page may use several threads in WebAssembly. */
  readonly crossOriginIsolated: boolean
}

export function sessionReport(
  state: StudioState,
  fast: Pick<FastState, 'camera' | 'viewer'>,
  labels: readonly PlacedLabel[],
  hardware: Hardware,
  now: Date,
): SessionReport {
  const view = activeView(state)
  const opened = activeSequence(state)
  const batch = state.batches.find(({ id }) => id === opened?.batchId)
  const { shown, sequenceMetrics, frameMetrics } = state
  return {
    app: { name: 'SemanticFlow Studio', version, madeAt: now.toISOString() },
    hardware,
    sequence: view && {
      name: view.info.name,
      format: view.info.format,
      sweeps: view.info.frames.length,
      sensorClass: view.info.sensorClass,
      settings: {
        intervalSeconds: view.settings.intervalSeconds,
        frame: view.settings.frame,
        poseSource: view.settings.poseSource,
      },
      simulation: opened?.simulation ?? null,
    },
    files: (batch?.reports ?? []).map(({ path, bytes, format, outcome, error }) => {
      return { path, bytes, format, outcome, error: error ?? null }
    }),
    method: view && {
      parameters: parametersFor(state.parameterOverrides, view.info.sensorClass),
      changedByHand: state.parameterOverrides[view.info.sensorClass] !== undefined,
    },
    network: networkOf(state),
    noise: { settings: state.noise, seed: state.noiseSeed },
    view: {
      panes: seenPanes(state).panes.map(({ source }) => labelOf(source)),
      theme: resolveTheme(state),
      settings: state.view,
      camera: fast.viewer?.getCamera() ?? fast.camera,
    },
    frame: shown && {
      number: shown.position + 1,
      name: shown.sweep0.name,
      points: shown.sweep0.count,
      metrics: frameMetrics?.frameKey === shown.key ? measured(frameMetrics.bySource) : [],
    },
    together: sequenceMetrics && {
      measuredFrames: sequenceMetrics.measured,
      labelledFrames: sequenceMetrics.labelled,
      metrics: measured(sequenceMetrics.bySource),
      tracking: sequenceMetrics.tracking,
    },
    frames: [...(sequenceMetrics?.frames ?? [])]
      .sort(([a], [b]) => a - b)
      .flatMap(([position, of]) => {
        const metrics = of['pseudo-labels']?.summary
        return metrics ? [{ number: position + 1, metrics }] : []
      }),
    timings: timingsOf(labels),
  }
}

/** What JSON has no word for (not a number, infinity) becomes null. */
export function reportJson(report: SessionReport): string {
  return `${JSON.stringify(report, (_, value) => (typeof value === 'bigint' ? `${value}` : value), 2)}\n`
}

function networkOf({ modelState, modelSource, inference }: StudioState): SessionReport['network'] {
  if (modelState.kind !== 'ready') return null
  const { withContext, iterations } = inference
  return { model: modelSource.name, withContext, iterations, provider: modelState.model.provider.name }
}

function measured(bySource: Readonly<Partial<Record<string, EvaluationSummary>>>): MeasuredEstimate[] {
  return Object.entries(bySource).flatMap(([source, summary]) => {
    return summary ? [{ estimate: labelOf(source), summary }] : []
  })
}

function labelOf(source: string): string {
  return estimateSource(source as Parameters<typeof estimateSource>[0])?.label ?? source
}

/** Over the labelled pairs; what was taken over from an earlier run was not timed. */
function timingsOf(labels: readonly PlacedLabel[]): StageTiming[] {
  const times = new Map<string, number[]>()
  for (const { label } of labels)
    for (const { stage, milliseconds, reused } of label.timings) {
      if (reused) continue
      const known = times.get(stage)
      if (known) known.push(milliseconds)
      else times.set(stage, [milliseconds])
    }
  return [...times].map(([stage, values]) => {
    const sorted = values.sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
    return { stage, runs: sorted.length, medianMilliseconds: at(0.5), p95Milliseconds: at(0.95) }
  })
}
