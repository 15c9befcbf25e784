import { describe, expect, it } from 'vitest'
import { defaultParameters } from '../parameters.ts'
import { judgeTrial } from './acceptance.ts'
import { trialOf } from './clusterTrial.fixture.ts'
import type { ClusterTrial } from './clusterTrial.ts'

const parameters = defaultParameters('av2-dual-32').rigidMotion

/** A car that passes at arm's length: most of it fills its own place again, and much of it is met elsewhere than before. */
function passingCar(points: number, evidenceShare: number): ClusterTrial {
  return trialOf({
    points: new Int32Array(points),
    box: { center: [0, 2, 0.9], size: [5.4, 2.1, 1.9], yaw: 0 },
    pivot: [0, 2, 0.9],
    motion: { x: 1, y: 0, z: 0, yaw: 0 },
    score: 0.82,
    staticScore: 0.76,
    inlierShare: 0.76,
    staticInlierShare: 0.6,
    reverseShare: 0.8,
    rms: 0.06,
    evidenceShare,
    rank: 0.06,
  })
}

describe('the acceptance of a motion', () => {
  it('takes hundreds of witnesses of both kinds for what leaves much unexplained', () => {
    expect(judgeTrial(passingCar(11_000, 0.076), parameters, 0.1)).toBeNull()
  })

  it('does not take the same shares of fewer points, nor many points without evidence of free space', () => {
    expect(judgeTrial(passingCar(1000, 0.076), parameters, 0.1)).toBe('no-gain-over-static')
    expect(judgeTrial(passingCar(11_000, 0.005), parameters, 0.1)).toBe('no-gain-over-static')
  })

  it('takes what hangs only for a vehicle whose lower part is hidden when its motion is plain', () => {
    const hanging = (points: number, score: number, clearance: number): ClusterTrial =>
      trialOf({
        points: new Int32Array(points),
        score,
        clearance,
        box: { center: [20, 2, 2.6], size: [4, 2, 1.5], yaw: 0 },
      })
    expect(judgeTrial(hanging(200, 0.9, 1.6), parameters, 0.1)).toBeNull()
    expect(judgeTrial(hanging(100, 0.9, 1.6), parameters, 0.1)).toBe('not-near-ground')
    expect(judgeTrial(hanging(2000, 0.65, 1.6), parameters, 0.1)).toBe('not-near-ground')
    expect(judgeTrial(hanging(100, 0.9, 1.1), parameters, 0.1)).toBeNull()
  })

  it('refuses what only slides along itself where it is seen along itself, and nothing else for that', () => {
    const scrap = (width: number, incidence: number, y: number): ClusterTrial => ({
      ...passingCar(40, 0),
      box: { center: [0, 20, 2], size: [1.6, width, 2], yaw: 0 },
      incidence,
      motion: { x: 0.4, y, z: 0, yaw: 0 },
      score: 0.97,
      staticScore: 0.4,
    })
    expect(judgeTrial(scrap(0.05, 0.1, 0), parameters, 0.1)).toBe('grazing')
    expect(judgeTrial(scrap(0.05, 0.9, 0), parameters, 0.1)).toBeNull()
    expect(judgeTrial(scrap(0.6, 0.1, 0), parameters, 0.1)).toBeNull()
    expect(judgeTrial(scrap(0.05, 0.1, 0.4), parameters, 0.1)).toBeNull()
  })

  it('takes a person for no scrap of a wall, thin as the side that is seen of him is', () => {
    const thin = (length: number): ClusterTrial =>
      trialOf({
        points: new Int32Array(92),
        box: { center: [10, 3, 0.4], size: [length, 0.3, 1], yaw: 0 },
        incidence: 0.9,
        motion: { x: 0.12, y: 0, z: 0, yaw: 0 },
        score: 0.99,
        staticScore: 0.91,
      })
    expect(judgeTrial(thin(0.4), parameters, 0.1)).toBeNull()
    expect(judgeTrial(thin(0.9), parameters, 0.1)).toBe('no-gain-over-static')
  })
})
