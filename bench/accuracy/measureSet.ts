import { openReader } from '../../cli/evaluate/openReader.ts'
import type { OpenModel } from '../../cli/network/openModel.ts'
import { sequenceSource } from '../../cli/sequenceSource.ts'
import type { CoarseResult } from '../../src/model/coarse/coarseResult.ts'
import { runCoarseStage } from '../../src/model/coarse/coarseStage.ts'
import { type CoarseParameters, defaultParameters } from '../../src/model/coarse/parameters.ts'
import { SequenceStage } from '../../src/model/coarse/sequence/sequenceStage.ts'
import { EvaluationAccumulator } from '../../src/model/evaluation/evaluationAccumulator.ts'
import type { ProtocolName } from '../../src/model/evaluation/protocol.ts'
import type { EvaluationSummary } from '../../src/model/evaluation/summary.ts'
import { type ReadPair, readLast, refinePair } from '../../src/model/network/refinePair.ts'
import type { Estimate, Truth } from '../../src/model/sweep/estimate.ts'
import type { SensorClass, SequenceReader } from '../../src/model/sweep/sequence.ts'
import type { Sweep } from '../../src/model/sweep/sweep.ts'
import type { Transform } from '../../src/model/sweep/transform.ts'
import type { EvaluationSet } from './evaluationSets.ts'

/** A pair as it was read: everything but labels. */
export interface LoadedPair {
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly truth: Truth
  readonly intervalSeconds: number
  readonly sensorClass: SensorClass
}

export interface MeasuredPair {
  readonly sweep0: Sweep
  readonly truth: Truth
  readonly result: CoarseResult
}

/** Each pair of a set with its reader, inputs opened once. */
async function* opened(set: EvaluationSet): AsyncGenerator<{ reader: SequenceReader; index: number; truth: Truth }> {
  let open = null as { readonly input: string; readonly reader: SequenceReader } | null
  for (const { input, index } of set.pairs) {
    if (open?.input !== input) {
      open?.reader.close()
      open = { input, reader: (await openReader(input, null, () => {}, {})).reader }
    }
    const truth = await open.reader.readTruth(index, index + 1, {})
    if (truth) yield { reader: open.reader, index, truth }
  }
  open?.reader.close()
}

export async function* loadedPairs(set: EvaluationSet): AsyncGenerator<LoadedPair> {
  for await (const { reader, index, truth } of opened(set)) {
    const source = sequenceSource(reader, 'given')
    const sweep0 = await source.readSweep(index, {})
    const sweep1 = await source.readSweep(index + 1, {})
    const { intervalSeconds, sensorClass } = source
    const motion: Transform | null = source.motionBetween(sweep0, sweep1)
    if (!motion) throw new Error(`${reader.info.name} has no poses.`)
    const sweep1FromSweep0 = motion as Transform<'sweep1', 'sweep0'>
    yield { sweep0, sweep1, sweep1FromSweep0, truth, intervalSeconds, sensorClass }
  }
}

/** Runs the coarse stage on a pair, poses given. */
export async function labelled(
  pair: LoadedPair,
  parametersOf: (defaults: CoarseParameters) => CoarseParameters = defaults => defaults,
): Promise<MeasuredPair> {
  const result = await runCoarseStage({
    ...pair,
    givenSweep1FromSweep0: pair.sweep1FromSweep0,
    previousSweep1FromSweep0: null,
    context: [],
    parameters: parametersOf(defaultParameters(pair.sensorClass)),
  })
  return { sweep0: pair.sweep0, truth: pair.truth, result }
}

/** What the network says of a pair whose labels are known. */
export async function predicted(
  { graphs, manifest }: OpenModel,
  { sweep0, sweep1, sweep1FromSweep0, intervalSeconds }: LoadedPair,
  { result }: MeasuredPair,
  withContext: boolean,
): Promise<ReadPair> {
  const refined = await refinePair(
    graphs,
    manifest,
    {
      positions0: sweep0.positions,
      positions1: sweep1.positions,
      ground0: result.ground0,
      ground1: result.ground1,
      sweep1FromSweep0,
      intervalSeconds,
      context: withContext ? result.estimate : null,
    },
    { iterations: manifest.iterations.default },
  )
  return readLast(refined, manifest)
}

/** The same in the knowledge of the pairs before and after. */
export async function* labelledInSequence(set: EvaluationSet): AsyncGenerator<MeasuredPair> {
  let last = null as { readonly reader: SequenceReader; readonly stage: SequenceStage } | null
  for await (const { reader, index, truth } of opened(set)) {
    if (last?.reader !== reader) {
      const parameters = defaultParameters(reader.info.sensorClass)
      last = { reader, stage: new SequenceStage(sequenceSource(reader, 'given'), parameters) }
    }
    yield { sweep0: await reader.readSweep(index, {}), truth, result: await last.stage.label(index) }
  }
}

/** Pools pairs under one protocol. */
export class Pool {
  readonly #accumulator: EvaluationAccumulator

  constructor(protocol: ProtocolName = 'av2-v1') {
    this.#accumulator = new EvaluationAccumulator(protocol)
  }

  add({ sweep0, truth, result }: MeasuredPair, estimate: Estimate): void {
    this.#accumulator.add({ sweep0, truth, ground0: result.ground0, estimate })
  }

  summary(): EvaluationSummary {
    return this.#accumulator.summary()
  }
}
