import type { Estimate } from '../sweep/estimate.ts'
import { type CoarseLabels, coarseContext } from './coarseContext.ts'
import { contextObjects } from './contextObjects.ts'
import type { ModelManifest } from './manifest.ts'
import type { NetworkGraphs } from './networkGraphs.ts'
import { type PredictedPair, polishedFrom, predictionFrom, readState } from './prediction.ts'
import { type PairPoints, preparePair } from './preparedPair.ts'
import { type IterationState, type Refinement, type RefinementOptions, refine } from './refinement.ts'

export interface RefinementInput extends PairPoints {
  readonly intervalSeconds: number
  /** The coarse stage's labels, given to the network; null = it runs alone. */
  readonly context: CoarseLabels | null
}

export interface RefinedPair {
  readonly pair: PredictedPair
  readonly iterations: Refinement['iterations']
  readonly taken: Refinement['taken']
  readonly milliseconds: Refinement['milliseconds'] & { readonly prepare: number }
}

/** From the points of a pair to what the network says of them after each iteration. */
export async function refinePair(
  graphs: NetworkGraphs,
  manifest: ModelManifest,
  input: RefinementInput,
  options: Omit<RefinementOptions, 'prior'>,
): Promise<RefinedPair> {
  const { positions0, ground0, sweep1FromSweep0, intervalSeconds, context } = input
  const start = performance.now()
  const prepared = preparePair(input, manifest.grid)
  const given = context && contextObjects(context, positions0, prepared)
  const prior = context && given ? coarseContext(context, prepared, given) : null
  const prepare = performance.now() - start
  const { iterations, taken, milliseconds } = await refine(graphs, manifest, prepared, { ...options, prior })
  return {
    pair: { positions0, ground0, sweep1FromSweep0, intervalSeconds, prepared, context: given },
    iterations,
    taken,
    milliseconds: { ...milliseconds, prepare },
  }
}

export interface ReadPair {
  readonly prediction: Estimate
  readonly polished: Estimate
  readonly milliseconds: { readonly grouping: number; readonly polish: number }
}

/** The last iteration as Estimates. */
export function readLast({ pair, iterations }: RefinedPair, manifest: ModelManifest): ReadPair {
  const last = iterations.at(-1) as IterationState
  const start = performance.now()
  const reading = readState(pair, last, manifest)
  const prediction = predictionFrom(pair, reading)
  const grouped = performance.now()
  const polished = polishedFrom(pair, reading, manifest)
  return {
    prediction,
    polished,
    milliseconds: { grouping: grouped - start, polish: performance.now() - grouped },
  }
}
