import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import type { OrientedBox } from '../../sweep/estimate.ts'
import { fromYaw, transformPoints } from '../../sweep/transform.ts'
import { everyIndex, filledBox } from '../seededClouds.fixture.ts'
import { fitOrientedBox } from './orientedBox.ts'

/** Place of a point in the box's own axes. */
function inBox(box: OrientedBox, positions: Float32Array, i: number): [number, number, number] {
  const dx = positions[3 * i]! - box.center[0]
  const dy = positions[3 * i + 1]! - box.center[1]
  const [c, s] = [Math.cos(box.yaw), Math.sin(box.yaw)]
  return [c * dx + s * dy, c * dy - s * dx, positions[3 * i + 2]! - box.center[2]]
}

/** Every point is inside, and each of the six sides touches one. */
function expectTight(box: OrientedBox, positions: Float32Array, points: Int32Array) {
  const reach = [0, 1, 2].map(() => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number])
  for (const i of points)
    inBox(box, positions, i).forEach((v, axis) => {
      reach[axis]![0] = Math.min(reach[axis]![0], v)
      reach[axis]![1] = Math.max(reach[axis]![1], v)
    })
  reach.forEach(([low, high], axis) => {
    expect(Math.abs(low + box.size[axis]! / 2)).toBeLessThan(1e-4)
    expect(Math.abs(high - box.size[axis]! / 2)).toBeLessThan(1e-4)
  })
}

/** Smallest ground area over headings in steps of 0.1 degree. */
function smallestArea(positions: Float32Array, points: Int32Array): number {
  let smallest = Number.POSITIVE_INFINITY
  for (let k = 0; k < 900; k++) {
    const [c, s] = [Math.cos((k * Math.PI) / 1800), Math.sin((k * Math.PI) / 1800)]
    let [u0, u1, v0, v1] = [Infinity, -Infinity, Infinity, -Infinity]
    for (const i of points) {
      const u = c * positions[3 * i]! + s * positions[3 * i + 1]!
      const v = c * positions[3 * i + 1]! - s * positions[3 * i]!
      u0 = Math.min(u0, u)
      u1 = Math.max(u1, u)
      v0 = Math.min(v0, v)
      v1 = Math.max(v1, v)
    }
    smallest = Math.min(smallest, (u1 - u0) * (v1 - v0))
  }
  return smallest
}

describe('oriented boxes', () => {
  for (const seed of [1, 2, 3, 4, 5, 6])
    it(`are tight, lie along the longer side, and have nearly the least area (seed ${seed})`, () => {
      const random = new Random(seed)
      const yaw = random.range(-Math.PI, Math.PI)
      const local = filledBox(random, 300, [2.3, 0.9, 0.8])
      const positions = transformPoints(fromYaw(yaw, [random.range(-60, 60), random.range(-60, 60), 1]), local)
      const points = everyIndex(300).filter(i => i % 7 !== 0)
      const box = fitOrientedBox(positions, points, null)
      expectTight(box, positions, points)
      expect(box.size[0]).toBeGreaterThanOrEqual(box.size[1])
      // Headings are tried in steps of 2 degrees: 1 degree off adds at most 0.02 x (l^2 + w^2) to the area.
      const extra = 0.018 * (box.size[0] ** 2 + box.size[1] ** 2)
      expect(box.size[0] * box.size[1]).toBeLessThan(smallestArea(positions, points) + extra)
      // Against the true side, up to half a turn.
      expect(Math.abs(Math.sin(box.yaw - yaw))).toBeLessThan(0.06)
    })

  it.each([10, 11, 12])('are the same whatever lies within the outline (seed %i)', seed => {
    const random = new Random(seed)
    const turn = fromYaw(random.range(-3, 3), [9, 4, 0])
    // The outline alone is corners and sides; a fifth of the box's size is well within it.
    const corners = [-1, 1].flatMap(u => [-1, -0.3, 0.6, 1].flatMap(v => [2.2 * u, 0.9 * v, 0]))
    const inner = filledBox(random, 250, [1.1, 0.4, 0.6])
    const all = transformPoints(turn, Float32Array.from([...corners, ...inner]))
    const outlineOnly = fitOrientedBox(all, everyIndex(corners.length / 3), null)
    const box = fitOrientedBox(all, everyIndex(all.length / 3), null)
    expect(box.yaw).toBe(outlineOnly.yaw)
    expect(box.size.slice(0, 2)).toEqual(outlineOnly.size.slice(0, 2))
  })

  it.each([7, 8])('lie along a given heading even when that is the shorter side (seed %i)', seed => {
    const random = new Random(seed)
    const heading = random.range(-Math.PI, Math.PI)
    const positions = transformPoints(fromYaw(heading, [5, -3, 0]), filledBox(random, 200, [0.4, 1.5, 0.5]))
    const box = fitOrientedBox(positions, everyIndex(200), heading)
    expectTight(box, positions, everyIndex(200))
    expect(Math.abs(Math.sin(box.yaw - heading))).toBeLessThan(1e-9)
    expect(Math.cos(box.yaw - heading)).toBeGreaterThan(0)
    expect(box.size[0]).toBeLessThan(box.size[1])
  })

  it('follow the points when they are turned by a step of the search (seed 9)', () => {
    const local = filledBox(new Random(9), 250, [2, 0.8, 0.5])
    const before = fitOrientedBox(local, everyIndex(250), null)
    for (const turn of [Math.PI / 2, Math.PI, -Math.PI / 2]) {
      const turned = transformPoints(fromYaw(turn, [0, 0, 0]), local)
      const after = fitOrientedBox(turned, everyIndex(250), null)
      for (let axis = 0; axis < 3; axis++) expect(after.size[axis]).toBeCloseTo(before.size[axis]!, 4)
      expect(Math.abs(Math.sin(after.yaw - before.yaw - turn))).toBeLessThan(1e-6)
    }
  })

  it('a strip lies along itself, and one point is a box without size', () => {
    const strip = new Float32Array(60)
    for (let i = 0; i < 20; i++) strip.set([0.2 * i * Math.cos(0.7), 0.2 * i * Math.sin(0.7), 0], 3 * i)
    const box = fitOrientedBox(strip, everyIndex(20), null)
    expect(Math.abs(Math.sin(box.yaw - 0.7))).toBeLessThan(0.02)
    expect(box.size[0]).toBeGreaterThan(3.7)
    expect(fitOrientedBox(Float32Array.of(4, 5, 6), everyIndex(1), null)).toMatchObject({
      center: [4, 5, 6],
      size: [0, 0, 0],
    })
  })
})
