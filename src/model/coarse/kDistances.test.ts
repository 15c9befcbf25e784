import { describe, expect, test } from 'vitest'
import { Random } from '../simulator/random.ts'
import { dbscan } from './dbscan.ts'
import { FARTHEST_K_METRES, kDistances } from './kDistances.ts'

const SEED = 3

/** Clumps of different density, and loose points; every fifth point is ground. */
function cloud() {
  const random = new Random(SEED)
  const count = 1200
  const positions = new Float32Array(3 * count)
  for (let i = 0; i < count; i++) {
    const clump = i % 6
    const spread = [0.4, 0.8, 1.5, 3, 12, 30][clump] as number
    positions.set([clump * 7 + random.range(-1, 1) * spread, random.range(-1, 1) * spread, random.range(0, 2)], 3 * i)
  }
  return { positions, ground: Uint8Array.from({ length: count }, (_, i) => (i % 5 === 0 ? 1 : 0)) }
}

/** By the definition, over all pairs. */
function slow(positions: Float32Array, ground: Uint8Array, minimumPoints: number, zScale: number, growth: number) {
  const kept = [...ground.keys()].filter(i => ground[i] === 0)
  const at = (i: number, axis: number) => positions[3 * i + axis] as number
  const range = (i: number) => Math.hypot(at(i, 0), at(i, 1))
  return kept
    .map(i => {
      const needed = kept.map(j => {
        const distance = Math.hypot(at(i, 0) - at(j, 0), at(i, 1) - at(j, 1), zScale * (at(i, 2) - at(j, 2)))
        return Math.max(0, distance - growth * Math.min(range(i), range(j)))
      })
      return Math.min(FARTHEST_K_METRES, needed.sort((a, b) => a - b)[minimumPoints - 1] as number)
    })
    .sort((a, b) => a - b)
}

describe(`k-distances, seed ${SEED}`, () => {
  const { positions, ground } = cloud()

  for (const [minimumPoints, epsPerMetre] of [
    [8, 0],
    [4, 0.02],
    [40, 0],
  ] as const)
    test(`equal a slow reference: minPts ${minimumPoints}, growth ${epsPerMetre}`, async () => {
      const metric = { minimumPoints, zScale: 0.7, epsPerMetre }
      const { distances, points } = await kDistances(positions, ground, metric)
      const expected = slow(positions, ground, minimumPoints, 0.7, epsPerMetre)
      expect(points).toBe(960)
      expect(distances.length).toBe(expected.length)
      expected.forEach((value, n) => {
        expect(distances[n]).toBeCloseTo(value, 5)
      })
    })

  test('the share below eps is the share of core points', async () => {
    const parameters = { minimumPoints: 8, zScale: 0.7, epsPerMetre: 0.004, epsMetres: 0.613 }
    const { distances } = await kDistances(positions, ground, parameters)
    const selection = Int32Array.from(ground.keys()).filter(i => ground[i] === 0)
    const { core } = await dbscan(positions, selection, parameters)
    const cores = core.reduce((sum, value) => sum + value, 0)
    expect(cores).toBeGreaterThan(100)
    expect(distances.filter(value => value <= 0.613).length).toBe(cores)
  })

  test('measures an even subset against all points', async () => {
    const metric = { minimumPoints: 8, zScale: 0.7, epsPerMetre: 0 }
    const all = await kDistances(positions, ground, metric)
    const some = await kDistances(positions, ground, metric, [0, 0], 240)
    expect(some.distances.length).toBe(240)
    expect(some.points).toBe(960)
    for (const value of some.distances) expect(all.distances.includes(value)).toBe(true)
  })
})
