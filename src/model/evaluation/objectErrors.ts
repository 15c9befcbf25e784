import { FIRST_INSTANCE, type OrientedBox } from '../sweep/estimate.ts'
import { assignObjects } from './comparison/instanceMatching.ts'
import { FEWEST_OBJECT_POINTS } from './instances.ts'
import { overlapOf } from './overlap.ts'
import { endPointError, groupsOf, type ProtocolName } from './protocol.ts'
import type { EvaluationJob } from './summary.ts'

/** How well one true object of a frame was met. */
export interface MeasuredObject {
  /** As the truth tracks it. */
  readonly track: number
  readonly label: string
  /** Metres, frame of sweep 0. */
  readonly box: OrientedBox
  readonly moving: boolean
  /** Points measured under the protocol. */
  readonly points: number
  /** Mean end-point error, metres per sweep interval. */
  readonly errorMetres: number
  /** With the instance that the best one-to-one assignment gives it; 0 = none. */
  readonly iou: number
}

/** Every true object that is sought: at least 50 measured points (METRICS). */
export function measureObjects(job: EvaluationJob, protocol: ProtocolName): MeasuredObject[] {
  const { truth, estimate } = job
  const measured = groupsOf(job, protocol)
  const overlap = overlapOf(truth.instance, estimate.instance, measured, FIRST_INSTANCE)
  const iouOf = new Map(assignObjects(overlap).map(({ a, iou }) => [a, iou]))
  const errors = new Map<number, number>()
  for (let i = 0; i < measured.length; i++) {
    const id = truth.instance[i] as number
    if (measured[i] === 0 || id < FIRST_INSTANCE) continue
    errors.set(id, (errors.get(id) ?? 0) + endPointError(estimate.flow, truth.flow, i))
  }
  const pointsOf = new Map(overlap.trueIds.map((id, row) => [id, overlap.trueSize[row] as number]))
  return truth.instances.flatMap(({ id, track, label, box, moving }) => {
    const points = pointsOf.get(id) ?? 0
    if (points < FEWEST_OBJECT_POINTS) return []
    const errorMetres = (errors.get(id) ?? 0) / points
    return [{ track, label, box, moving, points, errorMetres, iou: iouOf.get(id) ?? 0 }]
  })
}
