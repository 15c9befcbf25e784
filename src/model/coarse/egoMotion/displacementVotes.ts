import { fromYaw, type Transform } from '../../sweep/transform.ts'
import { ShiftedOverlaps } from './shiftedOverlaps.ts'

/** Edge of a vote's cell, metres: half the reach of the registration that follows. */
const CELL_METRES = 0.3
/** Height layers keep a bush from voting for a facade. */
const LAYER_METRES = 1.5
const LAYERS = 4
/** Points beyond this do not vote: a step of yaw moves them by more than a cell. */
const REACH_METRES = 40
const YAW_STEP = (0.5 * Math.PI) / 180
/** Two votes closer than this in both are one. */
const DISTINCT_METRES = 0.75
const DISTINCT_YAW = (1.2 * Math.PI) / 180

export interface DisplacementVote {
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  /** Source cells that fall on an occupied cell, of `possible`. */
  readonly votes: number
  readonly possible: number
}

/**
 * Starting motions for registration: every (yaw, x, y) on a grid is scored by how many occupied cells of sweep 0's structure
 * fall on occupied cells of sweep 1's, and the best distinct peaks are returned, best first. Scan rings cannot lock here,
 * since ground is left out and walls show the same cells at any ring.
 *
 * @param structure0 structure points of sweep 0, M x 3 (thinned), metres
 * @param structure1 structure points of sweep 1, K x 3
 * @param limits largest displacement (metres) and turn (radians) between the sweeps
 */
export function displacementVotes(
  structure0: Float32Array,
  structure1: Float32Array,
  origin: readonly [number, number, number],
  limits: { readonly metres: number; readonly yaw: number },
  wanted: number,
): DisplacementVote[] {
  const reach = Math.ceil(limits.metres / CELL_METRES)
  const half = Math.ceil(REACH_METRES / CELL_METRES) + reach + 2
  const width = 4 * Math.ceil((2 * half + 1) / 4)
  const occupied = new Uint8Array(LAYERS * width * width)
  for (let i = 0; i < structure1.length; i += 3) {
    const ix = Math.floor(((structure1[i] as number) - origin[0]) / CELL_METRES) + half
    const iy = Math.floor(((structure1[i + 1] as number) - origin[1]) / CELL_METRES) + half
    if (ix < 0 || iy < 0 || ix >= width || iy >= width) continue
    occupied[(layerOf((structure1[i + 2] as number) - origin[2]) * width + iy) * width + ix] = 1
  }
  const yawSteps = Math.floor(limits.yaw / YAW_STEP)
  const peaks: { score: number; possible: number; yaw: number; x: number; y: number }[] = []
  const stamp = new Int32Array(LAYERS * width * width)
  const overlaps = new ShiftedOverlaps(occupied, width, reach)
  for (let step = -yawSteps; step <= yawSteps; step++) {
    const yaw = step * YAW_STEP
    const c = Math.cos(yaw)
    const s = Math.sin(yaw)
    let possible = 0
    const mark = step + yawSteps + 1
    for (let i = 0; i < structure0.length; i += 3) {
      const x = (structure0[i] as number) - origin[0]
      const y = (structure0[i + 1] as number) - origin[1]
      if (x * x + y * y > REACH_METRES * REACH_METRES) continue
      const ix = Math.floor((c * x - s * y) / CELL_METRES) + half
      const iy = Math.floor((s * x + c * y) / CELL_METRES) + half
      const layer = layerOf((structure0[i + 2] as number) - origin[2])
      const cell = (layer * width + iy) * width + ix
      // A cell votes once, or the near wall with its thousands of returns would outvote the rest.
      if (stamp[cell] === mark) continue
      stamp[cell] = mark
      possible++
      overlaps.add(cell)
    }
    if (possible === 0) continue
    for (const peak of overlaps.take(votes => localMaxima(votes, overlaps.side, 3)))
      peaks.push({
        score: peak.votes,
        possible,
        yaw,
        x: (peak.column - reach) * CELL_METRES,
        y: (peak.row - reach) * CELL_METRES,
      })
  }
  peaks.sort((a, b) => b.score / b.possible - a.score / a.possible)
  const chosen: typeof peaks = []
  for (const peak of peaks) {
    if (chosen.length >= wanted) break
    const repeated = chosen.some(
      other =>
        Math.abs(other.yaw - peak.yaw) < DISTINCT_YAW &&
        Math.hypot(other.x - peak.x, other.y - peak.y) < DISTINCT_METRES,
    )
    if (!repeated) chosen.push(peak)
  }
  return chosen.map(peak => ({
    sweep1FromSweep0: turnAbout(origin, peak.yaw, peak.x, peak.y),
    votes: peak.score,
    possible: peak.possible,
  }))
}

function layerOf(height: number): number {
  return Math.min(LAYERS - 1, Math.max(0, Math.floor(height / LAYER_METRES) + 2))
}

function turnAbout(
  origin: readonly [number, number, number],
  yaw: number,
  x: number,
  y: number,
): Transform<'sweep1', 'sweep0'> {
  const c = Math.cos(yaw)
  const s = Math.sin(yaw)
  return fromYaw(yaw, [
    origin[0] - (c * origin[0] - s * origin[1]) + x,
    origin[1] - (s * origin[0] + c * origin[1]) + y,
    0,
  ])
}

interface Peak {
  readonly votes: number
  readonly row: number
  readonly column: number
}

function localMaxima(votes: Int32Array, side: number, wanted: number): Peak[] {
  const best: Peak[] = []
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const value = votes[row * side + column] as number
      if (value === 0 || (best.length === wanted && value <= (best[wanted - 1] as Peak).votes)) continue
      let top = true
      for (let dr = -1; dr <= 1 && top; dr++)
        for (let dc = -1; dc <= 1; dc++) {
          const r = row + dr
          const c = column + dc
          if (r < 0 || c < 0 || r >= side || c >= side) continue
          if ((votes[r * side + c] as number) > value) {
            top = false
            break
          }
        }
      if (!top) continue
      best.push({ votes: value, row, column })
      best.sort((a, b) => b.votes - a.votes)
      best.length = Math.min(best.length, wanted)
    }
  return best
}
