import type { CoarseResult, EgoMotionResult } from '#model/coarse/coarseResult.ts'
import { runCoarseStage } from '#model/coarse/coarseStage.ts'
import { checkEgoMotion, estimateEgoMotion } from '#model/coarse/egoMotion/estimateEgoMotion.ts'
import { segmentGround } from '#model/coarse/ground.ts'
import { defaultParameters } from '#model/coarse/parameters.ts'
import { egoMotionEstimate } from '#model/coarse/pseudoLabels.ts'
import { SequenceStage } from '#model/coarse/sequence/sequenceStage.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import type { SweepPair } from '#model/sweep/pair.ts'
import type { SensorClass, SequenceReader } from '#model/sweep/sequence.ts'
import type { Transform } from '#model/sweep/transform.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { sequenceSource } from '../sequenceSource.ts'

export interface PairEstimate {
  readonly estimate: Estimate
  readonly ground0: Uint8Array
  readonly ground1: Uint8Array
  readonly egoMotion: EgoMotionResult
  /** Milliseconds by stage, in the order they ran. */
  readonly milliseconds: ReadonlyMap<string, number>
}

export interface PairJob extends SweepPair {
  /** Of sweep 0 in its sequence. */
  readonly index: number
  readonly sensorClass: SensorClass
  readonly previous: Transform<'sweep1', 'sweep0'> | null
}

export type PairEstimator = (job: PairJob, task: TaskOptions) => Promise<PairEstimate>

/** Pseudo-labels in the knowledge of the pairs before and after; the reader must be the one that the pairs come from. */
export function coarseSequence(reader: SequenceReader, poses: 'given' | 'own'): PairEstimator {
  const stage = new SequenceStage(sequenceSource(reader, poses), defaultParameters(reader.info.sensorClass))
  return async (job, task) => pairEstimateOf(await stage.label(job.index, task))
}

/** Pseudo-labels of a pair by the coarse stage. */
export async function coarsePair(job: PairJob, task: TaskOptions): Promise<PairEstimate> {
  const result: CoarseResult = await runCoarseStage(
    {
      sweep0: job.sweep0,
      sweep1: job.sweep1,
      givenSweep1FromSweep0: job.givenSweep1FromSweep0,
      previousSweep1FromSweep0: job.previous,
      context: [],
      intervalSeconds: job.intervalSeconds,
      sensorClass: job.sensorClass,
      parameters: defaultParameters(job.sensorClass),
    },
    task,
  )
  return pairEstimateOf(result)
}

function pairEstimateOf({ estimate, ground0, ground1, egoMotion, timings }: CoarseResult): PairEstimate {
  return {
    estimate,
    ground0,
    ground1,
    egoMotion,
    milliseconds: new Map(timings.map(({ stage, milliseconds }) => [stage, milliseconds])),
  }
}

/** Ego motion alone: every point static. */
export async function egoPair(job: PairJob, task: TaskOptions): Promise<PairEstimate> {
  const parameters = defaultParameters(job.sensorClass).ground
  const { sweep0, sweep1, givenSweep1FromSweep0: given, intervalSeconds } = job
  const start = performance.now()
  const ground0 = (await segmentGround(sweep0, parameters, task)).mask
  const ground1 = (await segmentGround(sweep1, parameters, task)).mask
  const middle = performance.now()
  const egoMotion = given
    ? checkEgoMotion(sweep0, sweep1, ground0, ground1, given)
    : await estimateEgoMotion(sweep0, sweep1, ground0, ground1, { previous: job.previous, intervalSeconds }, task)
  const end = performance.now()
  return {
    estimate: egoMotionEstimate(sweep0.positions, egoMotion.sweep1FromSweep0, intervalSeconds),
    ground0,
    ground1,
    egoMotion,
    milliseconds: new Map([
      ['ground', middle - start],
      ['ego-motion', end - middle],
    ]),
  }
}
