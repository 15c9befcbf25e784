import type { SensorClass } from '../../sweep/sequence.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import type { Transform } from '../../sweep/transform.ts'
import type { TaskOptions } from '../../task/task.ts'
import type { CoarseInput, ContextSweep } from '../coarseInput.ts'
import type { CoarseResult } from '../coarseResult.ts'
import { runCoarseStage } from '../coarseStage.ts'
import type { CoarseParameters } from '../parameters.ts'
import { StageMemory } from '../stageMemory.ts'
import { expectationsOf } from './expectations.ts'

/** A sequence as this stage reads it; sweeps are asked for as they are needed, some of them twice. */
export interface SweepSource {
  readonly sweepCount: number
  readonly intervalSeconds: number
  readonly sensorClass: SensorClass
  readSweep(index: number, task: TaskOptions): Promise<Sweep>
  /** Takes points of sweep `from` to where the static world has them in sweep `to`; null = not known, it is estimated. */
  motionBetween(from: Sweep, to: Sweep): Transform<'to', 'from'> | null
}

/** Pairs whose own result is kept for their neighbours: three are in use at a time. */
const KEPT_PAIRS = 4
/** Of sweeps and of pairs: what three pairs and their context touch. */
const KEPT_PRODUCTS = 8

/**
 * Pseudo-labels of the pairs of a sequence. Every pair is labelled on its own first, with the rays of the sweeps before and
 * after it; then once more in the knowledge of what its neighbours in time found: a motion that goes on as it was needs less
 * proof, one that nobody else has seen needs more. Deterministic, whatever the order in which pairs are asked for.
 */
export class SequenceStage {
  readonly #source: SweepSource
  readonly #parameters: CoarseParameters
  readonly #memory = new StageMemory({
    ground: KEPT_PRODUCTS,
    clustering: KEPT_PRODUCTS,
    'ego-motion': KEPT_PRODUCTS,
    'ray-casting': KEPT_PRODUCTS,
  })
  readonly #alone = new Map<number, Promise<CoarseResult>>()

  constructor(source: SweepSource, parameters: CoarseParameters) {
    this.#source = source
    this.#parameters = parameters
  }

  /**
   * Labels of the pair (index, index + 1).
   * @throws StudioError `cancelled`, and what reading the sweeps throws
   */
  async label(index: number, task: TaskOptions = {}): Promise<CoarseResult> {
    const own = await this.#labelAlone(index, task)
    const before = index > 0 ? await this.#labelAlone(index - 1, task) : null
    const after = index + 2 < this.#source.sweepCount ? await this.#labelAlone(index + 1, task) : null
    const expectations = expectationsOf(
      before?.estimate ?? null,
      after?.estimate ?? null,
      own.egoMotion.sweep1FromSweep0,
      this.#source.intervalSeconds,
    )
    const input = await this.#input(index, task)
    return runCoarseStage({ ...input, expectations }, { ...task, memory: this.#memory })
  }

  #labelAlone(index: number, task: TaskOptions): Promise<CoarseResult> {
    const known = this.#alone.get(index)
    if (known) return known
    const made = (async () => runCoarseStage(await this.#input(index, task), { ...task, memory: this.#memory }))()
    this.#alone.set(index, made)
    // A cancelled or failed pair is tried again when it is asked for again.
    made.catch(() => this.#alone.delete(index))
    for (const oldest of this.#alone.keys()) {
      if (this.#alone.size <= KEPT_PAIRS) break
      this.#alone.delete(oldest)
    }
    return made
  }

  async #input(index: number, task: TaskOptions): Promise<CoarseInput> {
    const source = this.#source
    const sweep0 = await source.readSweep(index, task)
    const sweep1 = await source.readSweep(index + 1, task)
    const context: ContextSweep[] = []
    for (const neighbour of [index - 1, index + 2]) {
      if (neighbour < 0 || neighbour >= source.sweepCount) continue
      const sweep = await source.readSweep(neighbour, task)
      const motion = source.motionBetween(sweep, sweep0)
      if (motion) context.push({ sweep, sweep0FromContext: motion as Transform as Transform<'sweep0', 'context'> })
    }
    return {
      sweep0,
      sweep1,
      givenSweep1FromSweep0: source.motionBetween(sweep0, sweep1) as Transform as Transform<'sweep1', 'sweep0'> | null,
      // Without poses every pair starts afresh: its result must not depend on which pair was asked for before.
      previousSweep1FromSweep0: null,
      context,
      intervalSeconds: source.intervalSeconds,
      sensorClass: source.sensorClass,
      parameters: this.#parameters,
    }
  }
}
