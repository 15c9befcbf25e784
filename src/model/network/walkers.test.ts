import { describe, expect, it } from 'vitest'
import { Random } from '../simulator/random.ts'
import { divideByWalkers } from './walkers.ts'

/** `each` points a thing, in a box around x, y from 0.2 m above the ground to `top`. */
function things(middles: readonly (readonly [number, number])[], { each = 30, side = 0.4, top = 1.7 } = {}) {
  const random = new Random(6)
  const half = side / 2
  const points = middles.flatMap(([x, y]) =>
    Array.from({ length: each }, () => [
      x + random.range(-half, half),
      y + random.range(-half, half),
      random.range(0.2, top),
    ]),
  )
  const object = Int32Array.from({ length: points.length }, (_, k) => 7 + Math.floor(k / each))
  return { points: Float32Array.from(points.flat()), object, group: new Int32Array(points.length).fill(3) }
}

const parts = (names: Int32Array) => new Set(names).size

describe('dividing by walkers', () => {
  it('gives each of two people a group, loose points to the nearest, and leaves other groups alone', () => {
    const { points, object, group } = things([
      [0, 0],
      [0, 0.7],
      [9, 9],
    ])
    object.fill(0, 0, 4)
    object.fill(0, 40, 43)
    group.fill(5, 60)
    const found = divideByWalkers(group, object, points)
    expect([...found]).toEqual([...new Array(30).fill(3), ...new Array(30).fill(6), ...new Array(30).fill(5)])
  })

  it('keeps one person in parts whole, and a chain of parts', () => {
    const near = things([
      [0, 0],
      [0, 0.4],
    ])
    expect(parts(divideByWalkers(near.group, near.object, near.points))).toBe(1)
    const chain = things([
      [0, 0],
      [0, 0.8],
      [0, 0.4],
    ])
    expect(parts(divideByWalkers(chain.group, chain.object, chain.points))).toBe(1)
  })

  it.each([
    ['wider than tall', { side: 0.65, top: 0.8 }],
    ['as wide as a cyclist is long', { side: 0.8, top: 1.7 }],
    ['taller than people', { side: 0.3, top: 2.8 }],
  ])('does not divide by what is %s', (_, size) => {
    const { points, object, group } = things(
      [
        [0, 0],
        [0, 0.9],
      ],
      size,
    )
    expect(parts(divideByWalkers(group, object, points))).toBe(1)
  })

  it('does not divide a group that walkers hold less than half of', () => {
    const { points, object, group } = things([
      [0, 0],
      [0, 0.7],
      [1.4, 0],
      [1.4, 0.7],
      [2, 0],
    ])
    object.fill(0, 60)
    expect(parts(divideByWalkers(group, object, points))).toBe(1)
  })
})
