import { describe, expect, it } from 'vitest'
import type { Estimate, EstimateInstance } from '../../sweep/estimate.ts'
import { compose, fromYaw, inverse, type Transform, transformPoint } from '../../sweep/transform.ts'
import { expectationsOf } from './expectations.ts'

/** World poses of the sensor at four sweeps: it drives and turns. */
const EGO = [0, 1, 2, 3].map(k => fromYaw<'world', 'sweep'>(0.03 * k, [0.8 * k, 0.05 * k * k, 0]))
/** A car at constant velocity in the world, turned by 0.4. */
const CAR = [0, 1, 2, 3].map(k => fromYaw<'world', 'car'>(0.4, [20 + 0.9 * k, 5 + 0.38 * k, 0.5]))

function poseAt<T>(list: readonly T[], k: number): T {
  const found = list[k]
  if (found === undefined) throw new Error(`no pose ${k}`)
  return found
}

/** The estimate of the pair (k, k + 1): the car alone. */
function estimateOf(k: number, moving = true): Estimate {
  const world0: Transform = poseAt(EGO, k)
  const world1: Transform = poseAt(EGO, k + 1)
  const ego = compose(inverse(world1), world0) as Transform<'sweep1', 'sweep0'>
  const carIn0 = compose(inverse(world0), poseAt(CAR, k) as Transform)
  const carIn1 = compose(inverse(world1), poseAt(CAR, k + 1) as Transform)
  const whole = compose(carIn1, inverse(carIn0)) as Transform<'sweep1', 'sweep0'>
  const instance: EstimateInstance = {
    id: 2,
    track: 2,
    label: 'car',
    box: { center: transformPoint(carIn0, 0, 0, 0), size: [4, 2, 1.5], yaw: 0.4 - 0.03 * k },
    sweep1FromSweep0: whole,
    speedMetresPerSecond: 9.8,
    moving,
    pointCount: 100,
    confidence: 1,
  }
  return {
    source: 'pseudo-labels',
    name: '',
    flow: new Float32Array(0),
    instance: new Int32Array(0),
    dynamic: new Float32Array(0),
    confidence: null,
    valid: null,
    instances: [instance],
    sweep1FromSweep0: ego,
    intervalSeconds: 0.1,
  }
}

describe('expectationsOf', () => {
  it('carries a car at constant velocity to where it is and how it moves, from before and from after, while the sensor turns', () => {
    const own = estimateOf(1)
    const [car] = own.instances
    if (!car) throw new Error('the car is missing')
    const still = transformPoint(own.sweep1FromSweep0, ...car.box.center)
    const gone = transformPoint(car.sweep1FromSweep0, ...car.box.center)
    const { before, after, objects } = expectationsOf(estimateOf(0), estimateOf(2), own.sweep1FromSweep0, 0.1)
    expect([before, after]).toEqual([true, true])
    expect(objects.map(({ side }) => side)).toEqual(['before', 'after'])
    for (const expected of objects) {
      expected.box.center.forEach((value, axis) => {
        expect(value).toBeCloseTo(car.box.center[axis] as number, 9)
      })
      expect(expected.box.yaw).toBeCloseTo(car.box.yaw, 9)
      expect(expected.residual[0]).toBeCloseTo(gone[0] - still[0], 9)
      expect(expected.residual[1]).toBeCloseTo(gone[1] - still[1], 9)
    }
  })

  it('scales the way by the interval, expects nothing of what stands, and says which sides were asked', () => {
    const own = estimateOf(1)
    const doubled = expectationsOf(estimateOf(0), null, own.sweep1FromSweep0, 0.2)
    const single = expectationsOf(estimateOf(0), null, own.sweep1FromSweep0, 0.1)
    expect(doubled.objects[0]?.residual[0]).toBeCloseTo(2 * (single.objects[0]?.residual[0] ?? 0), 12)
    expect([single.before, single.after]).toEqual([true, false])
    expect(expectationsOf(estimateOf(0, false), estimateOf(2, false), own.sweep1FromSweep0, 0.1).objects).toEqual([])
  })
})
