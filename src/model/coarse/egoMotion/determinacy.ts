import type { Alignment } from './alignToSurface.ts'
import { inverseOfPacked } from './normalEquations.ts'
import { symmetricEigen } from './symmetricEigen.ts'

/**
 * How well the surfaces determine the displacement at the sensor, in the direction that they determine least:
 * largest eigenvalue of the translation block of the inverse normal matrix (the turn marginalised out), times the weight
 * of all residuals. 3 = normals in all directions alike; a corridor without any feature, one plane: hundreds to infinity.
 */
export function looseness(alignment: Alignment): number {
  const inverse = inverseOfPacked(alignment.normalMatrix)
  if (!inverse) return Number.POSITIVE_INFINITY
  const at = (row: number, column: number) => inverse[6 * row + column] as number
  const values = new Float64Array(3)
  symmetricEigen(
    Float64Array.of(at(3, 3), at(3, 4), at(3, 5), at(4, 4), at(4, 5), at(5, 5)),
    values,
    new Float64Array(9),
  )
  return (values[2] as number) * alignment.weight
}
