import { displacement } from './acceptance.ts'
import { farthest, gap } from './boxGaps.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { isWalker } from './division.ts'
import { isTooWide, type MovingObject } from './joinLoosePoints.ts'
import { aboutPivot, type PivotMotion } from './pivotMotion.ts'
import type { RigidScene } from './rigidScene.ts'
import { thresholds } from './thresholds.ts'
import { scoreMotion } from './trimmedIcp.ts'

const {
  GAP_METRES,
  HIGH_GAP_METRES,
  CAR_METRES,
  LORRY_METRES,
  LORRY_HEIGHT,
  HIGHEST,
  MOST_POINTS,
  MOST_SHARE,
  COMPANION_POINTS,
  LEAST_DISPLACEMENT,
  LEAST_SCORE,
  LEAST_LEAD,
  SMALL_SHARE,
  OWN_LEAD,
} = thresholds.adoptFragments

/**
 * Clusters beside a moving object that its motion explains, far better than standing still and nearly as well as any motion of their
 * own, are parts of it and take its motion. Few points by themselves are rejected as scraps, or are taken for something that moves at
 * another speed. What is large enough, but stands too far to the side to be a part, goes along as a mover of its own.
 */
export function adoptFragments(
  tools: TrialTools,
  trials: readonly ClusterTrial[],
  objects: readonly MovingObject[],
): MovingObject[] {
  const sizeOf = ({ clusters }: MovingObject) =>
    clusters.reduce((sum, cluster) => sum + (trials[cluster]?.points.length ?? 0), 0)
  const ordered = [...objects].sort((a, b) => sizeOf(b) - sizeOf(a))
  const home = new Map(ordered.flatMap(object => object.clusters.map(cluster => [cluster, object] as const)))
  const gone = new Set<MovingObject>()
  const companions: MovingObject[] = []
  for (const object of ordered) {
    const { lead } = object
    if (gone.has(object) || displacement(lead) < LEAST_DISPLACEMENT || isWalker(lead)) continue
    for (const trial of trials) {
      const other = home.get(trial.cluster)
      if (other === object) continue
      const together = other ? partsOf(other, trials) : [trial]
      if (other && sizeOf(other) > sizeOf(object)) continue
      const fits = fitsOf(tools, object, trials, together)
      if (!fits) continue
      const isBeside = isTooWide(tools.scene.positions0, [...partsOf(object, trials), ...together], lead)
      if (isBeside && (other || trial.points.length < COMPANION_POINTS)) continue
      // What is told of them is how well they go with the object, not how they did by themselves.
      for (const [k, part] of together.entries())
        Object.assign(part, fits[k], { reason: null, motion: aboutPivot(lead, part.pivot) })
      const target = isBeside ? { lead: trial, motion: trial.motion, clusters: [] } : object
      if (isBeside) companions.push(target)
      if (other) gone.add(other)
      for (const { cluster } of together) {
        target.clusters.push(cluster)
        home.set(cluster, target)
      }
    }
  }
  return [...objects.filter(object => !gone.has(object)), ...companions]
}

type Fit = Pick<ClusterTrial, 'score' | 'staticScore' | 'inlierShare' | 'rms'>

function partsOf({ clusters }: MovingObject, trials: readonly ClusterTrial[]): ClusterTrial[] {
  return clusters.map(cluster => trials[cluster] as ClusterTrial)
}

/** How clusters that move as one do under the object's motion, each; null when one of them is no part of it. */
function fitsOf(
  tools: TrialTools,
  object: MovingObject,
  trials: readonly ClusterTrial[],
  together: readonly ClusterTrial[],
): Fit[] | null {
  const fits: Fit[] = []
  for (const trial of together) {
    const fit = isNearPart(tools, object, trial, trials) ? fitOf(tools, object, trials, trial) : null
    if (!fit) return null
    fits.push(fit)
  }
  return fits
}

function isNearPart(
  { scene }: TrialTools,
  object: MovingObject,
  trial: ClusterTrial,
  trials: readonly ClusterTrial[],
): boolean {
  const parts = partsOf(object, trials)
  const size = parts.reduce((sum, part) => sum + part.points.length, 0)
  if (trial.points.length > Math.max(MOST_POINTS, MOST_SHARE * size) || trial.reason === 'too-large') return false
  const isLorry = parts.some(({ box }) => box.size[2] >= LORRY_HEIGHT || box.size[0] > CAR_METRES)
  const nearest = Math.min(...parts.map(part => gap(part, trial)))
  if (nearest >= HIGH_GAP_METRES) return false
  if (nearest >= GAP_METRES && !(isLorry && isHigh(scene, trial))) return false
  const reach = isLorry ? LORRY_METRES : CAR_METRES
  return parts.every(part => farthest(part, trial) <= reach)
}

function isHigh({ height0 }: RigidScene, { points }: ClusterTrial): boolean {
  let top = 0
  for (const i of points) top = Math.max(top, height0[i] as number)
  return top >= LORRY_HEIGHT && top <= HIGHEST
}

/** How the fragment does under the object's motion; null when that does not make it a part. */
function fitOf(
  { scene, source, parameters, weights }: TrialTools,
  object: MovingObject,
  trials: readonly ClusterTrial[],
  trial: ClusterTrial,
): Fit | null {
  const { lead } = object
  const under = (motion: PivotMotion, pivot: ClusterTrial['pivot']) =>
    scoreMotion(source, trial.points, pivot, motion, parameters.inlierMetres, weights, scene.hidden0)
  const { score, inlierShare, rms } = under(lead.motion, lead.pivot)
  if (score < LEAST_SCORE) return null
  const staticScore = under({ x: 0, y: 0, z: 0, yaw: 0 }, trial.pivot).score
  if (score < LEAST_LEAD + staticScore) return null
  const size = partsOf(object, trials).reduce((sum, part) => sum + part.points.length, 0)
  const allowed = trial.points.length > Math.max(MOST_POINTS, SMALL_SHARE * size) ? 0 : OWN_LEAD
  const alone = trial.reason === null ? under(trial.motion, trial.pivot).score : 0
  return score >= alone - allowed ? { score, staticScore, inlierShare, rms } : null
}
