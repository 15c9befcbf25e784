import { openReader } from '../../cli/evaluate/openReader.ts'
import { sequenceSource } from '../../cli/sequenceSource.ts'
import type { CoarseResult } from '../../src/model/coarse/coarseResult.ts'
import { runCoarseStage } from '../../src/model/coarse/coarseStage.ts'
import { type CoarseParameters, defaultParameters } from '../../src/model/coarse/parameters.ts'
import { SequenceStage } from '../../src/model/coarse/sequence/sequenceStage.ts'
import { EvaluationAccumulator } from '../../src/model/evaluation/evaluationAccumulator.ts'
import type { EvaluationSummary } from '../../src/model/evaluation/summary.ts'
import type { Estimate, Truth } from '../../src/model/sweep/estimate.ts'
import type { SequenceReader } from '../../src/model/sweep/sequence.ts'
import type { Sweep } from '../../src/model/sweep/sweep.ts'
import type { Transform } from '../../src/model/sweep/transform.ts'
import type { EvaluationSet } from './evaluationSets.ts'

export interface MeasuredPair {
  readonly sweep0: Sweep
  readonly truth: Truth
  readonly result: CoarseResult
}

interface OpenSequence {
  readonly input: string
  readonly reader: SequenceReader
  readonly label: (index: number) => Promise<CoarseResult>
}

/** Runs the coarse stage on every pair of a set, poses given; with neighbours in time when `sequence` is set. */
export async function* labelledPairs(
  set: EvaluationSet,
  parametersOf: (defaults: CoarseParameters) => CoarseParameters = defaults => defaults,
  sequence = false,
): AsyncGenerator<MeasuredPair> {
  let open = null as OpenSequence | null
  for (const { input, index } of set.pairs) {
    if (open?.input !== input) {
      open?.reader.close()
      const { reader } = await openReader(input, null, () => {}, {})
      const parameters = parametersOf(defaultParameters(reader.info.sensorClass))
      const stage = sequence ? new SequenceStage(sequenceSource(reader, 'given'), parameters) : null
      open = {
        input,
        reader,
        label: k => (stage ? stage.label(k) : labelPair(reader, k, parameters)),
      }
    }
    const result = await open.label(index)
    const sweep0 = await open.reader.readSweep(index, {})
    const truth = await open.reader.readTruth(index, index + 1, {})
    if (truth) yield { sweep0, truth, result }
  }
  open?.reader.close()
}

async function labelPair(reader: SequenceReader, index: number, parameters: CoarseParameters): Promise<CoarseResult> {
  const source = sequenceSource(reader, 'given')
  const sweep0 = await source.readSweep(index, {})
  const sweep1 = await source.readSweep(index + 1, {})
  return runCoarseStage({
    sweep0,
    sweep1,
    givenSweep1FromSweep0: source.motionBetween(sweep0, sweep1) as Transform as Transform<'sweep1', 'sweep0'>,
    previousSweep1FromSweep0: null,
    context: [],
    intervalSeconds: source.intervalSeconds,
    sensorClass: source.sensorClass,
    parameters,
  })
}

/** Pools a set under `av2-v1`. */
export async function measureSet(
  pairs: AsyncIterable<MeasuredPair>,
  estimateOf: (result: CoarseResult) => Estimate = result => result.estimate,
): Promise<EvaluationSummary> {
  const accumulator = new EvaluationAccumulator('av2-v1')
  for await (const { sweep0, truth, result } of pairs)
    accumulator.add({ sweep0, truth, ground0: result.ground0, estimate: estimateOf(result) })
  return accumulator.summary()
}
