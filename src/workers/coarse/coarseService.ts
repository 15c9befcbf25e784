import type { CoarseInput } from '#model/coarse/coarseInput.ts'
import type { CoarseResult } from '#model/coarse/coarseResult.ts'
import { runCoarseStage } from '#model/coarse/coarseStage.ts'
import { EarlyStages } from '#model/coarse/earlyStages.ts'
import { type PointVotes, voteExplainer } from '#model/coarse/rayCasting/explainVotes.ts'
import { StageMemory } from '#model/coarse/stageMemory.ts'
import type { PartialTask } from '../taskBridge.ts'

/** Products kept of pairs that are looked at: a few values of a slider, a few pairs; about 30 MB at 100k points. */
const LOOKED_AT = { ground: 12, clustering: 8, 'ego-motion': 6, 'ray-casting': 6 } as const
/** Of pairs that are labelled in passing only the ground is met again: it is the next pair's. */
const IN_PASSING = { ground: 6, clustering: 0, 'ego-motion': 0, 'ray-casting': 0 } as const

export class CoarseService {
  readonly #lookedAt = new StageMemory(LOOKED_AT)
  readonly #inPassing = new StageMemory(IN_PASSING)

  /** Tells `FoundClusters` as a part. */
  async run(input: CoarseInput, isLookedAt: boolean, task: PartialTask): Promise<CoarseResult> {
    return runCoarseStage(input, {
      signal: task.signal,
      onProgress: task.onProgress,
      memory: isLookedAt ? this.#lookedAt : this.#inPassing,
      onClusters: isLookedAt ? task.onPartial : undefined,
    })
  }

  /** The rays that voted for a point, by the evidence that `run` of the same input gives. */
  async explain(input: CoarseInput, sweep: 0 | 1, index: number, task: PartialTask): Promise<PointVotes> {
    const stages = new EarlyStages(input, this.#lookedAt, { signal: task.signal })
    return voteExplainer(await stages.rayCastInput(), input.parameters.rayCasting)(sweep, index)
  }
}
