import { buildPointColumns, nearestInColumns } from '../coarse/pointColumns.ts'

/** Beyond this a neighbour says nothing: the place is hidden or was left. */
export const CHAMFER_METRES = 2

/** Most points have a neighbour close by: a narrow search first spares the wide one. */
const RADII = [CHAMFER_METRES / 8, CHAMFER_METRES] as const

/**
 * Truncated Chamfer (METHOD 3.5; after SeFlow, Zhang et al. 2024): each point's squared distance to its nearest neighbour on the
 * surface, square metres; 0 when that is farther than 2 m.
 * @param points P x 3; surface M x 3, of the same frame
 */
export function truncatedChamfer(points: Float64Array, surface: Float64Array): Float64Array {
  const count = points.length / 3
  const out = new Float64Array(count)
  if (surface.length === 0) return out
  const columns = buildPointColumns(Float32Array.from(surface), null, CHAMFER_METRES / 4)
  const found = new Float64Array(1)
  for (let i = 0; i < count; i++) {
    const x = points[3 * i] as number
    const y = points[3 * i + 1] as number
    const z = points[3 * i + 2] as number
    for (const radius of RADII) {
      const at = nearestInColumns(columns, x, y, z, radius, found)
      if (at < 0) continue
      // The search is in single precision, which at 50 m leaves five digits of a centimetre's square.
      const j = columns.order[at] as number
      const dx = (surface[3 * j] as number) - x
      const dy = (surface[3 * j + 1] as number) - y
      const dz = (surface[3 * j + 2] as number) - z
      out[i] = dx * dx + dy * dy + dz * dz
      break
    }
  }
  return out
}
