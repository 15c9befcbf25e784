import { bestAssignment } from './assignment.ts'
import { averagePrecision, type RankedPrediction } from './averagePrecision.ts'
import { overlapOf } from './overlap.ts'
import type { InstanceMetrics } from './summary.ts'

/** True objects with fewer measured points are neither sought nor held against anyone. */
export const FEWEST_OBJECT_POINTS = 50
const MATCH_IOU = 0.5

/** A true object of a sweep and the prediction that matches it, by their ids; null = none does. */
export interface InstanceMatch {
  readonly object: number
  readonly claimed: number | null
}

/** One sweep's labellings over N points. */
export interface LabelledSweep {
  /** N; 0 = background, other values = true objects. */
  readonly truth: Int32Array
  /** N; 0 = background, other values = predicted instances. */
  readonly claimed: Int32Array
  /** N; ranks predictions: a prediction's confidence is its points' mean. */
  readonly confidence: Float32Array
  /** N; 0 = point left out. */
  readonly measured: Uint8Array
}

/**
 * Class-agnostic instance metrics as OGC (Song & Yang 2022) defines them, pooled over sweeps: a prediction and a true object
 * match when their IoU is at least 0.5, one to one; predictions that lie mostly (more than half) inside ignored small objects are dropped.
 */
export class InstanceAccumulator {
  #matchedIou = 0
  #matched = 0
  #objects = 0
  #predictions = 0
  #iouOfSweeps = 0
  #sweepsWithObjects = 0
  #agreeingPairs = 0
  #allPairs = 0
  #hitObjects = 0
  #predictionsInObjects = 0
  #holdingPredictions = 0
  #objectsInPredictions = 0
  readonly #ranked: RankedPrediction[] = []

  /** Adds a sweep; returns, per true object that was sought, the prediction that matches it. */
  add(sweep: LabelledSweep): InstanceMatch[] {
    const overlap = overlapOf(sweep.truth, sweep.claimed, sweep.measured)
    const { trueIds, claimedIds, trueSize, claimedSize, common } = overlap
    const width = claimedIds.length
    const at = (row: number, column: number) => common[row * width + column] as number
    const sought: number[] = []
    const ignored: number[] = []
    trueIds.forEach((id, row) => {
      if (id !== 0) ((trueSize[row] as number) >= FEWEST_OBJECT_POINTS ? sought : ignored).push(row)
    })
    const claims: number[] = []
    claimedIds.forEach((id, column) => {
      if (id === 0) return
      const inIgnored = ignored.reduce((sum, row) => sum + at(row, column), 0)
      if (inIgnored <= 0.5 * (claimedSize[column] as number)) claims.push(column)
    })

    const iou = new Float64Array(sought.length * claims.length)
    sought.forEach((row, r) => {
      claims.forEach((column, c) => {
        const both = at(row, column)
        iou[r * claims.length + c] = both / ((trueSize[row] as number) + (claimedSize[column] as number) - both)
      })
    })
    const matchOf = matchesOf(iou, sought.length, claims.length)
    const confidence = meanConfidence(sweep, claimedIds)
    claims.forEach((column, c) => {
      const match = matchOf[c] as number
      if (match >= 0) {
        this.#matched++
        this.#matchedIou += iou[match * claims.length + c] as number
      }
      this.#ranked.push({ confidence: confidence[column] as number, correct: match >= 0 })
    })
    this.#objects += sought.length
    this.#predictions += claims.length

    if (sought.length > 0) {
      const assigned = bestAssignment(iou, sought.length, claims.length)
      let sum = 0
      assigned.forEach((c, r) => {
        if (c >= 0) sum += iou[r * claims.length + c] as number
      })
      this.#iouOfSweeps += sum / sought.length
      this.#sweepsWithObjects++
    }
    this.#addRand(overlap, ignored)
    for (const row of sought) {
      const inside = claims.filter(column => at(row, column) > 0.5 * (claimedSize[column] as number)).length
      if (inside > 0) this.#hitObjects++
      this.#predictionsInObjects += inside
    }
    for (const column of claims) {
      const held = sought.filter(row => at(row, column) > 0.5 * (trueSize[row] as number)).length
      if (held > 0) this.#holdingPredictions++
      this.#objectsInPredictions += held
    }
    return sought.map((row, r) => {
      const match = matchOf.indexOf(r)
      return {
        object: trueIds[row] as number,
        claimed: match < 0 ? null : (claimedIds[claims[match] as number] as number),
      }
    })
  }

  /** Adds all that another has counted. */
  merge(other: InstanceAccumulator): void {
    this.#matchedIou += other.#matchedIou
    this.#matched += other.#matched
    this.#objects += other.#objects
    this.#predictions += other.#predictions
    this.#iouOfSweeps += other.#iouOfSweeps
    this.#sweepsWithObjects += other.#sweepsWithObjects
    this.#agreeingPairs += other.#agreeingPairs
    this.#allPairs += other.#allPairs
    this.#hitObjects += other.#hitObjects
    this.#predictionsInObjects += other.#predictionsInObjects
    this.#holdingPredictions += other.#holdingPredictions
    this.#objectsInPredictions += other.#objectsInPredictions
    this.#ranked.push(...other.#ranked)
  }

  /** Rand index by the sums of squares of the contingency table; points of ignored objects take no part. */
  #addRand(overlap: ReturnType<typeof overlapOf>, ignored: readonly number[]): void {
    const rows = overlap.trueIds.length
    const columns = overlap.claimedIds.length
    const skip = new Set(ignored)
    let n = 0
    let sumCommon = 0
    let sumTrue = 0
    const columnTotals = new Float64Array(columns)
    for (let row = 0; row < rows; row++) {
      if (skip.has(row)) continue
      const size = overlap.trueSize[row] as number
      n += size
      sumTrue += size * size
      for (let column = 0; column < columns; column++) {
        const both = overlap.common[row * columns + column] as number
        sumCommon += both * both
        columnTotals[column] = (columnTotals[column] as number) + both
      }
    }
    const sumClaimed = columnTotals.reduce((sum, total) => sum + total * total, 0)
    const pairs = (n * (n - 1)) / 2
    // Pairs together on one side only are what disagrees.
    this.#agreeingPairs += pairs - (sumTrue + sumClaimed - 2 * sumCommon) / 2
    this.#allPairs += pairs
  }

  metrics(): InstanceMetrics {
    const tp = this.#matched
    const fp = this.#predictions - tp
    const fn = this.#objects - tp
    return {
      ap: averagePrecision(this.#ranked, this.#objects),
      pq: this.#matchedIou / (tp + fp / 2 + fn / 2),
      precision: tp / (tp + fp),
      recall: tp / (tp + fn),
      f1: tp / (tp + fp / 2 + fn / 2),
      miou: this.#iouOfSweeps / this.#sweepsWithObjects,
      ri: this.#agreeingPairs / this.#allPairs,
      overSegmentation: this.#predictionsInObjects / this.#hitObjects,
      underSegmentation: this.#objectsInPredictions / this.#holdingPredictions,
      objects: this.#objects,
    }
  }
}

/** Per prediction the true object it matches or -1: best IoU first, one to one (IoU of exactly 0.5 can meet two predictions). */
function matchesOf(iou: Float64Array, rows: number, columns: number): Int32Array {
  const candidates: { row: number; column: number; iou: number }[] = []
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const value = iou[row * columns + column] as number
      if (value >= MATCH_IOU) candidates.push({ row, column, iou: value })
    }
  candidates.sort((a, b) => b.iou - a.iou || a.row - b.row || a.column - b.column)
  const matchOf = new Int32Array(columns).fill(-1)
  const taken = new Uint8Array(rows)
  for (const { row, column } of candidates) {
    if (taken[row] || matchOf[column] !== -1) continue
    taken[row] = 1
    matchOf[column] = row
  }
  return matchOf
}

function meanConfidence(sweep: LabelledSweep, claimedIds: readonly number[]): Float64Array {
  const columnOf = new Map(claimedIds.map((id, column) => [id, column]))
  const sum = new Float64Array(claimedIds.length)
  const count = new Float64Array(claimedIds.length)
  for (let i = 0; i < sweep.measured.length; i++) {
    if (sweep.measured[i] === 0) continue
    const column = columnOf.get(sweep.claimed[i] as number) as number
    sum[column] = (sum[column] as number) + (sweep.confidence[i] as number)
    count[column] = (count[column] as number) + 1
  }
  return sum.map((value, column) => value / (count[column] as number))
}
