import { describe, expect, it } from 'vitest'
import { random } from '../../../../tests/encodeSweeps.ts'
import { compose, fromYaw, inverse, rotationAngle, transformPoint } from '../../sweep/transform.ts'
import { staticMotionOf } from './staticMotion.ts'

/** A street of which a share drives ahead at 1.5 m an interval; flow stored as float32. */
function street(seed: number, movingShare: number) {
  const draw = random(seed)
  const ego = fromYaw<'sweep1', 'sweep0'>(0.04 * (draw() - 0.5), [-1.2, 0.05, 0.01])
  const count = 2000
  const positions = Float32Array.from({ length: 3 * count }, (_, k) => (k % 3 === 2 ? 3 : 80) * (draw() - 0.5))
  const flow = new Float32Array(3 * count)
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!]
    const moved = transformPoint(ego, x, y, z)
    const drives = i < movingShare * count ? 1.5 : 0
    flow.set([moved[0] - x + drives, moved[1] - y, moved[2] - z], 3 * i)
  }
  return { ego, positions, flow }
}

describe('the motion that a flow implies', () => {
  for (const [seed, share] of [
    [1, 0],
    [2, 0.1],
    [3, 0.35],
  ] as const)
    it(`seed ${seed}: is the ego motion although ${100 * share} % of the points drive and some flow is unknown`, () => {
      const { ego, positions, flow } = street(seed, share)
      flow.fill(Number.NaN, 3 * 1990)
      const off = compose(inverse(ego), staticMotionOf(positions, flow)!)
      expect(Math.hypot(...off.translation)).toBeLessThan(1e-5)
      expect(rotationAngle(off)).toBeLessThan(1e-6)
    })

  it('is none where every point goes its own way, or hardly any is known (seed 4)', () => {
    const { positions, flow } = street(4, 0)
    const draw = random(4)
    expect(
      staticMotionOf(
        positions,
        flow.map(value => value + 2 * (draw() - 0.5)),
      ),
    ).toBeNull()
    expect(staticMotionOf(positions, flow.fill(Number.NaN, 6))).toBeNull()
    expect(staticMotionOf([], [])).toBeNull()
  })
})
