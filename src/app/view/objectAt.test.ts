import { describe, expect, it } from 'vitest'
import { fakeEstimate, fakeInstance } from '../testing/fakeData.ts'
import { objectAt } from './objectAt.ts'

describe('the object at a point', () => {
  it('is the one that the point carries the id of; background and loose points have none', () => {
    const estimate = { ...fakeEstimate('truth', 4, [fakeInstance(7), fakeInstance(8)]) }
    estimate.instance.set([0, 1, 8, 7])
    expect([0, 1, 2, 3].map(point => objectAt(estimate, point)?.id ?? null)).toEqual([null, null, 8, 7])
  })
})
