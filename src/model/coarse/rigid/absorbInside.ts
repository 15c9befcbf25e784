import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { isWalker } from './division.ts'
import { type MovingObject, WIDEST_OBJECT } from './joinLoosePoints.ts'
import { metresOutside, outlineOf, widen } from './outline.ts'
import { aboutPivot } from './pivotMotion.ts'
import { thresholds } from './thresholds.ts'

const { INSIDE_SHARE, ALL_INSIDE, MARGIN_METRES } = thresholds.absorbInside

/**
 * What moves within the outline of a vehicle is a piece of it, whatever motion its few points seemed to fit: seats seen through a bus's
 * windows, pieces of a long side. So is what did not seem to move, if it lies there as a whole: nothing can stand in a vehicle's place.
 * Walkers absorb nobody: the outlines of people who walk together overlap.
 */
export function absorbInside(
  { scene }: TrialTools,
  trials: readonly ClusterTrial[],
  objects: readonly MovingObject[],
): MovingObject[] {
  const { positions0 } = scene
  const pointsOf = ({ clusters }: MovingObject) => clusters.flatMap(cluster => [...(trials[cluster]?.points ?? [])])
  const ordered = objects.map(object => ({ object, points: pointsOf(object) }))
  ordered.sort((a, b) => b.points.length - a.points.length)
  const gone = new Set<MovingObject>()
  const taken = new Set(objects.flatMap(({ clusters }) => clusters))
  const take = (object: MovingObject, cluster: number) => {
    const trial = trials[cluster] as ClusterTrial
    Object.assign(trial, { reason: null, motion: aboutPivot(object.lead, trial.pivot) })
    object.clusters.push(cluster)
    taken.add(cluster)
  }
  for (const [rank, { object, points }] of ordered.entries()) {
    if (gone.has(object) || isWalker(object.lead)) continue
    const outline = outlineOf(object.lead.box, rank)
    for (const i of points) widen(outline, positions0[3 * i] as number, positions0[3 * i + 1] as number)
    const isInside = (i: number) =>
      (positions0[3 * i + 2] as number) <= outline.top + MARGIN_METRES &&
      metresOutside(outline, positions0[3 * i] as number, positions0[3 * i + 1] as number) <= MARGIN_METRES
    const insideShare = (points: ArrayLike<number>) => {
      let inside = 0
      for (let k = 0; k < points.length; k++) if (isInside(points[k] as number)) inside++
      return inside / points.length
    }
    for (const { object: other, points: theirs } of ordered.slice(rank + 1)) {
      if (gone.has(other) || insideShare(theirs) < INSIDE_SHARE) continue
      for (const cluster of other.clusters) take(object, cluster)
      gone.add(other)
    }
    if (outline.sides[2] + outline.sides[3] > WIDEST_OBJECT) continue
    for (const { cluster, reason, points: theirs } of trials) {
      if (reason === null || theirs.length >= points.length || taken.has(cluster)) continue
      if (!isInside(theirs[0] as number) || insideShare(theirs) < ALL_INSIDE) continue
      take(object, cluster)
    }
  }
  return objects.filter(object => !gone.has(object))
}
