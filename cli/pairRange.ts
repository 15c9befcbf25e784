import type { SequenceInfo } from '#model/sweep/sequence.ts'
import { CommandError, EXIT } from './exitCode.ts'
import { type UsageError, wholeNumber } from './options.ts'

/** First sweeps of the pairs: first, first + step, ... up to last. */
export interface PairRange {
  readonly first: number
  readonly last: number
  readonly step: number
}

/** `FIRST:LAST:STEP`, `FIRST:LAST` or `FIRST`. */
export function parsePairs(text: string, usage: UsageError): PairRange {
  const parts = text.split(':')
  if (parts.length > 3) throw usage(`--pairs takes FIRST:LAST:STEP, not "${text}".`)
  const [first, last, step] = parts.map(part => wholeNumber('--pairs', part, usage))
  const range = { first: first as number, last: last ?? (first as number), step: step ?? 1 }
  if (range.step < 1) throw usage(`--pairs ${text}: STEP is ${range.step}, at least 1 is expected.`)
  if (range.last < range.first) throw usage(`--pairs ${text}: LAST ${range.last} lies before FIRST ${range.first}.`)
  return range
}

/** Indices of the first sweeps of a range's pairs. @throws CommandError `usage` past the last pair */
export function pairsIn(info: SequenceInfo, range: PairRange): number[] {
  const lastPair = info.frames.length - 2
  if (range.last > lastPair)
    throw new CommandError(
      EXIT.usage,
      `--pairs: ${info.name} has ${info.frames.length} sweeps, so its last pair is ${lastPair}, but ${range.last} was asked for.`,
    )
  const chosen: number[] = []
  for (let index = range.first; index <= range.last; index += range.step) chosen.push(index)
  return chosen
}
