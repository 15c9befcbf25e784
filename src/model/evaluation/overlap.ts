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

/**
 * Counts overlaps of two labellings over the points where `measured` is not 0; null = all points.
 * @param firstObject smaller labels are background, as 0 is
 */
export function overlapOf(
  truth: Int32Array,
  claimed: Int32Array,
  measured: Uint8Array | null,
  firstObject = Number.NEGATIVE_INFINITY,
): Overlap {
  const trueIds = idsOf(truth, measured, firstObject)
  const claimedIds = idsOf(claimed, measured, firstObject)
  const rowOf = new Map(trueIds.map((id, row) => [id, row]))
  const columnOf = new Map(claimedIds.map((id, column) => [id, column]))
  const trueSize = new Float64Array(trueIds.length)
  const claimedSize = new Float64Array(claimedIds.length)
  const width = claimedIds.length
  const common = new Float64Array(trueIds.length * width)
  let points = 0
  // Neighbouring points mostly carry the same label: it is looked up when it changes.
  let lastTrue = Number.NaN
  let lastClaimed = Number.NaN
  let row = 0
  let column = 0
  for (let i = 0; i < truth.length; i++) {
    if (measured !== null && measured[i] === 0) continue
    const id = truth[i] as number
    const claim = claimed[i] as number
    if (id !== lastTrue) {
      lastTrue = id
      row = rowOf.get(id < firstObject ? 0 : id) as number
    }
    if (claim !== lastClaimed) {
      lastClaimed = claim
      column = columnOf.get(claim < firstObject ? 0 : claim) as number
    }
    trueSize[row] = (trueSize[row] as number) + 1
    claimedSize[column] = (claimedSize[column] as number) + 1
    const at = row * width + column
    common[at] = (common[at] as number) + 1
    points++
  }
  return { trueIds, claimedIds, trueSize, claimedSize, common, points }
}

function idsOf(labels: Int32Array, measured: Uint8Array | null, firstObject: number): number[] {
  const ids = new Set<number>()
  let last = Number.NaN
  for (let i = 0; i < labels.length; i++) {
    const id = labels[i] as number
    if (id === last || (measured !== null && measured[i] === 0)) continue
    last = id
    ids.add(id < firstObject ? 0 : id)
  }
  return [...ids].sort((a, b) => a - b)
}
