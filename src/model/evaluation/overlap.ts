/** How the segments of two labellings of the same points overlap. */
export interface Overlap {
  /** Segment ids in ascending order, 0 (background) first when present. */
  readonly trueIds: readonly number[]
  readonly claimedIds: readonly number[]
  readonly trueSize: Float64Array
  readonly claimedSize: Float64Array
  /** trueIds x claimedIds, row-major: points in common. */
  readonly common: Float64Array
  readonly points: number
}

/** Counts overlaps of two labellings over the points where `measured` is not 0. */
export function overlapOf(truth: Int32Array, claimed: Int32Array, measured: Uint8Array): Overlap {
  const trueIds = idsOf(truth, measured)
  const claimedIds = idsOf(claimed, measured)
  const rowOf = new Map(trueIds.map((id, row) => [id, row]))
  const columnOf = new Map(claimedIds.map((id, column) => [id, column]))
  const trueSize = new Float64Array(trueIds.length)
  const claimedSize = new Float64Array(claimedIds.length)
  const common = new Float64Array(trueIds.length * claimedIds.length)
  let points = 0
  for (let i = 0; i < measured.length; i++) {
    if (measured[i] === 0) continue
    const row = rowOf.get(truth[i] as number) as number
    const column = columnOf.get(claimed[i] as number) as number
    trueSize[row] = (trueSize[row] as number) + 1
    claimedSize[column] = (claimedSize[column] as number) + 1
    const at = row * claimedIds.length + column
    common[at] = (common[at] as number) + 1
    points++
  }
  return { trueIds, claimedIds, trueSize, claimedSize, common, points }
}

function idsOf(labels: Int32Array, measured: Uint8Array): number[] {
  const ids = new Set<number>()
  for (let i = 0; i < measured.length; i++) if (measured[i] !== 0) ids.add(labels[i] as number)
  return [...ids].sort((a, b) => a - b)
}
