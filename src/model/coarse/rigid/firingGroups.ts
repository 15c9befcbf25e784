import { fieldOf, type Sweep } from '../../sweep/sweep.ts'

/**
 * Which lidar measured each point (N, 0-based; one byte), when the sweep merges several that fire at different times:
 * a moving object then stands in the sweep once a lidar, tens of milliseconds apart, and must be matched lidar by lidar.
 * Null when there is one lidar, or when the rings that would tell them apart are missing.
 */
export function firingGroups(sweep: Sweep): Uint8Array | null {
  const rings = fieldOf(sweep, 'ring')
  if (rings === null || sweep.lidars.length < 2) return null
  const groups = new Uint8Array(sweep.count)
  for (let g = 0; g < sweep.lidars.length; g++) {
    const range = sweep.lidars[g]?.rings
    if (!range) return null
    for (let i = 0; i < sweep.count; i++) {
      const ring = rings.values[i] as number
      if (ring >= range[0] && ring <= range[1]) groups[i] = g
    }
  }
  return groups
}
