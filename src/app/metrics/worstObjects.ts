import type { MeasuredObject } from '#model/evaluation/objectErrors.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { PairMeasurements } from '../stores/metricsSlice.ts'

/** A measured object and the frame it was measured in. */
export interface PlacedObject {
  readonly position: number
  readonly object: MeasuredObject
}

export function objectsOfSequence(
  frames: ReadonlyMap<number, PairMeasurements>,
  source: EstimateSource,
): readonly PlacedObject[] {
  return [...frames].flatMap(([position, measured]) =>
    (measured[source]?.objects ?? []).map(object => ({ position, object })),
  )
}

/** Moving objects, the worst first; each track once, where it is worst. What stands cannot be found by its motion. */
export function worstObjects(
  objects: readonly PlacedObject[],
  by: 'error' | 'overlap',
  count: number,
): readonly PlacedObject[] {
  const badness = ({ object }: PlacedObject) => (by === 'error' ? object.errorMetres : 1 - object.iou)
  const sorted = objects
    .filter(({ object }) => object.moving)
    .sort((a, b) => badness(b) - badness(a) || b.object.points - a.object.points || a.position - b.position)
  const seen = new Set<number>()
  return sorted
    .filter(({ object }) => {
      if (seen.has(object.track)) return false
      seen.add(object.track)
      return true
    })
    .slice(0, count)
}
