import { describe, expect, it } from 'vitest'
import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'
import { objectAt, sameObjects } from './matchObject.ts'

function estimate(ids: readonly number[]): Pick<Estimate, 'instance' | 'instances'> {
  const known = [...new Set(ids)].filter(id => id > 0)
  return {
    instance: Int32Array.from(ids),
    instances: known.map(id => ({ id, track: 10 * id }) as EstimateInstance),
  }
}

describe('the same object in another estimate', () => {
  const labels = estimate([0, 1, 1, 1, 1, 2, 2, 0])
  const truth = estimate([0, 7, 7, 7, 8, 0, 0, 8])

  it('is the one that holds most of its points', () => {
    expect(sameObjects(labels, truth).get(labels.instances[0]!.id)?.id).toBe(7)
    expect(sameObjects(truth, labels).get(truth.instances[0]!.id)?.id).toBe(1)
  })

  it('is none when its points are background there, or hardly touch', () => {
    expect(sameObjects(labels, truth).get(labels.instances[1]!.id)).toBeUndefined()
    const crowd = estimate([3, 3, 3, 3, 3, 3, 3, 3])
    expect(sameObjects(crowd, labels).get(crowd.instances[0]!.id)?.id).toBe(1)
    expect(sameObjects(crowd, estimate([0, 0, 0, 0, 0, 0, 0, 4])).get(crowd.instances[0]!.id)).toBeUndefined()
  })

  it('is found at a point', () => {
    expect(objectAt(truth, 4)?.id).toBe(8)
    expect(objectAt(truth, 0)).toBeNull()
  })
})
