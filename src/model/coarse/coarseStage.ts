import { breathe, type TaskOptions } from '../task/task.ts'
import type { CoarseInput } from './coarseInput.ts'
import type { CoarseResult, CoarseStage, FoundClusters, FreeSpaceEvidence, StageTiming } from './coarseResult.ts'
import { EarlyStages } from './earlyStages.ts'
import { egoMotionEstimate, makePseudoLabels } from './pseudoLabels.ts'
import { estimateMotions } from './rigid/estimateMotions.ts'
import { formObjects } from './rigid/movingObjects.ts'
import type { RememberedStage, StageMemory } from './stageMemory.ts'

/** Clusters need the ground alone: they come first, so that they can be seen while the rest is on its way. */
const STAGES: readonly CoarseStage[] = [
  'ground',
  'clustering',
  'ego-motion',
  'ray-casting',
  'rigid-motion',
  'pseudo-labels',
]

const SHOWN: Readonly<Record<CoarseStage, string>> = {
  ground: 'Ground',
  clustering: 'Clustering',
  'ego-motion': 'Ego motion',
  'ray-casting': 'Ray casting',
  'rigid-motion': 'Rigid motion',
  'pseudo-labels': 'Pseudo-labels',
}

export interface CoarseOptions extends TaskOptions {
  /** Products of earlier runs: stages whose input has not changed are not run again. The result is the same bit by bit. */
  readonly memory?: StageMemory | undefined
  /** Told as soon as the clusters are known, before any motion. */
  readonly onClusters?: ((found: FoundClusters) => void) | undefined
}

/**
 * From two sweeps to pseudo-labels without learning: ground, clusters, ego motion, free-space evidence, rigid motions, labels.
 * Every intermediate result is kept. Deterministic: the same input gives the same bits, whatever a memory holds.
 * @throws StudioError `cancelled`
 */
export async function runCoarseStage(input: CoarseInput, options: CoarseOptions = {}): Promise<CoarseResult> {
  const timings: StageTiming[] = []
  // The stages report themselves; their inner loops only watch the signal.
  const task: TaskOptions = { signal: options.signal }
  const memory = options.memory ?? null
  const early = new EarlyStages(input, memory, task)
  const timed = async <T>(stage: CoarseStage, work: () => Promise<T> | T): Promise<T> => {
    options.onProgress?.({ stage: SHOWN[stage], done: STAGES.indexOf(stage), total: STAGES.length })
    await breathe(options.signal)
    const start = performance.now()
    const result = await work()
    const reused = isRemembered(stage) && !early.ran.has(stage)
    timings.push({ stage, milliseconds: performance.now() - start, ...(reused ? { reused } : {}) })
    return result
  }
  const { sweep0, sweep1, parameters, intervalSeconds } = input

  const [ground0, ground1] = await timed(
    'ground',
    async () => [await early.ground(sweep0), await early.ground(sweep1)] as const,
  )
  const clustering = await timed('clustering', () => early.clustering())
  options.onClusters?.({
    ground0: ground0.mask.slice(),
    cluster0: clustering.labels.slice(),
    clusterCount: clustering.clusterCount,
  })
  const egoMotion = await timed('ego-motion', () => early.egoMotion())
  const { sweep1FromSweep0 } = egoMotion
  const { evidence0, evidence1, hidden0 } = await timed('ray-casting', () => early.evidence())

  const rigid = await timed('rigid-motion', async () => {
    const { tools, trials, labels0 } = await estimateMotions(
      {
        sweep0,
        sweep1,
        ground0,
        ground1,
        sweep1FromSweep0,
        labels0: clustering.labels,
        clusterCount: clustering.clusterCount,
        dynamic0: evidence0.dynamic,
        dynamic1: evidence1.dynamic,
        hidden0,
        intervalSeconds,
        expectations: input.expectations ?? null,
        parameters: parameters.rigidMotion,
      },
      task,
    )
    const { objects, objectOf } = await formObjects(tools, trials, ground0.mask, task)
    return { trials, labels0, objects, objectOf }
  })

  return timed('pseudo-labels', () => {
    const { estimate, motions } = makePseudoLabels({
      positions: sweep0.positions,
      ground0: ground0.mask,
      sweep1FromSweep0,
      intervalSeconds,
      ...rigid,
      dynamic0: evidence0.dynamic,
    })
    // What the memory holds is shared with later runs; the result belongs to the caller, who may transfer it away.
    const own = (mask: Uint8Array) => (memory ? mask.slice() : mask)
    const ownEvidence = (evidence: FreeSpaceEvidence) => (memory ? copyOf(evidence) : evidence)
    const egoEstimate = egoMotionEstimate(sweep0.positions, sweep1FromSweep0, intervalSeconds)
    return {
      ground0: own(ground0.mask),
      ground1: own(ground1.mask),
      egoMotion,
      evidence0: ownEvidence(evidence0),
      evidence1: ownEvidence(evidence1),
      cluster0: rigid.labels0,
      motions,
      estimate,
      egoEstimate,
      timings,
    }
  })
}

function isRemembered(stage: CoarseStage): stage is RememberedStage {
  return stage !== 'rigid-motion' && stage !== 'pseudo-labels'
}

function copyOf({ free, occupied, dynamic }: FreeSpaceEvidence): FreeSpaceEvidence {
  return { free: free.slice(), occupied: occupied.slice(), dynamic: dynamic.slice() }
}
