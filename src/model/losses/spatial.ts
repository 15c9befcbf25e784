import { buildPointColumns, columnX, columnY } from '../coarse/pointColumns.ts'
import type { SoftMasks } from './softMasks.ts'

/** Points that are looked at, at most: taken evenly. */
export const SPATIAL_POINTS = 16_384

/** Neighbours at most, radius in metres, weight; the first ring lies within the second. */
const NEAR = { count: 32, radius: 1, weight: 3 } as const
const FAR = { count: 64, radius: 2, weight: 1 } as const

/**
 * Spatial mask consistency (METHOD 3.3; the formula of Song & Yang 2022): the mean |m_i - m_j|_1 over the nearest 32 neighbours
 * within 1 m (weight 3) and the nearest 64 within 2 m (weight 1). P values, 0 (agrees) to 2.
 * @param points P x 3
 */
export function spatialLoss(points: Float64Array, masks: SoftMasks): Float64Array {
  const { rows, columns, values } = masks
  const single = Float32Array.from(points)
  const grid = buildPointColumns(single, null, FAR.radius / 2)
  const out = new Float64Array(rows)
  const nearest = new NearestList(FAR.count)
  for (let i = 0; i < rows; i++) {
    const x = points[3 * i] as number
    const y = points[3 * i + 1] as number
    const z = points[3 * i + 2] as number
    nearest.clear()
    const x0 = columnX(grid, x - FAR.radius)
    const x1 = columnX(grid, x + FAR.radius)
    const y1 = columnY(grid, y + FAR.radius)
    for (let iy = columnY(grid, y - FAR.radius); iy <= y1; iy++) {
      const to = grid.starts[iy * grid.countX + x1 + 1] as number
      for (let at = grid.starts[iy * grid.countX + x0] as number; at < to; at++) {
        const j = grid.order[at] as number
        if (j === i) continue
        const dx = (points[3 * j] as number) - x
        const dy = (points[3 * j + 1] as number) - y
        const dz = (points[3 * j + 2] as number) - z
        const squared = dx * dx + dy * dy + dz * dz
        if (squared <= FAR.radius * FAR.radius) nearest.offer(squared, j)
      }
    }
    let near = 0
    let nearCount = 0
    let far = 0
    for (let n = 0; n < nearest.length; n++) {
      const j = nearest.item(n)
      let difference = 0
      for (let k = 0; k < columns; k++)
        difference += Math.abs((values[i * columns + k] as number) - (values[j * columns + k] as number))
      far += difference
      if (n < NEAR.count && nearest.squared(n) <= NEAR.radius * NEAR.radius) {
        near += difference
        nearCount++
      }
    }
    const mean = (sum: number, count: number) => sum / Math.max(1, count)
    out[i] = (NEAR.weight * mean(near, nearCount) + FAR.weight * mean(far, nearest.length)) / (NEAR.weight + FAR.weight)
  }
  return out
}

/** The nearest few of what is offered, nearest first. */
class NearestList {
  readonly #squared: Float64Array
  readonly #items: Int32Array
  length = 0

  constructor(capacity: number) {
    this.#squared = new Float64Array(capacity)
    this.#items = new Int32Array(capacity)
  }

  clear(): void {
    this.length = 0
  }

  offer(squared: number, item: number): void {
    const last = this.length - 1
    if (this.length === this.#items.length && squared >= (this.#squared[last] as number)) return
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#squared[middle] as number) <= squared) low = middle + 1
      else high = middle
    }
    if (this.length < this.#items.length) this.length++
    this.#squared.copyWithin(low + 1, low, this.length - 1)
    this.#items.copyWithin(low + 1, low, this.length - 1)
    this.#squared[low] = squared
    this.#items[low] = item
  }

  item(n: number): number {
    return this.#items[n] as number
  }

  squared(n: number): number {
    return this.#squared[n] as number
  }
}
