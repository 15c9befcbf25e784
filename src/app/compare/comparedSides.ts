import { motionCellMask, objectCellMask } from '#model/evaluation/comparison/confusion.ts'
import type { ComparedPair } from '#model/evaluation/comparison/differences.ts'
import type { Estimate, EstimateInstance, EstimateSource } from '#model/sweep/estimate.ts'
import { type ChosenCell, comparedWith } from '../stores/comparisonSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { type EstimateOrigins, estimateSource } from '../view/estimateSources.ts'
import { differenceOf } from './comparedPairs.ts'
import { paneColours } from './paneColours.ts'

type Sides = Pick<StudioState, 'panes' | 'comparison'> & EstimateOrigins

export interface ComparedSources {
  readonly a: EstimateSource
  readonly b: EstimateSource
}

/** The two that the panel compares: what the first pane shows (A), and whom it is compared with (B). */
export function comparedSources({ panes, comparison }: Pick<Sides, 'panes' | 'comparison'>): ComparedSources {
  const a = panes[0]?.source ?? 'pseudo-labels'
  return { a, b: comparedWith(a, comparison) }
}

export function estimateOf(source: EstimateSource, origins: EstimateOrigins): Estimate | null {
  return estimateSource(source)?.pick(origins) ?? null
}

/** Null while one of them is missing. */
export function comparedPair(state: Sides): ComparedPair | null {
  const { a, b } = comparedSources(state)
  return pairOf(estimateOf(a, state), estimateOf(b, state), state.shown?.sweep0.positions)
}

export function pairOf(
  a: Estimate | null,
  b: Estimate | null,
  positions: Float32Array | undefined,
): ComparedPair | null {
  return a && b && positions && a.flow.length === positions.length && b.flow.length === positions.length
    ? { a, b, positions }
    : null
}

export function nameOf(source: EstimateSource): string {
  return estimateSource(source)?.label ?? source
}

/** Colours of objects, as the panes give them; `besides` is seen in no pane but named in the interface. */
export function objectColours(
  panes: readonly { readonly source: EstimateSource }[],
  besides: readonly EstimateSource[],
  origins: EstimateOrigins,
): ReadonlyMap<Estimate, ReadonlyMap<number, number>> {
  const sources = new Set([...panes.map(({ source }) => source), ...besides])
  const estimates = [...sources].map(source => estimateOf(source, origins)).filter(estimate => estimate !== null)
  return paneColours([...new Set(estimates)])
}

/** Id of the object with this track; 0 = background; null = the frame has no such object. */
function idOf({ instances }: Pick<Estimate, 'instances'>, track: number | null): number | null {
  if (track === null) return 0
  return instances.find((instance: EstimateInstance) => instance.track === track)?.id ?? null
}

/** N; 1 = the point lies in the chosen cell; null = the cell is of other estimates, or its object is not in this frame. */
export function cellMask(
  cell: ChosenCell | null,
  pair: ComparedPair | null,
  sources: ComparedSources,
): Uint8Array | null {
  if (!cell || !pair || cell.a !== sources.a || cell.b !== sources.b) return null
  if (cell.kind === 'motion') {
    const motion = differenceOf('motion', pair)
    return motion instanceof Uint8Array ? motionCellMask(motion, cell.code) : null
  }
  const [inA, inB] = [idOf(pair.a, cell.trackA), idOf(pair.b, cell.trackB)]
  return inA === null || inB === null ? null : objectCellMask(pair.a, pair.b, inA, inB)
}
