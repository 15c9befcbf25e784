import { EvaluationAccumulator } from '#model/evaluation/evaluationAccumulator.ts'
import type { Truth } from '#model/sweep/estimate.ts'
import type { SequenceReader } from '#model/sweep/sequence.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { CommandError, EXIT, type ExitCode } from '../exitCode.ts'
import type { Terminal } from '../terminal.ts'
import { choosePairs } from './choosePairs.ts'
import { EgoMotionTally } from './egoMotionTally.ts'
import { estimatorFor } from './estimators.ts'
import { openReader } from './openReader.ts'
import { EVALUATE_HELP, type EvaluateOptions, parseEvaluateOptions } from './options.ts'
import type { PairEstimator } from './pairEstimate.ts'
import { PairRun } from './pairRun.ts'
import { PairTracks } from './pairTracks.ts'
import { type EvaluationReport, jsonReport, tableReport } from './report.ts'
import { StageTimes } from './stageTimes.ts'

/** `semanticflow evaluate`. */
export async function evaluateCommand(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = parseEvaluateOptions(argv)
  if (options === 'help') {
    terminal.out(EVALUATE_HELP)
    return EXIT.done
  }
  const estimator = await estimatorFor(options)
  const say = options.quiet ? () => {} : terminal.progress
  const task: TaskOptions = { signal: terminal.signal }
  const { reader, simulated } = await openReader(options.input, options.seed, say, task)
  try {
    const report = await measure(reader, simulated, options, estimator(reader), say, task)
    terminal.out(options.json ? jsonReport(report) : tableReport(report))
    return EXIT.done
  } finally {
    reader.close()
  }
}

async function measure(
  reader: SequenceReader,
  simulated: boolean,
  options: EvaluateOptions,
  run: PairEstimator,
  say: (text: string) => void,
  task: TaskOptions,
): Promise<EvaluationReport> {
  const { info } = reader
  const pairs = choosePairs(info, options.pairs, simulated)
  const accumulator = new EvaluationAccumulator(options.protocol)
  const times = new StageTimes()
  const egoMotions = new EgoMotionTally()
  const tracks = new PairTracks()
  let region: EvaluationReport['region'] = options.region ?? 'all'
  const runner = new PairRun(reader, run, options.poses)
  for (const [done, index] of pairs.entries()) {
    say(`pair ${done + 1} of ${pairs.length}: ${info.frames[index]?.name ?? index}\n`)
    const read = await reader.readTruth(index, index + 1, task)
    if (!read) throw new CommandError(EXIT.input, `${info.name}: pair ${index} has no truth after all.`)
    region = regionOf(read, options)
    const truth = region === 'all' ? { ...read, labelledRegion: null } : read
    const { sweep0, result } = await runner.estimate(index, task)
    times.add(result.milliseconds)
    egoMotions.add(index, sweep0.positions, result.egoMotion, truth.sweep1FromSweep0)
    if (result.egoMotion.warning) say(`  ego motion ${result.egoMotion.trust}: ${result.egoMotion.warning}\n`)
    const matches = accumulator.add({ sweep0, truth, ground0: result.ground0, estimate: result.estimate })
    tracks.add(index, matches, result.estimate)
  }
  return {
    input: options.input,
    sequence: info.name,
    estimate: options.estimate,
    poses: options.poses,
    region,
    summary: accumulator.summary(),
    tracking: tracks.metrics(),
    egoMotion: egoMotions.summary(),
    milliseconds: times.medians(),
  }
}

function regionOf(truth: Truth, options: EvaluateOptions): 'all' | 'camera' {
  if (options.region === 'camera' && !truth.labelledRegion)
    throw new CommandError(
      EXIT.input,
      `--region camera: the truth of ${options.input} is not limited to a camera's view.`,
      'Leave the option out.',
    )
  return options.region ?? (truth.labelledRegion ? 'camera' : 'all')
}
