import { describe, expect, it } from 'vitest'
import { percentile, rememberedRange, robustRange, sortedSample } from './robustRange.ts'

describe('robust ranges', () => {
  it('matches the definition of percentiles on a full sort', () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => (i * 617) % 1001)
    expect(robustRange(values)).toEqual({ low: 20, high: 980 })
    expect(percentile(sortedSample(values), 0.5)).toBe(500)
  })

  it('is not moved by a few absurd values, nor by NaN', () => {
    const values = Float32Array.from({ length: 10_000 }, (_, i) => i / 10_000)
    values.set([1e9, -1e9, Number.NaN, Number.POSITIVE_INFINITY], 100)
    const { low, high } = robustRange(values)
    expect(low).toBeGreaterThan(0.01)
    expect(high).toBeLessThan(0.99)
  })

  it('reads one axis of interleaved points', () => {
    const points = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 2 ? Math.floor(i / 3) : -1e6))
    const { low, high } = robustRange(points, 3, 2)
    expect(low).toBeCloseTo(1.98, 5)
    expect(high).toBeCloseTo(97.02, 5)
  })

  it('never returns an empty range', () => {
    expect(robustRange(Uint8Array.of(7, 7, 7))).toEqual({ low: 7, high: 8 })
    expect(robustRange(new Float32Array(0))).toEqual({ low: 0, high: 1 })
    const rare = new Uint8Array(1000)
    rare[500] = 3
    expect(robustRange(rare)).toEqual({ low: 0, high: 3 })
  })

  it('keeps the first range of a key', () => {
    const key = 'a sequence, a field'
    expect(rememberedRange(key, () => ({ low: 1, high: 2 }))).toEqual({ low: 1, high: 2 })
    expect(rememberedRange(key, () => ({ low: 5, high: 6 }))).toEqual({ low: 1, high: 2 })
  })
})
