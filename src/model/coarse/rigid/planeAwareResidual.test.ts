import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { everyIndex, normal } from '../seededClouds.fixture.ts'
import { matchPull, pullOf, squaredOffset } from './planeAwareResidual.ts'
import { PLANAR, SurfaceIndex } from './surfaceIndex.ts'

const WEIGHTS = { alongLine: 0.3, acrossLines: 0.1 }

/** A wall in scan lines, a slanting bonnet, and a bush. */
function mixedCloud(seed: number): Float32Array {
  const random = new Random(seed)
  const out: number[] = []
  for (let line = 0; line < 12; line++)
    for (let k = 0; k < 60; k++) out.push(8 + 0.005 * normal(random), -2 + 0.06 * k, 0.2 + 0.12 * line)
  for (let line = 0; line < 8; line++)
    for (let k = 0; k < 30; k++) out.push(5 + 0.15 * line, 4 + 0.05 * k, 0.8 + 0.05 * line + 0.005 * normal(random))
  for (let k = 0; k < 300; k++) out.push(-6 + 0.5 * normal(random), 0.5 * normal(random), 1 + 0.5 * normal(random))
  return Float32Array.from(out)
}

describe('plane-aware residual', () => {
  let index: SurfaceIndex
  let planar: number[]
  let scattered: number[]

  beforeAll(() => {
    const positions = mixedCloud(1)
    const count = positions.length / 3
    index = new SurfaceIndex(positions, everyIndex(count), [0, 0, 1.7], 0.012)
    const all = Array.from({ length: count }, (_, at) => at)
    planar = all.filter(at => index.shapeAt(at) === PLANAR)
    scattered = all.filter(at => index.shapeAt(at) !== PLANAR)
    expect(planar.length).toBeGreaterThan(300)
    expect(scattered.length).toBeGreaterThan(100)
  })

  const squared = (at: number, e: readonly number[]) => squaredOffset(index, at, e[0]!, e[1]!, e[2]!, WEIGHTS)

  /** Half the gradient by the offset e = q - p: minus half the gradient by the point that is moved. */
  function halfGradient(at: number, e: readonly number[], h: number): number[] {
    return [0, 1, 2].map(axis => {
      const shifted = (by: number) =>
        squared(
          at,
          e.map((v, k) => (k === axis ? v + by : v)),
        )
      return (shifted(h) - shifted(-h)) / (4 * h)
    })
  }

  /** How far an offset is from the edges of the free play, where the residual has a kink. */
  function fromKinks(at: number, e: readonly number[]): number {
    const play = index.freePlay[at]!
    const linePlay = index.linePlay(at)
    if (index.shapeAt(at) !== PLANAR)
      return Math.min(Math.abs(Math.hypot(e[0]!, e[1]!) - linePlay), Math.abs(Math.abs(e[2]!) - play))
    const dot = (v: Float32Array) => [0, 1, 2].reduce((sum, k) => sum + v[3 * at + k]! * e[k]!, 0)
    const across = dot(index.normal)
    const along = dot(index.line)
    const between = Math.sqrt(Math.max(0, Math.hypot(...e) ** 2 - across ** 2 - along ** 2))
    return Math.min(Math.abs(Math.abs(along) - linePlay), Math.abs(between - play))
  }

  const offsets = function* (seed: number, places: readonly number[], count: number) {
    const random = new Random(seed)
    for (let k = 0; k < count; k++) {
      const at = places[random.integer(places.length)]!
      const size = random.pick([0.05, 0.2, 0.6])
      const e = [random.range(-size, size), random.range(-size, size), random.range(-size, size)]
      if (fromKinks(at, e) > 1e-3) yield { at, e }
    }
  }

  it('pulls from a surface with minus half the gradient of the squared residual (seed 2)', () => {
    const pull = matchPull()
    let pulled = 0
    for (const { at, e } of offsets(2, planar, 600)) {
      pullOf(index, at, e[0]!, e[1]!, e[2]!, WEIGHTS, pull)
      const expected = halfGradient(at, e, 1e-5)
      // Normal and line are kept in single precision.
      for (let k = 0; k < 3; k++) expect(Math.abs(pull.force[k]! - expected[k]!)).toBeLessThan(1e-5)
      if (Math.hypot(...expected) > 0.01) pulled++
    }
    expect(pulled).toBeGreaterThan(200)
  })

  it('pulls towards a point without a surface down the gradient: each direction in its own share (seed 3)', () => {
    const pull = matchPull()
    let pulled = 0
    const shares: number[] = []
    for (const { at, e } of offsets(3, scattered, 600)) {
      pullOf(index, at, e[0]!, e[1]!, e[2]!, WEIGHTS, pull)
      const expected = halfGradient(at, e, 1e-5)
      // Level: along the gradient, weighed down by one factor for all such points.
      expect(Math.abs(pull.force[0]! * expected[1]! - pull.force[1]! * expected[0]!)).toBeLessThan(1e-6)
      const level = Math.hypot(expected[0]!, expected[1]!)
      if (level > 0.01) {
        pulled++
        shares.push((pull.force[0]! * expected[0]! + pull.force[1]! * expected[1]!) / level ** 2)
      } else expect(Math.hypot(pull.force[0]!, pull.force[1]!)).toBeLessThan(0.02)
      if (Math.abs(expected[2]!) < 1e-9) expect(Math.abs(pull.force[2]!)).toBe(0)
      else expect(pull.force[2]! / expected[2]!).toBeGreaterThan(0)
    }
    expect(pulled).toBeGreaterThan(100)
    for (const share of shares) expect(share).toBeCloseTo(shares[0]!, 3)
    expect(shares[0]).toBeGreaterThan(0)
    expect(shares[0]).toBeLessThanOrEqual(1 + 1e-6)
  })

  it('stiffness is symmetric, positive and, on a surface, the slope of the force (seed 4)', () => {
    const pull = matchPull()
    const other = matchPull()
    const h = 1e-4
    for (const { at, e } of offsets(4, planar, 300)) {
      pullOf(index, at, e[0]!, e[1]!, e[2]!, WEIGHTS, pull)
      const [xx, xy, xz, yy, yz, zz] = pull.information
      const rows = [
        [xx!, xy!, xz!],
        [xy!, yy!, yz!],
        [xz!, yz!, zz!],
      ]
      for (let axis = 0; axis < 3; axis++) {
        const step = e.map((v, k) => (k === axis ? v + h : v))
        pullOf(index, at, step[0]!, step[1]!, step[2]!, WEIGHTS, other)
        for (let k = 0; k < 3; k++)
          expect(Math.abs((other.force[k]! - pull.force[k]!) / h - rows[k]![axis]!)).toBeLessThan(1e-6)
      }
      const v = [e[1]!, -e[2]!, e[0]!]
      const form = v.reduce((sum, a, i) => sum + a * rows[i]!.reduce((row, r, j) => row + r * v[j]!, 0), 0)
      expect(form).toBeGreaterThanOrEqual(-1e-9)
    }
  })

  it('is zero at the point, never above the plain squared distance, and grows across the surface in full (seed 5)', () => {
    for (const { at, e } of offsets(5, [...planar, ...scattered], 800)) {
      expect(squared(at, [0, 0, 0])).toBe(0)
      const plain = e.reduce((sum, v) => sum + v * v, 0)
      expect(squared(at, e)).toBeLessThanOrEqual(plain * (1 + 1e-5) + 1e-12)
      expect(squared(at, e)).toBeGreaterThanOrEqual(0)
      expect(squared(at, e)).toBeCloseTo(
        squared(
          at,
          e.map(v => -v),
        ),
        9,
      )
    }
    for (const at of planar.slice(0, 100)) {
      const n = [0, 1, 2].map(k => 0.25 * index.normal[3 * at + k]!)
      expect(squared(at, n)).toBeCloseTo(0.0625, 5)
      // Along the scan line within the play between returns nothing is left.
      const l = [0, 1, 2].map(k => 0.9 * index.linePlay(at) * index.line[3 * at + k]!)
      expect(squared(at, l)).toBeLessThan(1e-6)
    }
  })
})
