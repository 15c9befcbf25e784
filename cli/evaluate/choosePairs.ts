import type { SequenceInfo } from '#model/sweep/sequence.ts'
import { CommandError, EXIT } from '../exitCode.ts'
import { type PairRange, pairsIn } from '../pairRange.ts'

/** Every how many pairs of a simulated street are measured when none are named. */
const SIMULATED_STEP = 10

/** Indices of the first sweeps of the pairs to measure. */
export function choosePairs(info: SequenceInfo, range: PairRange | null, simulated: boolean): number[] {
  const withTruth = info.frames.flatMap((frame, index) => (frame.hasTruth ? [index] : []))
  if (!range) return withTruth.filter((_, k) => !simulated || k % SIMULATED_STEP === 0)
  const chosen = pairsIn(info, range)
  const without = chosen.filter(index => !withTruth.includes(index))
  if (without.length > 0)
    throw new CommandError(
      EXIT.input,
      `${info.name} has no truth for ${without.length === 1 ? 'pair' : 'pairs'} ${without.join(', ')}.`,
    )
  return chosen
}
