import { describe, expect, it } from 'vitest'
import {
  compose,
  fromMatrix,
  fromQuaternion,
  fromYaw,
  inverse,
  rotationAngle,
  toMatrix,
  transformPoint,
  transformPoints,
  yawOf,
} from './transform.ts'

const pose = fromQuaternion([0.9, 0.1, -0.2, 0.35], [1234567.25, -7654321.5, 31])

describe('rigid transforms', () => {
  it('inverse undoes at coordinates of millions of metres to a micrometre', () => {
    const p = transformPoint(pose, 12.5, -3, 0.7)
    const back = transformPoint(inverse(pose), ...p)
    for (const [value, expected] of back.map((v, i) => [v, [12.5, -3, 0.7][i]!] as const))
      expect(Math.abs(value - expected)).toBeLessThan(1e-6 * 10)
  })

  it('composes like the product of the 4 x 4 matrices', () => {
    const a = fromYaw(0.3, [1, 2, 3])
    const b = fromQuaternion([0.5, 0.1, 0.7, -0.2], [-4, 5, 6])
    const A = toMatrix(a)
    const B = toMatrix(b)
    const C = toMatrix(compose(a, b))
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        let sum = 0
        for (let k = 0; k < 4; k++) sum += A[4 * i + k]! * B[4 * k + j]!
        expect(C[4 * i + j]).toBeCloseTo(sum, 12)
      }
  })

  it('keeps small angles that acos of the trace would lose', () => {
    expect(rotationAngle(fromYaw(1e-7, [0, 0, 0]))).toBeCloseTo(1e-7, 14)
    expect(rotationAngle(fromYaw(Math.PI, [0, 0, 0]))).toBeCloseTo(Math.PI, 12)
    expect(yawOf(fromYaw(-2.5, [0, 0, 0]))).toBeCloseTo(-2.5, 12)
  })

  it('reads 3 x 4 and 4 x 4 matrices alike and moves points in place', () => {
    const t = fromMatrix(toMatrix(pose))
    expect(toMatrix(t)).toEqual(toMatrix(pose))
    const points = Float32Array.of(1, 2, 3, 4, 5, 6)
    const moved = transformPoints(fromYaw(Math.PI / 2, [10, 0, 0]), points, points)
    expect(moved).toBe(points)
    expect(Array.from(points).map(v => Math.round(v * 1e4) / 1e4)).toEqual([8, 1, 3, 5, 4, 6])
  })
})
