import type { SoftMasks } from './softMasks.ts'

/** Foreground points that are looked at, at most: their pairs are quadratic. Taken evenly. */
export const SEPARATION_POINTS = 1024

const FAR_METRES = 6
const EXTENT_FACTOR = 1.5

/**
 * Dynamic object mask loss (METHOD 3.4): far foreground points of different pseudo-objects are different objects. P values: the
 * mean of max(0, cos(m_i, m_j)) over the point's pairs, background left out of the masks; 0 for a point without a pair.
 * A pair counts when it is farther apart than 6 m and than 1.5 x the extent of either's pseudo-object, and not of one.
 * @param points P x 3; cluster P, 0 = none; extent P metres, of the point's pseudo-object
 */
export function separationLoss(
  points: Float64Array,
  masks: SoftMasks,
  cluster: Int32Array,
  extent: Float64Array,
): Float64Array {
  const { rows, columns, values } = masks
  const unit = new Float64Array(values.length)
  for (let i = 0; i < rows; i++) {
    let squared = 0
    for (let k = 1; k < columns; k++) squared += (values[i * columns + k] as number) ** 2
    const norm = Math.sqrt(Math.max(squared, 1e-8))
    for (let k = 1; k < columns; k++) unit[i * columns + k] = (values[i * columns + k] as number) / norm
  }
  const sums = new Float64Array(rows)
  const counts = new Int32Array(rows)
  for (let i = 0; i < rows; i++)
    for (let j = i + 1; j < rows; j++) {
      if ((cluster[i] as number) > 0 && cluster[i] === cluster[j]) continue
      const reach = Math.max(FAR_METRES, EXTENT_FACTOR * (extent[i] as number), EXTENT_FACTOR * (extent[j] as number))
      const dx = (points[3 * i] as number) - (points[3 * j] as number)
      const dy = (points[3 * i + 1] as number) - (points[3 * j + 1] as number)
      const dz = (points[3 * i + 2] as number) - (points[3 * j + 2] as number)
      if (!(dx * dx + dy * dy + dz * dz > reach * reach)) continue
      let cosine = 0
      for (let k = 1; k < columns; k++) cosine += (unit[i * columns + k] as number) * (unit[j * columns + k] as number)
      const value = Math.max(0, cosine)
      sums[i] = (sums[i] as number) + value
      sums[j] = (sums[j] as number) + value
      counts[i] = (counts[i] as number) + 1
      counts[j] = (counts[j] as number) + 1
    }
  return sums.map((sum, i) => sum / Math.max(1, counts[i] as number))
}
