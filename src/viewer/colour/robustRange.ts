import type { FieldArray } from '#model/sweep/sweep.ts'

export interface ValueRange {
  readonly low: number
  readonly high: number
}

/** Enough for percentiles that no eye can tell from exact ones, and quick for any sweep. */
const SAMPLE = 8192

/** Up to `SAMPLE` finite values at even steps, sorted. */
export function sortedSample(values: FieldArray, stride = 1, offset = 0): Float64Array {
  const count = Math.floor((values.length - offset + stride - 1) / stride)
  const step = Math.max(1, Math.ceil(count / SAMPLE))
  const sample = new Float64Array(Math.ceil(count / step))
  let kept = 0
  for (let i = 0; i < count; i += step) {
    const value = values[i * stride + offset] as number
    if (Number.isFinite(value)) sample[kept++] = value
  }
  return sample.subarray(0, kept).sort()
}

/** Linear interpolation between order statistics; NaN when empty. `share` 0..1. */
export function percentile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const a = sorted[low] as number
  const b = sorted[Math.min(sorted.length - 1, low + 1)] as number
  return a + (at - low) * (b - a)
}

/** The 2nd to the 98th percentile; widened to all values, then to a unit, when they coincide. */
export function robustRange(values: FieldArray, stride = 1, offset = 0): ValueRange {
  const sorted = sortedSample(values, stride, offset)
  if (sorted.length === 0) return { low: 0, high: 1 }
  let low = percentile(sorted, 0.02)
  let high = percentile(sorted, 0.98)
  if (!(high > low)) {
    low = sorted[0] as number
    high = sorted[sorted.length - 1] as number
  }
  return high > low ? { low, high } : { low, high: low + 1 }
}

const remembered = new Map<string, ValueRange>()
const REMEMBERED = 256

/**
 * The range under which a field of a sequence is coloured: taken from the first frame of it that is asked for and kept, so that
 * colours do not pump while playing. `compute` runs once a key; the oldest of more than 256 keys is forgotten.
 */
export function rememberedRange(key: string, compute: () => ValueRange): ValueRange {
  const known = remembered.get(key)
  if (known) return known
  const range = compute()
  remembered.set(key, range)
  if (remembered.size > REMEMBERED) {
    const oldest = remembered.keys().next().value
    if (oldest !== undefined) remembered.delete(oldest)
  }
  return range
}
