import { describe, expect, it } from 'vitest'
import { fromYaw } from '../../sweep/transform.ts'
import { defaultParameters } from '../parameters.ts'
import type { Expectations } from '../sequence/expectations.ts'
import { judgeTrial } from './acceptance.ts'
import type { ClusterTrial } from './clusterTrial.ts'
import { expectedAt, placeExpectations, supportOf } from './support.ts'

const BOX = { center: [10, 0, 0.5], size: [4, 2, 1.5], yaw: 0 } as const
const EXPECTATIONS: Expectations = {
  before: true,
  after: true,
  objects: [
    { box: BOX, residual: [1, 0], side: 'before' },
    { box: BOX, residual: [1.05, 0], side: 'after' },
  ],
}
const PARAMETERS = defaultParameters('spinning-64').rigidMotion

const motion = (x: number, y = 0) => ({ x, y, z: 0, yaw: 0 })

describe('support by the pairs before and after', () => {
  it('places what is expected where standing still would leave it', () => {
    const turned = placeExpectations(EXPECTATIONS, fromYaw<'sweep1', 'sweep0'>(Math.PI / 2, [0, 0, 1]))
    const [placed] = turned
    placed?.box.center.forEach((value, axis) => {
      expect(value).toBeCloseTo([0, 10, 1.5][axis] as number, 12)
    })
    expect(placed?.box.yaw).toBeCloseTo(Math.PI / 2, 12)
  })

  it('counts the sides that expect such a motion at the place', () => {
    const placed = placeExpectations(EXPECTATIONS, fromYaw<'sweep1', 'sweep0'>(0, [0, 0, 0]))
    const here = expectedAt(placed, { ...BOX, center: [11, 0.5, 0.5] })
    expect(here.length).toBe(2)
    expect(expectedAt(placed, { ...BOX, center: [10, 4, 0.5] })).toEqual([])
    expect(supportOf(EXPECTATIONS, here, motion(1.1))).toEqual({ asked: 2, agreeing: 2 })
    expect(supportOf(EXPECTATIONS, here, motion(-1))).toEqual({ asked: 2, agreeing: 0 })
    expect(supportOf(EXPECTATIONS, here, motion(1, 0.6))).toEqual({ asked: 2, agreeing: 0 })
    expect(supportOf(null, here, motion(1))).toEqual({ asked: 0, agreeing: 0 })
  })

  it('lets a weak motion pass that goes on as before, and stops one that nobody else has seen', () => {
    const weak: ClusterTrial = {
      cluster: 0,
      points: new Int32Array(15),
      box: BOX,
      pivot: [10, 0, 0.5],
      incidence: 1,
      motion: motion(1.2),
      score: 0.6,
      staticScore: 0.45,
      inlierShare: 0.8,
      staticInlierShare: 0.6,
      reverseShare: 0.8,
      explainedShare: 0,
      rms: 0.03,
      evidenceShare: 0,
      arrivalShare: 0,
      hiddenShare: 0,
      clearance: 0.2,
      degreesOfFreedom: 'planar',
      support: { asked: 0, agreeing: 0 },
      rank: 0,
      reason: null,
    }
    expect(judgeTrial(weak, PARAMETERS, 0.1)).toBe('no-gain-over-static')
    expect(judgeTrial({ ...weak, support: { asked: 2, agreeing: 1 } }, PARAMETERS, 0.1)).toBe(null)
    const clear: ClusterTrial = { ...weak, points: new Int32Array(40), score: 0.85 }
    expect(judgeTrial(clear, PARAMETERS, 0.1)).toBe(null)
    expect(judgeTrial({ ...clear, support: { asked: 1, agreeing: 0 } }, PARAMETERS, 0.1)).toBe(null)
    expect(judgeTrial({ ...clear, support: { asked: 2, agreeing: 0 } }, PARAMETERS, 0.1)).toBe('not-before-or-after')
  })
})
