import type { Sweep } from '../sweep/sweep.ts'
import type { TaskOptions } from '../task/task.ts'
import type { CoarseInput } from './coarseInput.ts'
import type { EgoMotionResult } from './coarseResult.ts'
import { type Clustering, dbscan } from './dbscan.ts'
import { checkEgoMotion, estimateEgoMotion } from './egoMotion/estimateEgoMotion.ts'
import { type GroundResult, segmentGround, sensorPlace } from './ground.ts'
import type { RayCastInput } from './rayCasting/explainVotes.ts'
import { freeSpaceEvidence, type RayCastEvidence } from './rayCasting.ts'
import { contentKey, type RememberedStage, type StageMemory, type StageProducts } from './stageMemory.ts'

/**
 * The stages before rigid motion, of one pair. With a memory, a stage whose input and parameters are those of an earlier run
 * is not run again: what comes back is then shared and must not be written to.
 */
export class EarlyStages {
  readonly #input: CoarseInput
  readonly #memory: StageMemory | null
  readonly #task: TaskOptions
  readonly #grounds = new Map<Sweep, Promise<GroundResult>>()
  readonly #keys = new Map<Sweep, string>()
  #egoMotion: Promise<EgoMotionResult> | null = null
  /** Stages that had to be run. */
  readonly ran = new Set<RememberedStage>()

  constructor(input: CoarseInput, memory: StageMemory | null, task: TaskOptions) {
    this.#input = input
    this.#memory = memory
    this.#task = task
  }

  ground(sweep: Sweep): Promise<GroundResult> {
    const known = this.#grounds.get(sweep)
    if (known) return known
    const { ground } = this.#input.parameters
    const made = this.#stage(
      'ground',
      () => this.#groundKey(sweep),
      () => segmentGround(sweep, ground, this.#task),
    )
    this.#grounds.set(sweep, made)
    return made
  }

  async clustering(): Promise<Clustering> {
    const { sweep0, parameters } = this.#input
    const ground0 = await this.ground(sweep0)
    return this.#stage(
      'clustering',
      () => [this.#groundKey(sweep0), parameters.clustering],
      () => dbscan(sweep0.positions, above(ground0.mask), parameters.clustering, sensorPlace(sweep0), this.#task),
    )
  }

  egoMotion(): Promise<EgoMotionResult> {
    this.#egoMotion ??= this.#findEgoMotion()
    return this.#egoMotion
  }

  async #findEgoMotion(): Promise<EgoMotionResult> {
    const { sweep0, sweep1, givenSweep1FromSweep0, previousSweep1FromSweep0, intervalSeconds } = this.#input
    const [ground0, ground1] = [await this.ground(sweep0), await this.ground(sweep1)]
    return this.#stage(
      'ego-motion',
      () => [
        this.#groundKey(sweep0),
        this.#groundKey(sweep1),
        givenSweep1FromSweep0 ?? { previousSweep1FromSweep0, intervalSeconds },
      ],
      () => {
        if (givenSweep1FromSweep0 !== null)
          return checkEgoMotion(sweep0, sweep1, ground0.mask, ground1.mask, givenSweep1FromSweep0)
        const options = { previous: previousSweep1FromSweep0, intervalSeconds }
        return estimateEgoMotion(sweep0, sweep1, ground0.mask, ground1.mask, options, this.#task)
      },
    )
  }

  /** All that rays are cast from and at. */
  async rayCastInput(): Promise<RayCastInput> {
    const { sweep0, sweep1, intervalSeconds } = this.#input
    const { sweep1FromSweep0 } = await this.egoMotion()
    const withGround = async (sweep: Sweep) => {
      const { mask, heightAboveGround } = await this.ground(sweep)
      return { sweep, ground: mask, heightAboveGround }
    }
    const context: RayCastInput['context'][number][] = []
    for (const { sweep, sweep0FromContext } of this.#input.context)
      context.push({ ...(await withGround(sweep)), sweep0FromContext })
    return {
      sweep0: await withGround(sweep0),
      sweep1: await withGround(sweep1),
      sweep1FromSweep0,
      intervalSeconds,
      context,
    }
  }

  async evidence(): Promise<RayCastEvidence> {
    const { sweep0, sweep1, context, intervalSeconds, parameters } = this.#input
    const rays = await this.rayCastInput()
    return this.#stage(
      'ray-casting',
      () => [
        this.#groundKey(sweep0),
        this.#groundKey(sweep1),
        context.map(({ sweep, sweep0FromContext }) => [this.#groundKey(sweep), sweep0FromContext]),
        rays.sweep1FromSweep0,
        intervalSeconds,
        parameters.rayCasting,
      ],
      () => freeSpaceEvidence(rays, parameters.rayCasting, this.#task),
    )
  }

  async #stage<S extends RememberedStage>(
    stage: S,
    keyParts: () => unknown,
    run: () => Promise<StageProducts[S]> | StageProducts[S],
  ): Promise<StageProducts[S]> {
    const key = this.#memory ? JSON.stringify(keyParts()) : ''
    const known = this.#memory?.recall(stage, key)
    if (known !== undefined) return known
    this.ran.add(stage)
    const product = await run()
    this.#memory?.remember(stage, key, product)
    return product
  }

  #groundKey(sweep: Sweep): string {
    const known = this.#keys.get(sweep)
    if (known !== undefined) return known
    const key = contentKey(sweep) + JSON.stringify(this.#input.parameters.ground)
    this.#keys.set(sweep, key)
    return key
  }
}

/** Indices of the points that are not ground. */
function above(ground: Uint8Array): Int32Array {
  let count = 0
  for (let i = 0; i < ground.length; i++) if (ground[i] === 0) count++
  const out = new Int32Array(count)
  count = 0
  for (let i = 0; i < ground.length; i++) if (ground[i] === 0) out[count++] = i
  return out
}
