import { FIRST_INSTANCE } from '../sweep/estimate.ts'
import type { CoarseLabels } from './coarseContext.ts'
import type { PreparedPair } from './preparedPair.ts'
import { residualFlow } from './residualFlow.ts'

/**
 * The coarse stage's confidence from which its word is taken. Three of four such labels are right on simulated streets
 * (docs/label-confidence.md), and of the objects that both see and that sweep 1 does not confirm, all above moved (0.80 to 0.96) and all
 * below stood (0.34 to 0.71).
 */
export const TAKEN_AT_ITS_WORD = 0.75

/** What the coarse stage says of the kept points' objects. */
export interface ContextObjects {
  /** n; the moving object of each point by the coarse stage's id, 0 = none. */
  readonly object: Int32Array
  /** n; how sure the coarse stage is of what it says of each point, 0..1. */
  readonly confidence: Float32Array
  /** n x 3 residual flow, metres; 0 where the coarse stage calls the point static. */
  readonly flow: Float32Array
}

/**
 * Objects of whose kept points at least half move: only motion has a centre to vote for.
 * @param positions N x 3, sweep 0
 */
export function contextObjects(
  coarse: CoarseLabels,
  positions: Float32Array,
  { rows0 }: Pick<PreparedPair, 'rows0'>,
): ContextObjects {
  const { instance, dynamic, confidence } = coarse
  const residual = residualFlow(coarse, positions)
  const balance = new Map<number, number>()
  for (const i of rows0) {
    const id = instance[i] as number
    if (id >= FIRST_INSTANCE) balance.set(id, (balance.get(id) ?? 0) + ((dynamic[i] as number) >= 0.5 ? 1 : -1))
  }
  const object = Int32Array.from(rows0, i => {
    const id = instance[i] as number
    return (balance.get(id) ?? -1) >= 0 ? id : 0
  })
  const flow = new Float32Array(3 * rows0.length)
  rows0.forEach((i, k) => {
    if ((dynamic[i] as number) >= 0.5) flow.set(residual.subarray(3 * i, 3 * i + 3), 3 * k)
  })
  return { object, confidence: Float32Array.from(rows0, i => confidence?.[i] ?? 1), flow }
}

/**
 * How sure the coarse stage is that a group moves: the mean confidence of those of its points that belong to an object; null when that
 * is less than half of them.
 * @param rows the group's points
 */
export function confidenceInMover({ object, confidence }: ContextObjects, rows: Int32Array): number | null {
  let count = 0
  let sum = 0
  for (const k of rows) {
    if (object[k] === 0) continue
    count++
    sum += confidence[k] as number
  }
  return count >= rows.length / 2 ? sum / count : null
}
