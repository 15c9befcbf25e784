import type { Overlap } from '../overlap.ts'
import { type InstanceMatching, iouOf } from './instanceMatching.ts'

/** Smaller pieces are stray returns at an edge. */
const FEWEST_PIECE_POINTS = 5

export interface Piece {
  readonly id: number
  /** Points in common with the whole. */
  readonly points: number
  readonly iou: number
}

/** An object of one estimate that the other sees as several. */
export interface DividedObject {
  readonly id: number
  readonly points: number
  /** Objects of the other estimate that lie mostly (more than half) in it, largest first; at least two. */
  readonly pieces: readonly Piece[]
}

export interface SplitsAndMerges {
  /** Objects of A that are several in B. */
  readonly splits: readonly DividedObject[]
  /** Objects of B that are several in A: A's pieces are merged there. */
  readonly merges: readonly DividedObject[]
}

/** The same rule as over- and under-segmentation (METRICS): a piece belongs to what holds more than half of it. */
export function splitsAndMerges({ overlap }: InstanceMatching): SplitsAndMerges {
  return { splits: divided(overlap, 'rows'), merges: divided(overlap, 'columns') }
}

function divided(overlap: Overlap, wholes: 'rows' | 'columns'): DividedObject[] {
  const { trueIds, claimedIds, trueSize, claimedSize, common } = overlap
  const byRow = wholes === 'rows'
  const [ids, sizes, pieceIds, pieceSizes] = byRow
    ? [trueIds, trueSize, claimedIds, claimedSize]
    : [claimedIds, claimedSize, trueIds, trueSize]
  const found: DividedObject[] = []
  ids.forEach((id, whole) => {
    if (id === 0) return
    const pieces: Piece[] = []
    pieceIds.forEach((pieceId, piece) => {
      if (pieceId === 0) return
      const [row, column] = byRow ? [whole, piece] : [piece, whole]
      const points = common[row * claimedIds.length + column] as number
      if (points < FEWEST_PIECE_POINTS || points <= 0.5 * (pieceSizes[piece] as number)) return
      pieces.push({ id: pieceId, points, iou: iouOf(overlap, row, column) })
    })
    if (pieces.length < 2) return
    pieces.sort((p, q) => q.points - p.points || p.id - q.id)
    found.push({ id, points: sizes[whole] as number, pieces })
  })
  return found.sort((p, q) => q.points - p.points || p.id - q.id)
}
