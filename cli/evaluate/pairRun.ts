import type { SequenceReader } from '#model/sweep/sequence.ts'
import { type Sweep, worldFromSweep } from '#model/sweep/sweep.ts'
import { compose, inverse, type Transform } from '#model/sweep/transform.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { CommandError, EXIT } from '../exitCode.ts'
import type { PosesName } from './options.ts'
import type { PairEstimate, PairEstimator } from './pairEstimate.ts'

export interface EstimatedPair {
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  readonly result: PairEstimate
}

/** Motions farther apart than this many pairs say nothing of each other, and a bad one would only mislead. */
const PREVIOUS_REACH = 3

/** Estimates pairs of a sequence one after another, each in the knowledge of the ego motion of the one before. */
export class PairRun {
  readonly #reader: SequenceReader
  readonly #run: PairEstimator
  readonly #poses: PosesName
  #previous: { readonly index: number; readonly result: PairEstimate } | null = null

  constructor(reader: SequenceReader, run: PairEstimator, poses: PosesName) {
    this.#reader = reader
    this.#run = run
    this.#poses = poses
  }

  /** @param index of the pair's first sweep. @throws CommandError `input` when poses are asked for and missing */
  async estimate(index: number, task: TaskOptions): Promise<EstimatedPair> {
    const { info } = this.#reader
    const sweep0 = await this.#reader.readSweep(index, task)
    const sweep1 = await this.#reader.readSweep(index + 1, task)
    const previous = this.#previous
    const result = await this.#run(
      {
        index,
        sweep0,
        sweep1,
        givenSweep1FromSweep0: this.#poses === 'given' ? givenMotion(sweep0, sweep1) : null,
        intervalSeconds: info.intervalSeconds,
        sensorClass: info.sensorClass,
        previous:
          previous && index - previous.index <= PREVIOUS_REACH && previous.result.egoMotion.trust === 'good'
            ? previous.result.egoMotion.sweep1FromSweep0
            : null,
      },
      task,
    )
    this.#previous = { index, result }
    return { sweep0, sweep1, result }
  }
}

function givenMotion(sweep0: Sweep, sweep1: Sweep): Transform<'sweep1', 'sweep0'> {
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
