import { addCorrespondence, kabschSums, solveKabsch } from '../coarse/rigid/kabsch.ts'
import { transformPoint } from '../sweep/transform.ts'
import { type ContextObjects, TAKEN_AT_ITS_WORD } from './contextObjects.ts'

/** Fewer tell no motion. */
const FEWEST_POINTS = 5

/**
 * Where the context takes an instance, if half of the instance's points lie in one of its objects and it is sure of their motion: the
 * rigid motion of those points, registered with more care than polish takes, for all of them.
 * @param rows of the instance
 * @param source k x 3, metres: the instance's points
 * @returns k x 3, metres; null = not told
 */
export function toldPlaces(context: ContextObjects, rows: Int32Array, source: Float64Array): Float64Array | null {
  const [object, count] = mostCommon(context, rows)
  if (count < FEWEST_POINTS || count < rows.length / 2) return null
  const sums = kabschSums()
  rows.forEach((row, k) => {
    if (context.object[row] !== object) return
    const [x, y, z] = placeOf(source, k)
    const [dx, dy, dz] = placeOf(context.flow, row)
    addCorrespondence(sums, x, y, z, x + dx, y + dy, z + dz, 1)
  })
  const rotation = new Float64Array(9)
  const translation = new Float64Array(3)
  solveKabsch(sums, rotation, translation)
  const told = new Float64Array(source.length)
  for (let k = 0; k < rows.length; k++)
    told.set(transformPoint({ rotation, translation }, ...placeOf(source, k)), 3 * k)
  return told
}

/** The object that most of the sure points lie in, and how many do; the lower id of two. */
function mostCommon({ object, confidence }: ContextObjects, rows: Int32Array): [number, number] {
  const counts = new Map<number, number>()
  for (const k of rows) {
    const id = object[k] as number
    if (id !== 0 && (confidence[k] as number) >= TAKEN_AT_ITS_WORD) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0] ?? [0, 0]
}

function placeOf(values: ArrayLike<number>, row: number): [number, number, number] {
  return [values[3 * row] as number, values[3 * row + 1] as number, values[3 * row + 2] as number]
}
