import { readLast, refinePair } from '#model/network/refinePair.ts'
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
    const refined = await refinePair(
      graphs,
      manifest,
      {
        positions0: job.sweep0.positions,
        positions1: job.sweep1.positions,
        ground0: coarse.ground0,
        ground1: coarse.ground1,
        sweep1FromSweep0: coarse.egoMotion.sweep1FromSweep0,
        intervalSeconds: job.intervalSeconds,
        context: withContext ? coarse.estimate : null,
      },
      { ...task, iterations: manifest.iterations.default },
    )
    const { prediction, polished, milliseconds } = readLast(refined, manifest)
    const { prepare, voxelise, encoder, steps } = refined.milliseconds
    return {
      ...coarse,
      estimate: polish ? polished : prediction,
      milliseconds: new Map([
        ...coarse.milliseconds,
        ['voxelise', prepare + voxelise],
        ['encoder', encoder],
        ['steps', steps.reduce((sum, step) => sum + step, 0)],
        ['grouping', milliseconds.grouping],
        ['polish', milliseconds.polish],
      ]),
    }
  }
}
