import type { SequenceInfo } from '#model/sweep/sequence.ts'
import { CommandError, EXIT } from '../exitCode.ts'
import type { PairRange } from './options.ts'

/** Every how many pairs of a simulated street are measured when none are named. */
const SIMULATED_STEP = 10

/** Indices of the first sweeps of the pairs to measure. */
export function choosePairs(info: SequenceInfo, range: PairRange | null, simulated: boolean): number[] {
  const withTruth = info.frames.flatMap((frame, index) => (frame.hasTruth ? [index] : []))
  if (!range) return withTruth.filter((_, k) => !simulated || k % SIMULATED_STEP === 0)
  const lastPair = info.frames.length - 2
  if (range.last > lastPair)
    throw new CommandError(
      EXIT.usage,
      `--pairs: ${info.name} has ${info.frames.length} sweeps, so its last pair is ${lastPair}, but ${range.last} was asked for.`,
    )
  const chosen: number[] = []
  for (let index = range.first; index <= range.last; index += range.step) chosen.push(index)
  const without = chosen.filter(index => !withTruth.includes(index))
  if (without.length > 0)
    throw new CommandError(
      EXIT.input,
      `${info.name} has no truth for ${without.length === 1 ? 'pair' : 'pairs'} ${without.join(', ')}.`,
    )
  return chosen
}
