import { describe, expect, it } from 'vitest'
import type { EstimateInstance } from '../sweep/estimate.ts'
import { mulberry32, randomFrame } from './fixtures/randomFrames.ts'
import { measureObjects } from './objectErrors.ts'
import { groupsOf } from './protocol.ts'

const SEED = 5
const CATEGORIES = ['BACKGROUND', ...Array.from({ length: 30 }, (_, i) => `CLASS_${i}`)]

describe('errors of single objects', () => {
  const job = randomFrame(mulberry32(SEED), 6000, CATEGORIES)
  const ids = [...new Set(job.truth.instance)].filter(id => id > 1)
  const box = { center: [0, 0, 0], size: [4, 2, 1], yaw: 0 } as const
  const instances = ids.map(id => ({ id, track: 100 + id, label: 'CAR', box, moving: true }) as EstimateInstance)
  const truth = { ...job.truth, instances }
  const measured = groupsOf(job, 'av2-v1')
  const objects = measureObjects({ ...job, truth }, 'av2-v1')
  const pointsOf = (id: number) => [...measured.keys()].filter(i => measured[i] !== 0 && truth.instance[i] === id)

  it(`are those of their measured points, for objects of 50 or more (seed ${SEED})`, () => {
    const sought = ids.filter(id => pointsOf(id).length >= 50)
    expect(objects.map(object => object.track).sort()).toEqual(sought.map(id => 100 + id).sort())
    expect(sought.length).toBeGreaterThan(3)
    expect(sought.length).toBeLessThan(ids.length)
    for (const { track, points, errorMetres } of objects) {
      const own = pointsOf(track - 100)
      const error = (i: number) =>
        Math.hypot(...[0, 1, 2].map(k => job.estimate.flow[3 * i + k]! - truth.flow[3 * i + k]!))
      expect(points).toBe(own.length)
      expect(errorMetres).toBeCloseTo(own.reduce((sum, i) => sum + error(i), 0) / own.length, 6)
    }
  })

  it('have the IoU of the assigned instance, which no two share', () => {
    const possible = (id: number) =>
      [...new Set(job.estimate.instance)]
        .filter(claim => claim > 1)
        .map(claim => {
          const inTruth = new Set(pointsOf(id))
          const claimed = [...measured.keys()].filter(i => measured[i] !== 0 && job.estimate.instance[i] === claim)
          const both = claimed.filter(i => inTruth.has(i)).length
          return both / (inTruth.size + claimed.length - both)
        })
    let found = 0
    for (const { track, iou } of objects) {
      if (iou === 0) continue
      found++
      expect(possible(track - 100).some(value => Math.abs(value - iou) < 1e-12)).toBe(true)
    }
    expect(found).toBeGreaterThan(1)
  })
})
