import { describe, expect, it } from 'vitest'
import type { Estimate } from '#model/sweep/estimate.ts'
import { fakeEstimate, fakeInstance } from '../testing/fakeData.ts'
import { followedSelection } from './followedSelection.ts'

const before = fakeEstimate('pseudo-labels', 4, [fakeInstance(2, { track: 2 }), fakeInstance(3, { track: 3 })])
const under = (first: number, second: number): Estimate => ({
  ...before,
  instances: before.instances.map((instance, k) => ({ ...instance, track: k ? second : first })),
})
const selected = { source: 'pseudo-labels', track: 2 } as const

describe('a selected object', () => {
  it('stays selected when its track is renumbered, also where another takes its number', () => {
    expect(followedSelection(selected, before, under(1, 2))).toEqual({ source: 'pseudo-labels', track: 1 })
    expect(followedSelection({ ...selected, track: 3 }, before, under(1, 2))?.track).toBe(2)
  })

  it('keeps its identity when its number stays, and its number over frames and sources', () => {
    expect(followedSelection(selected, before, under(2, 9))).toBe(selected)
    const elsewhere = fakeEstimate('pseudo-labels', 4, [fakeInstance(2, { track: 7 })])
    expect(followedSelection(selected, before, elsewhere)).toBe(selected)
    expect(followedSelection(selected, undefined, before)).toBe(selected)
    const predicted = { source: 'prediction', track: 2 } as const
    expect(followedSelection(predicted, before, under(1, 2))).toBe(predicted)
    expect(followedSelection(null, before, under(1, 2))).toBeNull()
  })
})
