import { describe, expect, it } from 'vitest'
import { curvePaths, highestOf } from './curvePaths.ts'

describe('a curve over the timeline', () => {
  it('runs through the middles of its frames and stops at gaps', () => {
    expect(curvePaths([0, 1, Number.NaN, 0.5, 0.5], 1)).toEqual(['M0.5 1L1.5 0', 'M3.5 0.5L4.5 0.5'])
    expect(curvePaths([Number.NaN, 0.25, Number.NaN], 1)).toEqual(['M1 0.75h1'])
    expect(curvePaths([Number.NaN], 1)).toEqual([])
  })

  it('ends at a round number that nothing exceeds', () => {
    expect(highestOf([0.013, 0.041, Number.NaN])).toBe(0.05)
    expect(highestOf([0.3])).toBe(0.5)
    expect(highestOf([0.11, 0.1])).toBe(0.2)
    expect(highestOf([1])).toBe(1)
    expect(highestOf([6])).toBe(10)
    expect(highestOf([])).toBe(1)
  })
})
