import { egoMotionEstimate } from '#model/coarse/pseudoLabels.ts'
import { EVALUATED_STEP } from '#model/export/av2/leaderboards.ts'
import type { ExportFormat } from '#model/export/exportFormats.ts'
import type { ExportFrame } from '#model/export/exportFrame.ts'
import { fileStem } from '#model/formats/fileNames.ts'
import type { Estimate, EstimateSource } from '#model/sweep/estimate.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import type { FrameEngine } from '../cache/FrameEngine.ts'
import type { SequenceView } from '../cache/frameResources.ts'
import type { PlacedPrediction } from '../inference/InferenceEngine.ts'
import type { PlacedLabel } from '../labelling/LabelStore.ts'
import type { StudioState } from '../stores/studioState.ts'
import { estimateSource } from '../view/estimateSources.ts'

/** A frame that is made when its turn comes: sweeps that are not at hand are read then. */
export interface PendingFrame {
  readonly position: number
  make(signal: AbortSignal): Promise<ExportFrame | null>
}

export interface FrameSupply {
  readonly view: SequenceView
  readonly frames: Pick<FrameEngine, 'loadSweep' | 'loadTruth'>
  /** In force, in playing order. */
  readonly labels: readonly PlacedLabel[]
  /** Of the network as it is set now, in playing order. */
  readonly predictions: readonly PlacedPrediction[]
}

/** The shown pair; null when it has no such estimate. */
export function shownFrame(state: StudioState, view: SequenceView, source: EstimateSource): PendingFrame | null {
  const { shown, currentLabel } = state
  const estimate = estimateSource(source)?.pick(state) ?? null
  if (!shown || !estimate) return null
  const ground0 = groundOf(source, currentLabel?.layers?.ground0 ?? null, shown.truth?.ground ?? null)
  const frame = frameOf(view, shown.position, shown.sweep0, shown.sweep1, estimate, ground0)
  return { position: shown.position, make: async () => frame }
}

/**
 * Every pair of the sequence that has the estimate; of a submission those that a leaderboard evaluates. Null where the estimate is
 * made of the shown pair alone.
 */
export function allFrames(supply: FrameSupply, source: EstimateSource, format: ExportFormat): PendingFrame[] | null {
  const { view } = supply
  const all = framesOf(supply, source)
  if (!all || format !== 'av2-submission') return all
  return all.filter(({ position }) => (view.settings.order[position] ?? 0) % EVALUATED_STEP === 0)
}

function framesOf(supply: FrameSupply, source: EstimateSource): PendingFrame[] | null {
  switch (source) {
    case 'truth':
      return trueFrames(supply)
    case 'prediction':
    case 'polished':
      return predictedFrames(supply, source)
    case 'pseudo-labels':
    case 'ego-motion':
      return labelledFrames(supply, source)
    default:
      return null
  }
}

function predictedFrames(
  { view, frames, predictions }: FrameSupply,
  source: 'prediction' | 'polished',
): PendingFrame[] {
  return predictions.map(({ position, label, [source]: estimate }) => ({
    position,
    make: async signal => {
      const [sweep0, sweep1] = await pair(frames, position, signal)
      return frameOf(view, position, sweep0, sweep1, estimate, label.layers?.ground0 ?? null)
    },
  }))
}

function trueFrames({ view, frames }: FrameSupply): PendingFrame[] {
  const positions = view.settings.order.slice(0, -1).flatMap((index, position) => {
    return view.info.frames[index]?.hasTruth ? [position] : []
  })
  return positions.map(position => ({
    position,
    make: async signal => {
      const truth = await frames.loadTruth(position, signal)
      if (!truth) return null
      const [sweep0, sweep1] = await pair(frames, position, signal)
      return frameOf(view, position, sweep0, sweep1, truth, truth.ground)
    },
  }))
}

function labelledFrames({ view, frames, labels }: FrameSupply, source: 'pseudo-labels' | 'ego-motion'): PendingFrame[] {
  return labels.map(({ position, label }) => ({
    position,
    make: async signal => {
      const [sweep0, sweep1] = await pair(frames, position, signal)
      const { estimate, egoMotion, layers } = label
      const own =
        source === 'ego-motion'
          ? (layers?.egoEstimate ??
            egoMotionEstimate(sweep0.positions, egoMotion.sweep1FromSweep0, estimate.intervalSeconds))
          : estimate
      return frameOf(view, position, sweep0, sweep1, own, layers?.ground0 ?? null)
    },
  }))
}

function pair(frames: FrameSupply['frames'], position: number, signal: AbortSignal): Promise<[Sweep, Sweep]> {
  return Promise.all([frames.loadSweep(position, signal), frames.loadSweep(position + 1, signal)])
}

function frameOf(
  { info, settings }: SequenceView,
  position: number,
  sweep0: Sweep,
  sweep1: Sweep | null,
  estimate: Estimate,
  ground0: Uint8Array | null,
): ExportFrame {
  const index = settings.order[position] ?? position
  return { sequence: fileStem(info.name), index, sweep0, sweep1, estimate, ground0 }
}

function groundOf(source: EstimateSource, found: Uint8Array | null, annotated: Uint8Array | null) {
  return source === 'truth' ? annotated : (found ?? annotated)
}
