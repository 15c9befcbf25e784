import type { ObjectConfusion, ObjectEntry } from '#model/evaluation/comparison/confusion.ts'
import type { Comparison } from './useComparison.ts'

/** More rows or columns than this are no matrix that one can read. */
const MOST_ENTRIES = 40

export interface MatrixEntries {
  readonly rows: readonly ObjectEntry[]
  readonly columns: readonly ObjectEntry[]
  /** Objects that were left out. */
  readonly omitted: number
}

/**
 * What of a matrix is worth a row: objects that move or that meet one of the other side, matched ones first. Of the objects that
 * stand and that only one side knows (parked cars of the truth, say) there can be hundreds.
 */
export function matrixEntries(
  confusion: ObjectConfusion,
  isMoving: (side: 'a' | 'b', id: number) => boolean,
): MatrixEntries {
  const meets = (entry: ObjectEntry, others: readonly ObjectEntry[], points: (other: number) => number) =>
    entry.counterpart !== null || others.some(other => other.id !== 0 && points(other.id) > 0)
  const worth = (side: 'a' | 'b', entries: readonly ObjectEntry[], others: readonly ObjectEntry[]) => {
    const chosen = entries.filter(entry => {
      if (entry.id === 0) return false
      const points = (other: number) =>
        side === 'a' ? confusion.points(entry.id, other) : confusion.points(other, entry.id)
      return isMoving(side, entry.id) || meets(entry, others, points)
    })
    return chosen.slice(0, MOST_ENTRIES)
  }
  const rows = worth('a', confusion.rows, confusion.columns)
  const columns = worth('b', confusion.columns, confusion.rows)
  const background = (entries: readonly ObjectEntry[]) => entries.filter(({ id }) => id === 0)
  return {
    rows: [...rows, ...background(confusion.rows)],
    columns: [...columns, ...background(confusion.columns)],
    omitted: confusion.rows.length + confusion.columns.length - 2 - rows.length - columns.length,
  }
}

export function movingIn({ nameIn }: Comparison): (side: 'a' | 'b', id: number) => boolean {
  return (side, id) => nameIn(side, id).instance?.moving ?? false
}
