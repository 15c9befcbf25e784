import type { RigidMotionParameters } from '../parameters.ts'
import { displacement, gainOf } from './acceptance.ts'
import type { ClusterTrial } from './clusterTrial.ts'
import { motionsAlike } from './pivotMotion.ts'
import { thresholds } from './thresholds.ts'

const { MINIMUM_GAIN_POINTS, WALKER_FOOTPRINT, WALKER_HEIGHT } = thresholds.division
export const { WALKER_STEP } = thresholds.division

/** Whether it is worth looking for parts: nothing is to be found in a cluster that stands still as a whole. */
export function mayDivide(whole: ClusterTrial, parameters: RigidMotionParameters): boolean {
  if (whole.reason === 'too-large') return true
  if (whole.reason === 'too-few-points' || whole.reason === 'not-near-ground') return false
  return (1 - whole.staticScore) * whole.points.length > parameters.minimumGainPoints
}

/**
 * Whether a cluster is several objects: some of its parts move otherwise than the rest, and the parts on their own explain the
 * second sweep better than the whole does; or all are people who walk alike.
 */
export function divides(whole: ClusterTrial, parts: readonly ClusterTrial[]): boolean {
  const movers = parts.filter(part => part.reason === null)
  const [first] = movers
  if (!first) return false
  if (movers.length === parts.length && movers.every(part => motionsAlike(first, part))) return parts.every(isWalker)
  if (whole.reason === 'too-large') return true
  // The rest of what stands as a whole is not asked: of a thousand points it gains and loses as many by chance as a person has.
  if (whole.reason !== null)
    return movers.reduce((sum, part) => sum + gainOf(part) * part.points.length, 0) > MINIMUM_GAIN_POINTS
  const apart = parts.reduce((sum, part) => sum + explained(part), 0)
  return apart > explained(whole) + MINIMUM_GAIN_POINTS
}

/** Whether the parts are people who go where the whole goes. */
export function walkAlike(whole: ClusterTrial, parts: readonly ClusterTrial[]): boolean {
  return parts.every(part => part.reason === null && isWalker(part) && motionsAlike(whole, part))
}

/** Of a person's size, upright, at a person's speed. */
export function isWalker(trial: ClusterTrial): boolean {
  const [length, , height] = trial.box.size
  return length <= WALKER_FOOTPRINT && height >= WALKER_HEIGHT && displacement(trial) <= WALKER_STEP
}

function explained(trial: ClusterTrial): number {
  return trial.points.length * (trial.reason === null ? trial.score : trial.staticScore)
}
