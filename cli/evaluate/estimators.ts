import type { SequenceReader } from '#model/sweep/sequence.ts'
import { networkPair } from '../network/networkPair.ts'
import { openModel } from '../network/openModel.ts'
import type { EvaluateOptions } from './options.ts'
import { coarsePair, coarseSequence, egoPair, type PairEstimator } from './pairEstimate.ts'

/**
 * Who makes an estimate, for every command that asks for one by name. To be called before anything is read: an estimate that
 * cannot be made is said at once.
 */
export async function estimatorFor(
  options: Pick<EvaluateOptions, 'estimate' | 'poses' | 'model'>,
): Promise<(reader: SequenceReader) => PairEstimator> {
  const { estimate: name, poses } = options
  if (name === 'coarse') return () => coarsePair
  if (name === 'ego') return () => egoPair
  if (name === 'coarse-sequence') return reader => coarseSequence(reader, poses)
  const network = networkPair(await openModel(options.model), {
    withContext: name !== 'network',
    polish: name === 'polished',
  })
  return () => network
}
