import { coarseContext } from '#model/network/coarseContext.ts'
import { polishedOf, predictionOf } from '#model/network/prediction.ts'
import { preparePair } from '#model/network/preparedPair.ts'
import { refine } from '#model/network/refinement.ts'
import { coarsePair, egoPair, type PairEstimate, type PairEstimator } from '../evaluate/pairEstimate.ts'
import type { OpenModel } from './openModel.ts'

export interface NetworkChoice {
  /** Whether the coarse stage's labels are given to the network. */
  readonly withContext: boolean
  readonly polish: boolean
}

/** Predictions of the network. Its ground and its ego motion are the coarse stage's, as in the app. */
export function networkPair({ manifest, graphs }: OpenModel, { withContext, polish }: NetworkChoice): PairEstimator {
  return async (job, task): Promise<PairEstimate> => {
    const coarse = await (withContext ? coarsePair : egoPair)(job, task)
    const { positions } = job.sweep0
    const start = performance.now()
    const { sweep1FromSweep0 } = coarse.egoMotion
    const prepared = preparePair(
      {
        positions0: positions,
        positions1: job.sweep1.positions,
        ground0: coarse.ground0,
        ground1: coarse.ground1,
        sweep1FromSweep0,
      },
      manifest.grid,
    )
    const prior = withContext ? coarseContext(coarse.estimate, positions, prepared) : null
    const prepareMilliseconds = performance.now() - start
    const refinement = await refine(graphs, manifest, prepared, {
      ...task,
      prior,
      iterations: manifest.iterations.default,
    })
    const read = performance.now()
    const last = refinement.iterations.at(-1)
    if (!last) throw new Error('A refinement has at least its first state.')
    const pair = {
      positions0: positions,
      sweep1FromSweep0,
      intervalSeconds: job.intervalSeconds,
      prepared,
      withContext,
    }
    const estimate = polish ? polishedOf(pair, last, manifest) : predictionOf(pair, last, manifest)
    const { voxelise, encoder, steps } = refinement.milliseconds
    return {
      ...coarse,
      estimate,
      milliseconds: new Map([
        ...coarse.milliseconds,
        ['voxelise', prepareMilliseconds + voxelise],
        ['encoder', encoder],
        ['steps', steps.reduce((sum, value) => sum + value, 0)],
        [polish ? 'grouping-and-polish' : 'grouping', performance.now() - read],
      ]),
    }
  }
}
