import { type Transform, transformPoints } from '../sweep/transform.ts'
import { ownVehicle } from './ownVehicle.ts'
import type { PillarGrid } from './pillars.ts'
import { quantile } from './quantile.ts'

/** Ground points this near the vehicle say where z = 0 is, metres. */
const GROUND_RADIUS_METRES = 25

/** A pair as the network sees it: no ground, ego motion removed, height above the ground, both sweeps in sweep 1's frame. */
export interface PreparedPair {
  /** n x 3 float32, metres: kept points of sweep 0, moved by the ego motion. */
  readonly points0: Float32Array
  /** m x 3 float32, metres. */
  readonly points1: Float32Array
  /** n; row of each kept point in sweep 0. */
  readonly rows0: Int32Array
}

export interface PairPoints {
  /** N x 3 and M x 3, metres, each in its sweep's frame. */
  readonly positions0: Float32Array
  readonly positions1: Float32Array
  /** N and M; 1 = ground. */
  readonly ground0: Uint8Array
  readonly ground1: Uint8Array
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
}

/** Keeps what is neither ground nor the vehicle itself and inside the grid. */
export function preparePair(pair: PairPoints, grid: PillarGrid): PreparedPair {
  const level = groundLevel(pair.positions1, pair.ground1)
  const moved0 = transformPoints(pair.sweep1FromSweep0, pair.positions0)
  const { own0, own1 } = ownVehicle(pair.positions0, pair.positions1, pair.sweep1FromSweep0)
  const rows0 = keptRows(moved0, pair.ground0, own0, grid)
  const rows1 = keptRows(pair.positions1, pair.ground1, own1, grid)
  return {
    points0: aboveGround(moved0, rows0, level),
    points1: aboveGround(pair.positions1, rows1, level),
    rows0,
  }
}

function keptRows(positions: Float32Array, ground: Uint8Array, own: Uint8Array, grid: PillarGrid): Int32Array {
  const reach = (grid.pillars * grid.pillarMetres) / 2
  const centreX = grid.cornerMetres[0] + reach
  const centreY = grid.cornerMetres[1] + reach
  const rows = new Int32Array(ground.length)
  let kept = 0
  for (let i = 0; i < ground.length; i++) {
    if (ground[i] === 1 || own[i] === 1) continue
    if (!(Math.abs((positions[3 * i] as number) - centreX) < reach)) continue
    if (!(Math.abs((positions[3 * i + 1] as number) - centreY) < reach)) continue
    rows[kept++] = i
  }
  return rows.slice(0, kept)
}

function aboveGround(positions: Float32Array, rows: Int32Array, level: number): Float32Array {
  const points = new Float32Array(3 * rows.length)
  for (let k = 0; k < rows.length; k++) {
    const i = 3 * (rows[k] as number)
    points[3 * k] = positions[i] as number
    points[3 * k + 1] = positions[i + 1] as number
    points[3 * k + 2] = (positions[i + 2] as number) - level
  }
  return points
}

/** Median height of the ground around the vehicle; without any, what one point in twenty lies below. Metres. */
function groundLevel(positions: Float32Array, ground: Uint8Array): number {
  const heights = new Float32Array(ground.length)
  let count = 0
  for (let i = 0; i < ground.length; i++) {
    if (ground[i] !== 1) continue
    if (Math.hypot(positions[3 * i] as number, positions[3 * i + 1] as number) < GROUND_RADIUS_METRES)
      heights[count++] = positions[3 * i + 2] as number
  }
  if (count > 0) return quantile(heights.subarray(0, count), 0.5)
  for (let i = 0; i < ground.length; i++) heights[i] = positions[3 * i + 2] as number
  return heights.length > 0 ? quantile(heights, 0.05) : 0
}
