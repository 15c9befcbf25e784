import { PLANAR, type SurfaceIndex } from './surfaceIndex.ts'

/** How much residuals along a surface count, relative to those across it. */
export interface ResidualWeights {
  /** Along the scan line: neighbours lie close there, so what is left over is an edge that does not meet. */
  readonly alongLine: number
  /** From line to line: the lines of two sweeps fall where they like. */
  readonly acrossLines: number
}

/** Weight of a point without a surface (bush, edge) in the normal equations: it moves less surely than a wall. */
const SCATTERED_WEIGHT = 0.6

/**
 * Squared plane-aware residual, square metres, of an offset e = q - p to the point at `at` of an index: in full across the
 * surface; along it only beyond the free play between returns, weighed down. A point without a normal counts in full
 * horizontally and beyond the play between lines vertically.
 */
export function squaredOffset(
  target: SurfaceIndex,
  at: number,
  ex: number,
  ey: number,
  ez: number,
  weights: ResidualWeights,
): number {
  const squared = ex * ex + ey * ey + ez * ez
  const planar = target.shapeAt(at) === PLANAR
  const play = target.freePlay[at] as number
  const linePlay = target.linePlay(at)
  if (!planar) {
    const level = Math.max(0, Math.sqrt(ex * ex + ey * ey) - linePlay)
    const up = Math.max(0, Math.abs(ez) - play)
    return level * level + weights.acrossLines * up * up
  }
  const { normal, line } = target
  const across =
    (normal[3 * at] as number) * ex + (normal[3 * at + 1] as number) * ey + (normal[3 * at + 2] as number) * ez
  const along = (line[3 * at] as number) * ex + (line[3 * at + 1] as number) * ey + (line[3 * at + 2] as number) * ez
  const between = Math.sqrt(Math.max(0, squared - across * across - along * along))
  const beyondLine = Math.max(0, Math.abs(along) - linePlay)
  const beyondLines = Math.max(0, between - play)
  return across * across + weights.alongLine * beyondLine * beyondLine + weights.acrossLines * beyondLines * beyondLines
}

/** Force (3) and information (xx, xy, xz, yy, yz, zz) of one match, before its robust weight. */
export interface MatchPull {
  readonly force: Float64Array
  readonly information: Float64Array
}

export function matchPull(): MatchPull {
  return { force: new Float64Array(3), information: new Float64Array(6) }
}

/** The derivative of half `squaredOffset`: what the match pulls with, and how stiffly. */
export function pullOf(
  target: SurfaceIndex,
  at: number,
  ex: number,
  ey: number,
  ez: number,
  weights: ResidualWeights,
  out: MatchPull,
): void {
  const { force, information } = out
  const play = target.freePlay[at] as number
  const linePlay = target.linePlay(at)
  if (target.shapeAt(at) !== PLANAR) {
    const level = Math.sqrt(ex * ex + ey * ey)
    const share = level > linePlay ? (level - linePlay) / level : 0
    force[0] = SCATTERED_WEIGHT * share * ex
    force[1] = SCATTERED_WEIGHT * share * ey
    const up = Math.abs(ez) > play ? weights.acrossLines : 0
    force[2] = up * (ez > 0 ? ez - play : ez + play)
    information.fill(0)
    // Within the play a match still resists a little: otherwise a bush would be free to drift.
    information[0] = information[3] = SCATTERED_WEIGHT * (share > 0 ? 1 : 0.05)
    information[5] = up
    return
  }
  const { normal, line } = target
  const nx = normal[3 * at] as number
  const ny = normal[3 * at + 1] as number
  const nz = normal[3 * at + 2] as number
  const lx = line[3 * at] as number
  const ly = line[3 * at + 1] as number
  const lz = line[3 * at + 2] as number
  const cx = ny * lz - nz * ly
  const cy = nz * lx - nx * lz
  const cz = nx * ly - ny * lx
  const across = nx * ex + ny * ey + nz * ez
  const along = lx * ex + ly * ey + lz * ez
  const between = cx * ex + cy * ey + cz * ez
  const a = Math.abs(along) > linePlay ? weights.alongLine : 0
  const b = Math.abs(between) > play ? weights.acrossLines : 0
  const pullAlong = a * (along > 0 ? along - linePlay : along + linePlay)
  const pullBetween = b * (between > 0 ? between - play : between + play)
  force[0] = across * nx + pullAlong * lx + pullBetween * cx
  force[1] = across * ny + pullAlong * ly + pullBetween * cy
  force[2] = across * nz + pullAlong * lz + pullBetween * cz
  information[0] = nx * nx + a * lx * lx + b * cx * cx
  information[1] = nx * ny + a * lx * ly + b * cx * cy
  information[2] = nx * nz + a * lx * lz + b * cx * cz
  information[3] = ny * ny + a * ly * ly + b * cy * cy
  information[4] = ny * nz + a * ly * lz + b * cy * cz
  information[5] = nz * nz + a * lz * lz + b * cz * cz
}
