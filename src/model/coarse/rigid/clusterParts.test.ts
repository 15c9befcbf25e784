import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { everyIndex, filledBox } from '../seededClouds.fixture.ts'
import { clusterParts } from './clusterParts.ts'

/** Boxes of points at their places, mixed in order as a scan mixes them. */
function scene(seed: number, boxes: readonly { at: readonly [number, number]; count: number; half: number }[]) {
  const random = new Random(seed)
  const points: [number, number, number, number][] = []
  for (const [owner, { at, count, half }] of boxes.entries()) {
    const box = filledBox(random, count, [half, half, 0.8])
    for (let i = 0; i < count; i++) points.push([box[3 * i]! + at[0], box[3 * i + 1]! + at[1], box[3 * i + 2]!, owner])
  }
  for (let i = points.length - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    ;[points[i], points[j]] = [points[j]!, points[i]!]
  }
  const positions = Float32Array.from(points.flatMap(point => point.slice(0, 3)))
  return { positions, owner: points.map(point => point[3]), all: everyIndex(points.length) }
}

describe('parts of a cluster', () => {
  it.each([1, 2, 3])('are what gaps divide from above, every point in one part (seed %d)', seed => {
    const { positions, owner, all } = scene(seed, [
      { at: [8, 0], count: 400, half: 0.25 },
      { at: [8, 1], count: 300, half: 0.25 },
      { at: [9, 0.5], count: 200, half: 0.2 },
    ])
    const parts = clusterParts(positions, all, [0, 0])!
    expect(parts).toHaveLength(3)
    for (const part of parts) expect(new Set([...part].map(i => owner[i])).size).toBe(1)
    expect(parts.flatMap(part => [...part]).sort((a, b) => a - b)).toEqual([...all])
  })

  it('give specks to the nearest part (seed 4)', () => {
    const { positions, owner, all } = scene(4, [
      { at: [8, 0], count: 400, half: 0.25 },
      { at: [8, 1.6], count: 300, half: 0.25 },
      { at: [8, 0.6], count: 5, half: 0.02 },
    ])
    const parts = clusterParts(positions, all, [0, 0])!
    expect(parts).toHaveLength(2)
    const home = parts.find(part => [...part].some(i => owner[i] === 0))!
    expect([...home].filter(i => owner[i] === 2)).toHaveLength(5)
  })

  it('are not looked for in one piece, in few points, or in a hedge of many pieces (seed 5)', () => {
    const one = scene(5, [{ at: [8, 0], count: 400, half: 0.5 }])
    expect(clusterParts(one.positions, one.all, [0, 0])).toBeNull()
    const few = scene(5, [
      { at: [8, 0], count: 400, half: 0.25 },
      { at: [8, 1], count: 14, half: 0.25 },
    ])
    expect(clusterParts(few.positions, few.all, [0, 0])).toBeNull()
    const hedge = Array.from({ length: 13 }, (_, k) => ({ at: [8, 0.8 * k] as const, count: 60, half: 0.15 }))
    const { positions, all } = scene(5, hedge)
    expect(clusterParts(positions, all, [0, 0])).toBeNull()
  })

  it('need wider gaps farther out, where returns lie apart (seed 6)', () => {
    const boxes = (x: number) =>
      [
        { at: [x, 0], count: 400, half: 0.25 },
        { at: [x, 0.9], count: 400, half: 0.25 },
      ] as const
    const near = scene(6, boxes(6))
    const far = scene(6, boxes(80))
    expect(clusterParts(near.positions, near.all, [0, 0])).toHaveLength(2)
    expect(clusterParts(far.positions, far.all, [0, 0])).toBeNull()
  })
})
