import type { CoarseInput, ContextSweep } from '#model/coarse/coarseInput.ts'
import type { FrameEngine } from '../cache/FrameEngine.ts'
import type { SequenceView } from '../cache/frameResources.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'
import { givenEgoMotion, pairIntervalSeconds, relativePose } from '../stores/pairGeometry.ts'

type Chosen = Pick<CoarseInput, 'parameters' | 'previousSweep1FromSweep0'>

/** What the coarse stage is given of the pair at a position: its two sweeps, and as evidence those at `context`. */
export async function pairInput(
  frames: FrameEngine,
  { info, settings }: SequenceView,
  position: number,
  context: readonly number[],
  chosen: Chosen,
  signal: AbortSignal,
): Promise<CoarseInput> {
  const [sweep0, sweep1, others] = await Promise.all([
    frames.loadSweep(position, signal),
    frames.loadSweep(position + 1, signal),
    Promise.all(context.map(neighbour => frames.loadSweep(neighbour, signal))),
  ])
  const posed: ContextSweep[] = []
  for (const sweep of others) {
    const sweep0FromContext = relativePose<'sweep0', 'context'>(settings, sweep0, sweep)
    if (sweep0FromContext) posed.push({ sweep, sweep0FromContext })
  }
  return {
    sweep0,
    sweep1,
    givenSweep1FromSweep0: givenEgoMotion(settings, sweep0, sweep1),
    context: posed,
    intervalSeconds: pairIntervalSeconds(info, settings, position),
    sensorClass: info.sensorClass,
    ...chosen,
  }
}

/** The input that a label was made from; its ego motion is the one that was found then. */
export async function inputOfLabel(
  frames: FrameEngine,
  view: SequenceView,
  position: number,
  label: PairLabel,
  signal: AbortSignal,
): Promise<CoarseInput> {
  const chosen: Chosen = { parameters: label.parameters, previousSweep1FromSweep0: null }
  const input = await pairInput(frames, view, position, label.context, chosen, signal)
  return { ...input, givenSweep1FromSweep0: label.egoMotion.sweep1FromSweep0 }
}
