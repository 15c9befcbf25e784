import { breathe, type TaskOptions } from '../task/task.ts'
import type { CoarseInput } from './coarseInput.ts'
import type { CoarseResult, CoarseStage, EgoMotionResult, StageTiming } from './coarseResult.ts'
import { dbscan } from './dbscan.ts'
import { checkEgoMotion, estimateEgoMotion } from './egoMotion/estimateEgoMotion.ts'
import { type GroundResult, segmentGround, sensorPlace } from './ground.ts'
import { egoMotionEstimate, makePseudoLabels } from './pseudoLabels.ts'
import { freeSpaceEvidence, type RayCastContext } from './rayCasting.ts'
import { estimateMotions } from './rigid/estimateMotions.ts'
import { joinLoosePoints, mergeFragments } from './rigid/joinLoosePoints.ts'

const STAGES: readonly CoarseStage[] = [
  'ground',
  'ego-motion',
  'ray-casting',
  'clustering',
  'rigid-motion',
  'pseudo-labels',
]

const SHOWN: Readonly<Record<CoarseStage, string>> = {
  ground: 'Ground',
  'ego-motion': 'Ego motion',
  'ray-casting': 'Ray casting',
  clustering: 'Clustering',
  'rigid-motion': 'Rigid motion',
  'pseudo-labels': 'Pseudo-labels',
}

/**
 * From two sweeps to pseudo-labels without learning: ground, ego motion, free-space evidence, clusters, rigid motions, labels.
 * Every intermediate result is kept. Deterministic: the same input gives the same bits.
 * @throws StudioError `cancelled`
 */
export async function runCoarseStage(input: CoarseInput, options: TaskOptions = {}): Promise<CoarseResult> {
  const timings: StageTiming[] = []
  const timed = async <T>(stage: CoarseStage, work: () => Promise<T> | T): Promise<T> => {
    options.onProgress?.({ stage: SHOWN[stage], done: STAGES.indexOf(stage), total: STAGES.length })
    await breathe(options.signal)
    const start = performance.now()
    const result = await work()
    timings.push({ stage, milliseconds: performance.now() - start })
    return result
  }
  // The stages report themselves; their inner loops only watch the signal.
  const task: TaskOptions = { signal: options.signal }
  const { sweep0, sweep1, parameters, intervalSeconds } = input

  const [ground0, ground1, contextGround] = await timed('ground', async () => {
    const first = await segmentGround(sweep0, parameters.ground, task)
    const second = await segmentGround(sweep1, parameters.ground, task)
    const others: GroundResult[] = []
    for (const { sweep } of input.context) others.push(await segmentGround(sweep, parameters.ground, task))
    return [first, second, others] as const
  })

  const egoMotion = await timed('ego-motion', () => egoMotionOf(input, ground0, ground1, task))
  const { sweep1FromSweep0 } = egoMotion

  const { evidence0, evidence1, hidden0 } = await timed('ray-casting', () => {
    const context: RayCastContext[] = input.context.map(({ sweep, sweep0FromContext }, k) => {
      const ground = contextGround[k] as GroundResult
      return { sweep, ground: ground.mask, heightAboveGround: ground.heightAboveGround, sweep0FromContext }
    })
    return freeSpaceEvidence(
      {
        sweep0: { sweep: sweep0, ground: ground0.mask, heightAboveGround: ground0.heightAboveGround },
        sweep1: { sweep: sweep1, ground: ground1.mask, heightAboveGround: ground1.heightAboveGround },
        sweep1FromSweep0,
        intervalSeconds,
        context,
      },
      parameters.rayCasting,
      task,
    )
  })

  const clustering = await timed('clustering', () =>
    dbscan(sweep0.positions, above(ground0.mask), parameters.clustering, sensorPlace(sweep0), task),
  )

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
        parameters: parameters.rigidMotion,
      },
      task,
    )
    const objects = mergeFragments(trials)
    const objectOf = new Int32Array(sweep0.count).fill(-1)
    for (const [index, object] of objects.entries())
      for (const cluster of object.clusters) for (const i of trials[cluster]?.points ?? []) objectOf[i] = index
    await breathe(options.signal)
    joinLoosePoints(tools, trials, objects, ground0.mask, parameters.rigidMotion.joinMetres, objectOf)
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
      parameters: parameters.rigidMotion,
    })
    const egoEstimate = egoMotionEstimate(sweep0.positions, sweep1FromSweep0, intervalSeconds)
    return {
      ground0: ground0.mask,
      ground1: ground1.mask,
      egoMotion,
      evidence0,
      evidence1,
      cluster0: rigid.labels0,
      motions,
      estimate,
      egoEstimate,
      timings,
    }
  })
}

function egoMotionOf(
  input: CoarseInput,
  ground0: GroundResult,
  ground1: GroundResult,
  task: TaskOptions,
): Promise<EgoMotionResult> | EgoMotionResult {
  const { sweep0, sweep1, givenSweep1FromSweep0, previousSweep1FromSweep0, intervalSeconds } = input
  if (givenSweep1FromSweep0 !== null)
    return checkEgoMotion(sweep0, sweep1, ground0.mask, ground1.mask, givenSweep1FromSweep0)
  const options = { previous: previousSweep1FromSweep0, intervalSeconds }
  return estimateEgoMotion(sweep0, sweep1, ground0.mask, ground1.mask, options, task)
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
