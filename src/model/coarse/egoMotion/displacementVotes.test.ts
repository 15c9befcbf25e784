import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { fromYaw, inverse, type Transform, transformPoint, transformPoints, yawOf } from '../../sweep/transform.ts'
import { displacementVotes } from './displacementVotes.ts'

const DEGREE = Math.PI / 180
const CELL = 0.3

/** Facades, poles and boxes: surfaces that stand in many cells, in a cloud of M x 3. */
function structure(seed: number, count: number): Float32Array {
  const random = new Random(seed)
  const walls = Array.from({ length: 12 }, () => ({
    x: random.range(-30, 30),
    y: random.range(-25, 25),
    along: random.range(0, Math.PI),
    length: random.range(1, 9),
  }))
  const out = new Float32Array(3 * count)
  for (let i = 0; i < count; i++) {
    const wall = walls[random.integer(walls.length)]!
    const t = random.range(0, wall.length)
    out[3 * i] = wall.x + t * Math.cos(wall.along)
    out[3 * i + 1] = wall.y + t * Math.sin(wall.along)
    out[3 * i + 2] = random.range(-2, 5)
  }
  return out
}

/** The vote's rule with sets of strings: cells of the turned cloud, each counted once, that land on an occupied cell. */
function plainVotes(
  cloud0: Float32Array,
  cloud1: Float32Array,
  origin: readonly [number, number, number],
  yaw: number,
  dx: number,
  dy: number,
): { votes: number; possible: number } {
  const layer = (z: number) => Math.min(3, Math.max(0, Math.floor((z - origin[2]) / 1.5) + 2))
  const occupied = new Set<string>()
  for (let i = 0; i < cloud1.length; i += 3)
    occupied.add(
      `${Math.floor((cloud1[i]! - origin[0]) / CELL)},${Math.floor((cloud1[i + 1]! - origin[1]) / CELL)},${layer(cloud1[i + 2]!)}`,
    )
  const cells = new Map<string, readonly [number, number, number]>()
  for (let i = 0; i < cloud0.length; i += 3) {
    const x = cloud0[i]! - origin[0]
    const y = cloud0[i + 1]! - origin[1]
    if (x * x + y * y > 40 * 40) continue
    const cell = [
      Math.floor((Math.cos(yaw) * x - Math.sin(yaw) * y) / CELL),
      Math.floor((Math.sin(yaw) * x + Math.cos(yaw) * y) / CELL),
      layer(cloud0[i + 2]!),
    ] as const
    cells.set(cell.join(), cell)
  }
  let votes = 0
  for (const [ix, iy, iz] of cells.values()) if (occupied.has(`${ix + dx},${iy + dy},${iz}`)) votes++
  return { votes, possible: cells.size }
}

describe('starting motions by votes', () => {
  for (const [seed, x, y, degrees] of [
    [1, 0, 0, 0],
    [2, 1.5, -0.3, 1.5],
    [3, -2.1, 0.6, -3],
    [4, 2.7, 1.2, 4.5],
  ] as const)
    it(`each is scored as the plain rule scores it, the best beats all others, and is the truth (seed ${seed})`, () => {
      const origin = [1.35, -0.2, 1.6] as const
      const limits = { metres: 3, yaw: 6 * DEGREE }
      const cloud1 = structure(seed, 2500)
      const truth = fromYaw<'sweep1', 'sweep0'>(degrees * DEGREE, [x, y, 0])
      const cloud0 = transformPoints(inverse(truth), structure(seed, 2500))
      const found = displacementVotes(cloud0, cloud1, origin, limits, 5)
      expect(found.length).toBeGreaterThan(1)
      let last = Number.POSITIVE_INFINITY
      for (const vote of found) {
        const yaw = yawOf(vote.sweep1FromSweep0)
        // The displacement is that of the sensor's place.
        const place = transformPoint(vote.sweep1FromSweep0, ...origin)
        const dx = (place[0] - origin[0]) / CELL
        const dy = (place[1] - origin[1]) / CELL
        expect(Math.abs(dx - Math.round(dx))).toBeLessThan(1e-6)
        expect(Math.abs(dy - Math.round(dy))).toBeLessThan(1e-6)
        expect(Math.hypot(dx, dy) * CELL).toBeLessThanOrEqual(limits.metres * Math.SQRT2 + CELL * 2)
        expect(Math.abs(yaw)).toBeLessThanOrEqual(limits.yaw + 1e-9)
        const plain = plainVotes(cloud0, cloud1, origin, yaw, Math.round(dx), Math.round(dy))
        // A point on a cell's border may fall either way by rounding of the turn.
        expect(Math.abs(vote.possible - plain.possible)).toBeLessThanOrEqual(2)
        expect(Math.abs(vote.votes - plain.votes)).toBeLessThanOrEqual(2)
        expect(vote.votes / vote.possible).toBeLessThanOrEqual(last)
        last = vote.votes / vote.possible
      }
      const best = found[0]!
      const share = best.votes / best.possible
      for (let yaw = -6; yaw <= 6; yaw += 3)
        for (let dx = -9; dx <= 9; dx += 3)
          for (let dy = -9; dy <= 9; dy += 3) {
            const plain = plainVotes(cloud0, cloud1, origin, yaw * DEGREE, dx, dy)
            expect(plain.votes / plain.possible).toBeLessThanOrEqual(share + 0.01)
          }
      const off = transformPoint(best.sweep1FromSweep0, ...origin)
      const wanted = transformPoint(truth as Transform, ...origin)
      expect(Math.hypot(off[0] - wanted[0], off[1] - wanted[1])).toBeLessThan(0.45)
      expect(Math.abs(yawOf(best.sweep1FromSweep0) - degrees * DEGREE)).toBeLessThanOrEqual(0.75 * DEGREE)
    })

  it('gives none without points, and only distinct ones', () => {
    const limits = { metres: 3, yaw: 6 * DEGREE }
    expect(displacementVotes(new Float32Array(0), structure(5, 500), [0, 0, 0], limits, 5)).toEqual([])
    expect(displacementVotes(structure(5, 500), new Float32Array(0), [0, 0, 0], limits, 5)).toEqual([])
    const found = displacementVotes(structure(6, 800), structure(6, 800), [0, 0, 0], limits, 5)
    for (const a of found)
      for (const b of found) {
        if (a === b) continue
        const apart = Math.hypot(
          a.sweep1FromSweep0.translation[0]! - b.sweep1FromSweep0.translation[0]!,
          a.sweep1FromSweep0.translation[1]! - b.sweep1FromSweep0.translation[1]!,
        )
        const turn = Math.abs(yawOf(a.sweep1FromSweep0) - yawOf(b.sweep1FromSweep0))
        expect(apart > 0.3 || turn > 0.4 * DEGREE).toBe(true)
      }
  })
})
