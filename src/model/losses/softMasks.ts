import { FIRST_INSTANCE } from '../sweep/estimate.ts'

/** Rows = points, columns = background (0) and objects (1..); each row sums to 1. */
export interface SoftMasks {
  readonly rows: number
  readonly columns: number
  /** rows x columns, row-major. */
  readonly values: Float64Array
}

/** Square metres: votes this far (root) from a centre belong to it by 1/e. */
export const VOTE_TAU = 0.5
/** A point far from all centres stays undecided instead of background by distance. */
const FARTHEST_VOTE = 20

/**
 * Masks of an Estimate whose objects are hard: one-hot, with the probability of moving as the weight of the foreground.
 * A point of object k has m_k = dynamic and m_0 = 1 - dynamic; a point of no object (background, or moving but unclustered) is
 * background whole: there is no rigid motion that it could follow. Objects none of whose points may move have no column.
 */
export function masksFromInstances(instance: Int32Array, dynamic: Float64Array): SoftMasks {
  const columnOf = new Map<number, number>()
  for (let i = 0; i < instance.length; i++) {
    const id = instance[i] as number
    if (id >= FIRST_INSTANCE && (dynamic[i] as number) > 0 && !columnOf.has(id)) columnOf.set(id, columnOf.size + 1)
  }
  const columns = columnOf.size + 1
  const values = new Float64Array(instance.length * columns)
  for (let i = 0; i < instance.length; i++) {
    const column = columnOf.get(instance[i] as number)
    const moving = column === undefined ? 0 : (dynamic[i] as number)
    values[i * columns] = 1 - moving
    if (column !== undefined) values[i * columns + column] = moving
  }
  return { rows: instance.length, columns, values }
}

/**
 * Masks of an Estimate that votes: softmax over {background, centres} of (-logit, -|p + vote - centre|^2 / tau).
 * @param points, votes P x 3; logit P foreground logits; centres K x 3
 */
export function masksFromVotes(
  points: Float64Array,
  logit: Float64Array,
  votes: Float64Array,
  centres: Float64Array,
): SoftMasks {
  const rows = logit.length
  const columns = 1 + centres.length / 3
  const values = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    const at = i * columns
    values[at] = -(logit[i] as number)
    let highest = values[at] as number
    for (let k = 1; k < columns; k++) {
      let squared = 0
      for (let axis = 0; axis < 3; axis++) {
        const apart =
          (points[3 * i + axis] as number) + (votes[3 * i + axis] as number) - (centres[3 * (k - 1) + axis] as number)
        squared += apart * apart
      }
      const score = -Math.min(squared / VOTE_TAU, FARTHEST_VOTE)
      values[at + k] = score
      if (score > highest) highest = score
    }
    let sum = 0
    for (let k = 0; k < columns; k++) {
      const e = Math.exp((values[at + k] as number) - highest)
      values[at + k] = e
      sum += e
    }
    for (let k = 0; k < columns; k++) values[at + k] = (values[at + k] as number) / sum
  }
  return { rows, columns, values }
}

export function maskRows(masks: SoftMasks, rows: Int32Array): SoftMasks {
  const { columns } = masks
  const values = new Float64Array(rows.length * columns)
  rows.forEach((row, k) => {
    values.set(masks.values.subarray(row * columns, (row + 1) * columns), k * columns)
  })
  return { rows: rows.length, columns, values }
}
