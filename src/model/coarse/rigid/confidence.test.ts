import { describe, expect, it } from 'vitest'
import { trialOf } from './clusterTrial.fixture.ts'
import type { ClusterTrial } from './clusterTrial.ts'
import { confidenceOf, objectChance } from './confidence.ts'

const CAR = trialOf({})

describe('what an object is believed', () => {
  it('is more with evidence and inliers, less with residual and with a long way', () => {
    for (const worth of [confidenceOf, objectChance]) {
      const of = (change: Partial<ClusterTrial>) => worth({ ...CAR, ...change })
      expect(of({ evidenceShare: 0.3 })).toBeGreaterThan(of({}))
      // Where it arrived counts like where it left.
      expect(of({ evidenceShare: 0, arrivalShare: 0.1 })).toBeCloseTo(of({}), 12)
      expect(of({ inlierShare: 0.7 })).toBeLessThan(of({}))
      expect(of({ rms: 0.1 })).toBeLessThan(of({}))
      expect(of({ motion: { x: 3, y: 0, z: 0, yaw: 0 } })).toBeLessThan(of({}))
    }
  })

  it('is as computed by hand for one car', () => {
    const way = Math.log1p(0.8 / 4.2)
    const sum =
      -0.827 +
      0.271 * Math.log(0.6) -
      1.789 * 1 +
      3.093 * 0.95 +
      0.945 * (0.1 / 0.3) +
      0.239 * Math.log1p(0.5 * 60) -
      0.183 * 0.5 -
      0.439 * 0.5 -
      3.805 * way -
      0.199 * 1.3 -
      0.019 * Math.log(4.2)
    expect(confidenceOf(CAR)).toBeCloseTo(1 / (1 + Math.exp(-sum)), 6)
  })

  it('says that a piece of a parked car that seems to fly is less of an object than a car', () => {
    const scrap = {
      ...CAR,
      points: new Int32Array(30),
      box: { ...CAR.box, size: [0.9, 0.7, 0.8] as const },
      score: 0.63,
    }
    expect(objectChance(scrap)).toBeLessThan(0.8)
    expect(objectChance(CAR)).toBeGreaterThan(0.8)
  })
})
