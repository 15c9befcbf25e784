import type { Sweep } from '../../sweep/sweep.ts'
import { identity, type Transform } from '../../sweep/transform.ts'
import { breathe, type TaskOptions } from '../../task/task.ts'
import type { EgoMotionResult } from '../coarseResult.ts'
import type { Alignment } from './alignToSurface.ts'
import { alignCoarsely, alignFinely, prepareRegistration, separation, votedStarts } from './registration.ts'
import { residuals } from './residuals.ts'
import { DISTINCT_METRES, judge, RIVAL_SUPPORT } from './trust.ts'

export { checkEgoMotion } from './checkEgoMotion.ts'

/** A start this near a motion already found would end there as well, metres. */
const SAME_BASIN_METRES = 0.25

export interface EgoMotionOptions {
  /** Ego motion of the pair before, between its own sweeps; null when unknown. */
  readonly previous: Transform<'sweep1', 'sweep0'> | null
  readonly intervalSeconds: number
}

/**
 * Estimates the motion that takes the static world of sweep 0 into sweep 1's frame, without poses.
 *
 * Registration from one start locks onto scan rings or the wrong car; so several starts compete (standing still, the previous
 * motion, peaks of a displacement vote of non-ground points) and the one with most support by non-ground points is refined.
 * A low residual is not correctness: `trust` and `warning` say when the geometry, the overlap or a rival motion forbids belief.
 *
 * @param ground0 N0, 1 = ground; all zero when not known
 * @param ground1 N1
 * @throws StudioError `cancelled`
 */
export async function estimateEgoMotion(
  sweep0: Sweep,
  sweep1: Sweep,
  ground0: Uint8Array,
  ground1: Uint8Array,
  options: EgoMotionOptions,
  task: TaskOptions = {},
): Promise<EgoMotionResult> {
  const registration = prepareRegistration(sweep0, sweep1, ground0, ground1)
  await breathe(task.signal)
  const origin = registration.points1.origin
  const starts = [
    ...(options.previous ? [options.previous] : []),
    ...votedStarts(registration, options.intervalSeconds),
    identity<'sweep1', 'sweep0'>(),
  ]
  const found: Alignment[] = []
  for (const [done, start] of starts.entries()) {
    await breathe(task.signal)
    task.onProgress?.({ stage: 'Ego motion', done, total: starts.length + 1 })
    if (found.some(other => separation(other.sweep1FromSweep0, start, origin) < SAME_BASIN_METRES)) continue
    const alignment = alignCoarsely(registration, start)
    if (alignment) found.push(alignment)
  }
  found.sort((a, b) => b.structureSupport - a.structureSupport)
  const chosen = found[0]
  const best = chosen && alignFinely(registration, chosen.sweep1FromSweep0)
  if (!chosen || !best)
    return {
      sweep1FromSweep0: identity(),
      source: 'estimated',
      medianResidualMetres: Number.NaN,
      inlierShare: 0,
      trust: 'bad',
      warning:
        'The ego motion cannot be told from these sweeps: they share too few surfaces. The vehicle is taken to stand still.',
    }
  const rival = found.find(
    other =>
      other.structureSupport > RIVAL_SUPPORT * chosen.structureSupport &&
      separation(other.sweep1FromSweep0, chosen.sweep1FromSweep0, origin) > DISTINCT_METRES,
  )
  const after = residuals(registration.sample.structure, registration.surfaces1.structure, best.sweep1FromSweep0)
  return {
    sweep1FromSweep0: best.sweep1FromSweep0,
    source: 'estimated',
    medianResidualMetres: after.medianMetres,
    inlierShare: after.inlierShare,
    ...judge(
      after,
      best,
      rival ? { metres: separation(rival.sweep1FromSweep0, chosen.sweep1FromSweep0, origin) } : null,
    ),
  }
}
