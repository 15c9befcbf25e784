import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { everyIndex, filledBox } from '../seededClouds.fixture.ts'
import { membersOf, onePerVoxel, thinned } from './rigidScene.ts'

describe('one point a voxel', () => {
  it.each([1, 2, 3])('is the first of each, as a map of voxels says (seed %d)', seed => {
    const positions = filledBox(new Random(seed), 5000, [3, 2, 1])
    const points = everyIndex(5000).filter(i => i % 3 !== 0)
    const seen = new Map<string, number>()
    for (const i of points) {
      const key = [0, 1, 2].map(k => Math.floor(positions[3 * i + k]! * (1 / 0.3))).join()
      if (!seen.has(key)) seen.set(key, i)
    }
    expect([...onePerVoxel(positions, points, 0.3)]).toEqual([...seen.values()])
  })
})

describe('thinning', () => {
  it('keeps small clusters whole and takes evenly from larger ones (seed 4)', () => {
    const positions = filledBox(new Random(4), 1000, [2, 1, 1])
    const points = everyIndex(1000)
    expect(thinned(positions, points, 1000)).toBe(points)
    const some = thinned(positions, points, 200)
    expect(some).toHaveLength(200)
    expect(Math.max(...some.slice(1).map((i, k) => i - some[k]!))).toBeLessThanOrEqual(5)
  })

  it('spreads over the surface where a dense middle would drown the ends (seed 5)', () => {
    const random = new Random(5)
    // A lorry's side, 8 m: all but 200 of 10,000 returns on the middle metre.
    const positions = new Float32Array(3 * 10_000)
    for (let i = 0; i < 10_000; i++) {
      positions[3 * i] = i % 50 === 0 ? random.range(-4, 4) : random.range(-0.5, 0.5)
      positions[3 * i + 2] = random.range(0, 2)
    }
    const far = (points: ArrayLike<number>) =>
      Array.from(points).filter(i => Math.abs(positions[3 * i]!) > 0.5).length / points.length
    expect(far(everyIndex(10_000))).toBeLessThan(0.03)
    expect(far(thinned(positions, everyIndex(10_000), 120))).toBeGreaterThan(0.3)
  })
})

describe('members', () => {
  it('are the points of each cluster in order (seed 6)', () => {
    const random = new Random(6)
    const labels = Int32Array.from({ length: 500 }, () => random.integer(7) - 1)
    const { starts, points } = membersOf(labels, 6)
    for (let cluster = 0; cluster < 6; cluster++) {
      const plain = [...labels.keys()].filter(i => labels[i] === cluster)
      expect([...points.subarray(starts[cluster], starts[cluster + 1])]).toEqual(plain)
    }
  })
})
