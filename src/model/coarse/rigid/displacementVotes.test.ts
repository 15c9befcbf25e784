import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { everyIndex } from '../seededClouds.fixture.ts'
import { levelOf, occupancyOf, voteDisplacements, votePeaks } from './displacementVotes.ts'

const CELL = 0.2
const REACH = 12
const WIDTH = 2 * REACH + 1

/** Random places with heights from below the ground to above the highest level. */
function cloud(seed: number, count: number, span: number) {
  const random = new Random(seed)
  const positions = new Float32Array(3 * count)
  const height = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    positions.set([random.range(-span, span), random.range(-span, span), 0], 3 * i)
    height[i] = random.range(-0.6, random.chance(0.1) ? 12 : 2)
  }
  return { positions, height }
}

/** Every point against every displacement and every point that waits, levels compared as numbers. */
function plainVotes(
  from: ReturnType<typeof cloud>,
  points: Int32Array,
  to: ReturnType<typeof cloud>,
  centre: readonly [number, number],
  reachMetres: number,
): Int32Array {
  const side = 2 * Math.ceil(reachMetres / CELL)
  const cellOf = (positions: Float32Array, i: number, axis: 0 | 1) =>
    Math.floor((positions[3 * i + axis]! - (centre[axis] - (side / 2) * CELL)) * (1 / CELL))
  const waiting = new Map<string, Set<number>>()
  to.height.forEach((height, j) => {
    const [ix, iy] = [cellOf(to.positions, j, 0), cellOf(to.positions, j, 1)]
    if (ix < 0 || iy < 0 || ix >= side || iy >= side) return
    const key = `${ix},${iy}`
    const levels = waiting.get(key) ?? new Set<number>()
    waiting.set(key, levels.add(levelOf(height)))
  })
  const votes = new Int32Array(WIDTH * WIDTH)
  for (const i of points) {
    const level = levelOf(from.height[i]!)
    for (let dy = -REACH; dy <= REACH; dy++)
      for (let dx = -REACH; dx <= REACH; dx++) {
        const levels = waiting.get(`${cellOf(from.positions, i, 0) + dx},${cellOf(from.positions, i, 1) + dy}`)
        if (levels && [...levels].some(other => Math.abs(other - level) <= 1))
          votes[(dy + REACH) * WIDTH + dx + REACH]!++
      }
  }
  return votes
}

describe('displacement votes of a cluster', () => {
  for (const [seed, centre, reachMetres] of [
    [1, [0, 0], 8],
    [2, [1.3, -0.7], 3],
    [3, [-2, 0.1], 2.5],
  ] as const)
    it(`equal the plain histogram, at the grid's border too (seed ${seed})`, () => {
      const from = cloud(seed, 60, 3)
      const to = cloud(seed + 50, 900, 5)
      const selection = everyIndex(900)
      const grid = occupancyOf(to.positions, to.height, selection, centre, reachMetres, CELL)
      const points = everyIndex(60).filter(i => i % 3 !== 1)
      const votes = new Int32Array(WIDTH * WIDTH)
      voteDisplacements(grid, from.positions, from.height, points, REACH, votes)
      expect(votes).toEqual(plainVotes(from, points, to, centre, reachMetres))
      expect(Math.max(...votes)).toBeGreaterThan(3)
      // Added to, not overwritten: a second lidar's votes come on top.
      voteDisplacements(grid, from.positions, from.height, points, REACH, votes)
      expect(votes).toEqual(plainVotes(from, points, to, centre, reachMetres).map(v => 2 * v))
    })

  it('levels are quarters of a metre, clamped below the ground and at the top', () => {
    expect([-3, -0.01, 0, 0.24, 0.26, 7.9, 8.1, 400].map(levelOf)).toEqual([0, 0, 0, 0, 1, 31, 31, 31])
  })

  it('find the displacement of a shape among clutter (seeds 10 to 14)', () => {
    for (let seed = 10; seed < 15; seed++) {
      const random = new Random(seed)
      const [dx, dy] = [random.integer(17) - 8, random.integer(17) - 8]
      if (Math.hypot(dx, dy) < 3) continue
      const from = cloud(seed, 80, 1.5)
      const to = cloud(seed + 30, 150, 5)
      const moved = from.positions.map((v, k) => (k % 3 === 0 ? v + dx * CELL : k % 3 === 1 ? v + dy * CELL : v))
      const positions = Float32Array.of(...to.positions, ...moved)
      const height = Float32Array.of(...to.height, ...from.height)
      const grid = occupancyOf(positions, height, everyIndex(230), [0, 0], 6, CELL)
      const votes = new Int32Array(WIDTH * WIDTH)
      voteDisplacements(grid, from.positions, from.height, everyIndex(80), REACH, votes)
      const [best] = votePeaks(votes, REACH, CELL, 4)
      expect(Math.abs(best!.x - dx * CELL)).toBeLessThan(1.01 * CELL)
      expect(Math.abs(best!.y - dy * CELL)).toBeLessThan(1.01 * CELL)
    }
  })
})

describe('peaks of the votes', () => {
  /** Sum of the 3 x 3 bins, 0 at the border. */
  const smoothed = (votes: Int32Array, dx: number, dy: number) => {
    let sum = 0
    for (let y = -1; y <= 1; y++)
      for (let x = -1; x <= 1; x++) sum += votes[(dy + y + REACH) * WIDTH + dx + x + REACH] ?? 0
    return sum
  }

  it.each([20, 21, 22, 23])('are what taking the best free bin again and again gives (seed %i)', seed => {
    const random = new Random(seed)
    // Few values, many ties.
    const votes = Int32Array.from({ length: WIDTH * WIDTH }, () => (random.chance(0.15) ? random.integer(4) : 0))
    const found = votePeaks(votes, REACH, CELL, 5)
    const taken: [number, number][] = []
    for (const peak of found) {
      const at: [number, number] = [Math.round(peak.x / CELL), Math.round(peak.y / CELL)]
      let best = 0
      let nearest = Number.POSITIVE_INFINITY
      for (let dy = -REACH + 1; dy < REACH; dy++)
        for (let dx = -REACH + 1; dx < REACH; dx++) {
          if (Math.hypot(dx, dy) > REACH || Math.max(Math.abs(dx), Math.abs(dy)) < 2) continue
          if (taken.some(([x, y]) => Math.max(Math.abs(dx - x), Math.abs(dy - y)) < 3)) continue
          const value = smoothed(votes, dx, dy)
          if (value > best) nearest = Number.POSITIVE_INFINITY
          if (value >= best && value > 0) nearest = Math.min(nearest, Math.hypot(dx, dy))
          best = Math.max(best, value)
        }
      expect(peak.votes).toBe(best)
      expect(smoothed(votes, ...at)).toBe(best)
      expect(Math.hypot(...at)).toBeCloseTo(nearest, 9)
      taken.push(at)
    }
    expect(found).toHaveLength(5)
  })

  it('are none without votes, and fewer than wanted when there is no more', () => {
    const votes = new Int32Array(WIDTH * WIDTH)
    expect(votePeaks(votes, REACH, CELL, 4)).toEqual([])
    // Only standing still has votes: that start needs no peak.
    votes[REACH * WIDTH + REACH] = 9
    expect(votePeaks(votes, REACH, CELL, 4)).toEqual([])
    votes[REACH * WIDTH + REACH + 7] = 3
    expect(votePeaks(votes, REACH, CELL, 4)[0]).toMatchObject({ votes: 3 })
  })
})
