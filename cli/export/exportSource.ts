import { EVALUATED_STEP } from '#model/export/av2/leaderboards.ts'
import type { ExportFrame } from '#model/export/exportFrame.ts'
import type { SequenceReader } from '#model/sweep/sequence.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { estimatorFor } from '../evaluate/estimators.ts'
import { PairRun } from '../evaluate/pairRun.ts'
import { CommandError, EXIT } from '../exitCode.ts'
import type { SequenceToLabel } from '../label/openSequences.ts'
import { pairsIn } from '../pairRange.ts'
import type { ExportOptions } from './options.ts'

/** The pairs of one sequence as they are exported, made when they are asked for. */
export interface ExportSource {
  readonly name: string
  readonly reader: SequenceReader
  /** Indices of the first sweeps. */
  readonly pairs: readonly number[]
  frame(index: number, task: TaskOptions): Promise<ExportFrame>
}

/** To be called before anything is read: an estimate that cannot be made is said at once. */
export async function exportSources(
  options: ExportOptions,
  say: (text: string) => void,
): Promise<(sequence: SequenceToLabel) => ExportSource> {
  const { estimate, poses, model } = options
  if (estimate === 'truth') return sequence => truthSource(sequence, options)
  const estimator = await estimatorFor({ estimate, poses, model })
  return ({ reader, name }) => {
    const runner = new PairRun(reader, estimator(reader), poses)
    return {
      name,
      reader,
      pairs: choose(reader, options),
      frame: async (index, task) => {
        const { sweep0, sweep1, result } = await runner.estimate(index, task)
        const { trust, warning } = result.egoMotion
        if (warning) say(`${name}: ego motion of pair ${index} is ${trust}: ${warning}\n`)
        return { sequence: name, index, sweep0, sweep1, estimate: result.estimate, ground0: result.ground0 }
      },
    }
  }
}

function truthSource({ reader, name }: SequenceToLabel, options: ExportOptions): ExportSource {
  const chosen = choose(reader, options)
  const pairs = chosen.filter(index => reader.info.frames[index]?.hasTruth)
  if (pairs.length === 0 || (options.pairs && pairs.length < chosen.length))
    throw new CommandError(EXIT.input, `${name} has truth for ${pairs.length} of the ${chosen.length} pairs.`)
  return {
    name,
    reader,
    pairs,
    frame: async (index, task) => {
      const sweep0 = await reader.readSweep(index, task)
      const sweep1 = await reader.readSweep(index + 1, task)
      const truth = await reader.readTruth(index, index + 1, task)
      if (!truth) throw new CommandError(EXIT.input, `${name}: pair ${index} has no truth after all.`)
      return { sequence: name, index, sweep0, sweep1, estimate: truth, ground0: truth.ground }
    },
  }
}

function choose({ info }: SequenceReader, { pairs, format }: ExportOptions): number[] {
  const step = format === 'av2-submission' ? EVALUATED_STEP : 1
  return pairsIn(info, pairs ?? { first: 0, last: info.frames.length - 2, step })
}
