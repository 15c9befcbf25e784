import { evenSubset } from '../sweep/evenSubset.ts'
import { breathe, type TaskOptions } from '../task/task.ts'
import { truncatedChamfer } from './chamfer.ts'
import { flowLoss, voteLoss } from './flow.ts'
import { foregroundLoss, logitsOf } from './foreground.ts'
import { type JudgedPoints, judgedPoints, type LossJob, surfacePoints } from './judgedPoints.ts'
import { pseudoObjects } from './pseudoObjects.ts'
import { rigidLoss } from './rigidity.ts'
import { SEPARATION_POINTS, separationLoss } from './separation.ts'
import { maskRows, masksFromInstances, masksFromVotes, type SoftMasks } from './softMasks.ts'
import { SPATIAL_POINTS, spatialLoss } from './spatial.ts'
import { LOSS_TERMS, LOSSES, type LossTerm } from './terms.ts'

export type { LossJob } from './judgedPoints.ts'

/** One loss of one estimate, point by point. */
export interface PointLoss {
  readonly term: LossTerm
  /** Whose points the values are of. */
  readonly sweep: 0 | 1
  /** A value a point of the sweep, -1 where there is none (no loss is negative). Their mean over the others is `mean`. */
  readonly values: Float32Array
  readonly points: number
  /** The scalar: what the training would minimise. */
  readonly mean: number
}

export interface LossValues {
  /** In the order of LOSS_TERMS; a term that nothing can be said of is missing. */
  readonly terms: readonly PointLoss[]
  /** Sum of the terms by the training's weights. */
  readonly weighted: number
}

/**
 * The training's losses of any estimate, over the whole pair instead of a crop. Where the training draws points at random
 * (mask losses, Chamfer's surface), all points or an even subset stand in: `evenSubset` says which.
 * @throws StudioError `cancelled`
 */
export async function computeLosses(job: LossJob, task: TaskOptions = {}): Promise<LossValues> {
  const judged = judgedPoints(job)
  const terms: PointLoss[] = []
  const steps = makers(job, judged)
  for (const [done, term] of LOSS_TERMS.entries()) {
    task.onProgress?.({ stage: LOSSES[term].name, done, total: LOSS_TERMS.length })
    await breathe(task.signal)
    const made = steps[term]()
    if (made && made.rows.length > 0) terms.push(spread(job, term, made))
  }
  const weighted = terms.reduce((sum, { term, mean }) => sum + (LOSSES[term].weight ?? 0) * mean, 0)
  return { terms, weighted }
}

interface Made {
  /** Rows of the sweep that the values are of. */
  readonly rows: Int32Array
  readonly values: Float64Array
}

function makers(job: LossJob, judged: JudgedPoints): Readonly<Record<LossTerm, () => Made | null>> {
  const { rows, points, flow, target } = judged
  const logit = logitsOf(judged.dynamic)
  const objects = pseudoObjects(points, target.instance)
  const masks: SoftMasks =
    judged.votes && objects.centres.length > 0
      ? masksFromVotes(points, logit, judged.votes, objects.centres)
      : masksFromInstances(judged.instance, judged.dynamic)
  const moving = rows.map((_, k) => k).filter(k => target.dynamic[k] === 1)
  const surface = surfacePoints(job)
  const moved = points.map((value, n) => value + (flow[n] as number))
  return {
    foreground: () => ({ rows, values: foregroundLoss(logit, target.dynamic, target.confidence) }),
    rigid: () => ({ rows, values: rigidLoss(points, flow, masks) }),
    spatial: () => {
      const chosen = evenSubset(rows.length, SPATIAL_POINTS)
      return { rows: of(rows, chosen), values: spatialLoss(triples(points, chosen), maskRows(masks, chosen)) }
    },
    separation: () => {
      if (moving.length < 2 || objects.centres.length < 6) return null
      const chosen = of(moving, evenSubset(moving.length, SEPARATION_POINTS))
      return {
        rows: of(rows, chosen),
        values: separationLoss(
          triples(points, chosen),
          maskRows(masks, chosen),
          of(target.instance, chosen),
          Float64Array.from(chosen, k => objects.extent[k] as number),
        ),
      }
    },
    flow: () => ({ rows, values: flowLoss(flow, target.flow, target.dynamic, target.confidence) }),
    vote: () => {
      if (!judged.votes) return null
      const member = Uint8Array.from(target.instance, id => (id > 0 ? 1 : 0))
      return { rows, values: voteLoss(judged.votes, objects.votes, member, target.confidence) }
    },
    chamfer: () => {
      if (moving.length < 3) return null
      return { rows: of(rows, moving), values: truncatedChamfer(triples(moved, moving), surface.points) }
    },
    'chamfer-back': () => ({ rows: surface.rows, values: truncatedChamfer(surface.points, moved) }),
  }
}

function spread(job: LossJob, term: LossTerm, { rows, values }: Made): PointLoss {
  const sweep = term === 'chamfer-back' ? 1 : 0
  const count = (sweep === 0 ? job.positions0 : job.positions1).length / 3
  const out = new Float32Array(count).fill(-1)
  let sum = 0
  rows.forEach((row, k) => {
    out[row] = values[k] as number
    sum += values[k] as number
  })
  return { term, sweep, values: out, points: rows.length, mean: sum / rows.length }
}

function of(values: Int32Array, at: Int32Array): Int32Array {
  return at.map(k => values[k] as number)
}

function triples(values: Float64Array, at: Int32Array): Float64Array {
  const out = new Float64Array(3 * at.length)
  at.forEach((k, n) => {
    out.set(values.subarray(3 * k, 3 * k + 3), 3 * n)
  })
  return out
}
