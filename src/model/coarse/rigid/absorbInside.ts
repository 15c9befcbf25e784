import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { isWalker } from './division.ts'
import type { MovingObject } from './joinLoosePoints.ts'
import { metresOutside, outlineOf, widen } from './outline.ts'

/** Share of an object's points that have to lie within the outline of a larger one. */
const INSIDE_SHARE = 0.8
/** Metres that an outline is grown by. */
const MARGIN_METRES = 0.3

/**
 * What moves within the outline of a vehicle is a piece of it, whatever motion its few points seemed to fit: seats seen through a bus's
 * windows, pieces of a long side. Walkers absorb nobody: the outlines of people who walk together overlap.
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
  for (const [rank, { object, points }] of ordered.entries()) {
    if (gone.has(object) || isWalker(object.lead)) continue
    const outline = outlineOf(object.lead.box, rank)
    for (const i of points) widen(outline, positions0[3 * i] as number, positions0[3 * i + 1] as number)
    const isInside = (i: number) =>
      (positions0[3 * i + 2] as number) <= outline.top + MARGIN_METRES &&
      metresOutside(outline, positions0[3 * i] as number, positions0[3 * i + 1] as number) <= MARGIN_METRES
    for (const { object: other, points: theirs } of ordered.slice(rank + 1)) {
      if (gone.has(other)) continue
      let inside = 0
      for (const i of theirs) if (isInside(i)) inside++
      if (inside < INSIDE_SHARE * theirs.length) continue
      object.clusters.push(...other.clusters)
      gone.add(other)
    }
  }
  return objects.filter(object => !gone.has(object))
}
