import { FIRST_INSTANCE } from '../../sweep/estimate.ts'
import { bestAssignment } from '../assignment.ts'
import { type Overlap, overlapOf } from '../overlap.ts'
import { type ComparedPoints, commonRegion } from './compared.ts'

/** Objects that share less of their union are neighbours that touch, not the same thing. */
const LEAST_IOU = 0.1

/** The same object as two estimates see it, by the estimates' own ids. */
export interface InstancePair {
  readonly a: number
  readonly b: number
  /** Points in common. */
  readonly points: number
  readonly iou: number
}

export interface InstanceMatching {
  /** Rows = objects of A, columns = objects of B, 0 = background; over the points where both speak. */
  readonly overlap: Overlap
  /** By the id in A, and by the id in B. Objects without a counterpart are missing. */
  readonly ofA: ReadonlyMap<number, InstancePair>
  readonly ofB: ReadonlyMap<number, InstancePair>
}

/**
 * The one-to-one assignment of A's objects to B's with the largest sum of IoU. Exact: objects that share no point, directly or
 * through others, do not compete, so each such group is assigned on its own.
 */
export function matchInstances(a: ComparedPoints, b: ComparedPoints): InstanceMatching {
  const overlap = overlapOf(a.instance, b.instance, commonRegion(a, b), FIRST_INSTANCE)
  const pairs = assignObjects(overlap)
  return {
    overlap,
    ofA: new Map(pairs.map(pair => [pair.a, pair])),
    ofB: new Map(pairs.map(pair => [pair.b, pair])),
  }
}

/** Rows are A, columns B; ids of 0 take no part. */
export function assignObjects(overlap: Overlap): InstancePair[] {
  return groupsOf(overlap).flatMap(group => assign(overlap, group))
}

/** Intersection over union of a row and a column. */
export function iouOf(overlap: Overlap, row: number, column: number): number {
  const both = overlap.common[row * overlap.claimedIds.length + column] as number
  return both / ((overlap.trueSize[row] as number) + (overlap.claimedSize[column] as number) - both)
}

interface Group {
  readonly rows: number[]
  readonly columns: number[]
}

/** Rows and columns of objects that are linked by shared points. */
function groupsOf(overlap: Overlap): Group[] {
  const { trueIds, claimedIds, common } = overlap
  const width = claimedIds.length
  const rowSeen = trueIds.map(id => id === 0)
  const columnSeen = claimedIds.map(id => id === 0)
  const groups: Group[] = []
  trueIds.forEach((_, start) => {
    if (rowSeen[start]) return
    rowSeen[start] = true
    const group: Group = { rows: [start], columns: [] }
    // Rows are appended while they are gone through.
    for (const row of group.rows)
      for (let column = 0; column < width; column++) {
        if (columnSeen[column] || common[row * width + column] === 0) continue
        columnSeen[column] = true
        group.columns.push(column)
        for (let other = 0; other < trueIds.length; other++) {
          if (rowSeen[other] || common[other * width + column] === 0) continue
          rowSeen[other] = true
          group.rows.push(other)
        }
      }
    if (group.columns.length > 0) groups.push(group)
  })
  return groups
}

function assign(overlap: Overlap, { rows, columns }: Group): InstancePair[] {
  const iou = new Float64Array(rows.length * columns.length)
  rows.forEach((row, r) => {
    columns.forEach((column, c) => {
      iou[r * columns.length + c] = iouOf(overlap, row, column)
    })
  })
  const pairs: InstancePair[] = []
  bestAssignment(iou, rows.length, columns.length).forEach((c, r) => {
    const value = c < 0 ? 0 : (iou[r * columns.length + c] as number)
    if (value < LEAST_IOU) return
    const [row, column] = [rows[r] as number, columns[c] as number]
    pairs.push({
      a: overlap.trueIds[row] as number,
      b: overlap.claimedIds[column] as number,
      points: overlap.common[row * overlap.claimedIds.length + column] as number,
      iou: value,
    })
  })
  return pairs
}
