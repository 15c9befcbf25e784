import { EvaluationAccumulator } from '#model/evaluation/evaluationAccumulator.ts'
import type { Truth } from '#model/sweep/estimate.ts'
import type { SequenceReader } from '#model/sweep/sequence.ts'
import { worldFromSweep } from '#model/sweep/sweep.ts'
import { compose, inverse, type Transform } from '#model/sweep/transform.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { CommandError, EXIT, type ExitCode } from '../exitCode.ts'
import { networkPair } from '../network/networkPair.ts'
import { openModel } from '../network/openModel.ts'
import type { Terminal } from '../terminal.ts'
import { choosePairs } from './choosePairs.ts'
import { EgoMotionTally } from './egoMotionTally.ts'
import { openReader } from './openReader.ts'
import { EVALUATE_HELP, type EvaluateOptions, parseEvaluateOptions } from './options.ts'
import { coarsePair, coarseSequence, egoPair, type PairEstimate, type PairEstimator } from './pairEstimate.ts'
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

/** Before anything is read: an estimate that cannot be made is said at once. */
async function estimatorFor(options: EvaluateOptions): Promise<(reader: SequenceReader) => PairEstimator> {
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
  let previous: { index: number; result: PairEstimate } | null = null
  for (const [done, index] of pairs.entries()) {
    say(`pair ${done + 1} of ${pairs.length}: ${info.frames[index]?.name ?? index}\n`)
    const sweep0 = await reader.readSweep(index, task)
    const sweep1 = await reader.readSweep(index + 1, task)
    const read = await reader.readTruth(index, index + 1, task)
    if (!read) throw new CommandError(EXIT.input, `${info.name}: pair ${index} has no truth after all.`)
    region = regionOf(read, options)
    const truth = region === 'all' ? { ...read, labelledRegion: null } : read
    const result = await run(
      {
        index,
        sweep0,
        sweep1,
        givenSweep1FromSweep0: options.poses === 'given' ? givenMotion(sweep0, sweep1) : null,
        intervalSeconds: info.intervalSeconds,
        sensorClass: info.sensorClass,
        // Motions far apart in time say nothing of each other, and a bad one would only mislead.
        previous:
          previous && index - previous.index <= 3 && previous.result.egoMotion.trust === 'good'
            ? previous.result.egoMotion.sweep1FromSweep0
            : null,
      },
      task,
    )
    previous = { index, result }
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

function givenMotion(
  sweep0: Parameters<typeof worldFromSweep>[0],
  sweep1: Parameters<typeof worldFromSweep>[0],
): Transform<'sweep1', 'sweep0'> {
  const world0 = worldFromSweep(sweep0)
  const world1 = worldFromSweep(sweep1)
  if (!world0 || !world1)
    throw new CommandError(
      EXIT.input,
      `${(world0 ? sweep1 : sweep0).name} has no pose in the frame of its points.`,
      'With --poses own the ego motion is estimated from the points.',
    )
  const sweep1FromWorld: Transform = inverse(world1)
  return compose(sweep1FromWorld, world0 as Transform) as Transform<'sweep1', 'sweep0'>
}
