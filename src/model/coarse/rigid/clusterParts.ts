import { type FromAbove, piecesFromAbove, pointsOfPieces } from './fromAbove.ts'
import { thresholds } from './thresholds.ts'

const { CELL_METRES, CELL_PER_METRE, TOUCHING, FEWEST_POINTS, MOST_PARTS } = thresholds.clusterParts

/**
 * The parts of a cluster that a gap divides when it is seen from above: a person beside a pole, a car beside a lorry, two people
 * side by side. DBSCAN's radius must bridge the gap between scan lines and so bridges such gaps too; from above lines leave none.
 * Cells of the ground that touch are one part.
 * @param positions N x 3, metres
 * @param points indices of the cluster's points
 * @param origin the sensor's place
 * @returns the parts (each ascending), none smaller than 15 points, all points given to one; null when there is but one
 */
export function clusterParts(
  positions: Float32Array,
  points: Int32Array,
  origin: readonly [number, number],
): Int32Array[] | null {
  if (points.length < 2 * FEWEST_POINTS) return null
  const first = points[0] as number
  const range = Math.hypot(
    (positions[3 * first] as number) - origin[0],
    (positions[3 * first + 1] as number) - origin[1],
  )
  const pieces = piecesFromAbove(positions, points, CELL_METRES + CELL_PER_METRE * range, origin, () => TOUCHING)
  if (pieces.count < 2) return null
  const sizes = new Int32Array(pieces.count)
  for (const cell of pieces.cellOf) {
    if (cell < 0) return null
    const piece = pieces.pieceOf[cell] as number
    sizes[piece] = (sizes[piece] as number) + 1
  }
  const large = sizes.filter(size => size >= FEWEST_POINTS).length
  if (large < 2 || large > MOST_PARTS) return null
  const home = nearestLarge(pieces, sizes)
  return pointsOfPieces(points, { ...pieces, pieceOf: pieces.pieceOf.map(piece => home[piece] as number) }, 1)
}

/** For each piece the nearest large one, by their closest cells; a large one is its own. */
function nearestLarge({ pieceOf, cellX, cellY, count }: FromAbove, sizes: Int32Array): Int32Array {
  const isLarge = (piece: number) => (sizes[piece] as number) >= FEWEST_POINTS
  const home = Int32Array.from({ length: count }, (_, piece) => (isLarge(piece) ? piece : -1))
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  for (let a = 0; a < pieceOf.length; a++) {
    const piece = pieceOf[a] as number
    if (isLarge(piece)) continue
    for (let b = 0; b < pieceOf.length; b++) {
      const other = pieceOf[b] as number
      if (!isLarge(other)) continue
      const distance =
        ((cellX[a] as number) - (cellX[b] as number)) ** 2 + ((cellY[a] as number) - (cellY[b] as number)) ** 2
      if (distance >= (nearest[piece] as number)) continue
      nearest[piece] = distance
      home[piece] = other
    }
  }
  return home
}
