import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { blobs, everyIndex, normal } from '../seededClouds.fixture.ts'
import { PLANAR, SCATTERED, SurfaceIndex } from './surfaceIndex.ts'

const ORIGIN = [0, 0, 1.7] as const
const STEP = 0.007

describe('nearest point', () => {
  for (const [seed, count, span] of [
    [1, 1500, 8],
    [2, 900, 40],
    [3, 60, 300],
  ] as const)
    it(`equals looking at every selected point (seed ${seed})`, () => {
      const random = new Random(seed + 40)
      const positions = blobs(seed, count, span)
      const selection = everyIndex(count).filter(i => i % 5 !== 2)
      const index = new SurfaceIndex(positions, selection, ORIGIN, STEP)
      let hits = 0
      for (let k = 0; k < 800; k++) {
        // Around points, between them and far outside of the cloud.
        const near = 3 * random.integer(count)
        const away = random.chance(0.8) ? 1 : 3 * span
        const [x, y, z] = [0, 1, 2].map(axis => positions[near + axis]! + away * random.range(-1, 1)) as [
          number,
          number,
          number,
        ]
        const radius = random.pick([0.2, 0.6, 1.5, 4])
        let best = radius * radius
        let found = -1
        for (const i of selection) {
          const dx = positions[3 * i]! - x
          const dy = positions[3 * i + 1]! - y
          const dz = positions[3 * i + 2]! - z
          const squared = dx * dx + dy * dy + dz * dz
          if (squared < best) {
            best = squared
            found = i
          }
        }
        const at = index.nearest(x, y, z, radius)
        // Where the search begins changes nothing, copies of a point included.
        const squared = index.found[0]
        for (const likely of [random.integer(selection.length), at]) {
          expect(index.nearest(x, y, z, radius, likely)).toBe(at)
          expect(index.found[0]).toBe(squared)
        }
        if (found < 0) expect(at).toBe(-1)
        else {
          hits++
          const i = index.columns.order[at]!
          expect(selection).toContain(i)
          // Copies of a point are equally near: the place counts, not the index.
          expect(positions.slice(3 * i, 3 * i + 3)).toEqual(positions.slice(3 * found, 3 * found + 3))
          expect(index.found[0]).toBeCloseTo(best, 12)
        }
      }
      expect(hits).toBeGreaterThan(100)
    })

  it('of nothing is none', () => {
    const index = new SurfaceIndex(new Float32Array(0), new Int32Array(0), ORIGIN, STEP)
    expect(index.nearest(0, 0, 0, 10)).toBe(-1)
  })
})

/** Returns of a spinning sensor at ORIGIN on a plane through `through` with normal n, out to 4 m from there. */
function scannedPlane(seed: number, through: readonly number[], n: readonly number[], noise: number): Float32Array {
  const random = new Random(seed)
  const out: number[] = []
  const offset = [0, 1, 2].reduce((sum, k) => sum + n[k]! * (through[k]! - ORIGIN[k]!), 0)
  const azimuth = Math.atan2(through[1]! - ORIGIN[1], through[0]! - ORIGIN[0])
  for (let ring = -40; ring <= 10; ring++)
    for (let step = -120; step <= 120; step++) {
      const up = ring * STEP
      const around = azimuth + step * 0.0035
      const d = [Math.cos(up) * Math.cos(around), Math.cos(up) * Math.sin(around), Math.sin(up)]
      const along = [0, 1, 2].reduce((sum, k) => sum + n[k]! * d[k]!, 0)
      const range = offset / along + noise * normal(random)
      if (!(range > 1 && range < 60)) continue
      const p = [0, 1, 2].map(k => ORIGIN[k]! + range * d[k]!)
      if (Math.hypot(p[0]! - through[0]!, p[1]! - through[1]!, p[2]! - through[2]!) < 4) out.push(...p)
    }
  return Float32Array.from(out)
}

describe('shape and normal', () => {
  for (const [seed, through, tilt, noise] of [
    [11, [8, 3, 1], [1, 0, 0], 0],
    [12, [8, -3, 1], [0.8, 0.6, 0], 0.01],
    [13, [-6, 5, 0.5], [-0.6, 0.6, 0.53], 0.005],
    [14, [0, -12, 1.2], [0.1, 1, 0.1], 0.015],
  ] as const)
    it(`of a scanned plane are PLANAR and the plane's, the line lies in it and level for a wall (seed ${seed})`, () => {
      const length = Math.hypot(...tilt)
      const n = tilt.map(v => v / length)
      const positions = scannedPlane(seed, through, n, noise)
      const index = new SurfaceIndex(positions, everyIndex(positions.length / 3), ORIGIN, STEP)
      let inner = 0
      let planar = 0
      for (let at = 0; at < positions.length / 3; at++) {
        const p = index.columns.sorted.subarray(3 * at, 3 * at + 3)
        if (Math.hypot(p[0]! - through[0], p[1]! - through[1], p[2]! - through[2]) > 2.5) continue
        inner++
        if (index.shapeAt(at) !== PLANAR) continue
        planar++
        const dot = [0, 1, 2].reduce((sum, k) => sum + n[k]! * index.normal[3 * at + k]!, 0)
        expect(Math.abs(dot)).toBeGreaterThan(Math.cos(noise === 0 ? 0.01 : 0.2))
        const normalLength = Math.hypot(...index.normal.slice(3 * at, 3 * at + 3))
        const line = index.line.slice(3 * at, 3 * at + 3)
        expect(normalLength).toBeCloseTo(1, 5)
        expect(Math.hypot(...line)).toBeCloseTo(1, 5)
        const across = [0, 1, 2].reduce((sum, k) => sum + line[k]! * index.normal[3 * at + k]!, 0)
        expect(Math.abs(across)).toBeLessThan(1e-3)
        expect(index.freePlay[at]).toBeGreaterThan(0)
        expect(index.linePlay(at)).toBeGreaterThan(0)
        // Asking again says the same.
        expect(index.shapeAt(at)).toBe(PLANAR)
      }
      expect(inner).toBeGreaterThan(200)
      expect(planar / inner).toBeGreaterThan(0.97)
    })

  for (const [seed, through, n] of [
    [15, [9, 1, 1.5], [1, 0, 0]],
    [17, [7, 4, 2.5], [0.8, -0.6, 0]],
    [18, [-6, 5, 0.2], [0.36, 0.48, 0.8]],
  ] as const)
    it(`the line of a scanned surface runs along the returns of one ring (seed ${seed})`, () => {
      const positions = scannedPlane(seed, through, n, 0)
      const index = new SurfaceIndex(positions, everyIndex(positions.length / 3), ORIGIN, STEP)
      let seen = 0
      for (let at = 0; at < positions.length / 3; at++) {
        const i = index.columns.order[at]!
        // Returns are made ring by ring, so that the next one in order is the next one along the ring.
        const d = [0, 1, 2].map(k => positions[3 * i + 3 + k]! - positions[3 * i + k]!)
        const step = Math.hypot(...d)
        if (!(step < 0.1) || index.shapeAt(at) !== PLANAR) continue
        seen++
        const cosine = [0, 1, 2].reduce((sum, k) => sum + index.line[3 * at + k]! * d[k]!, 0) / step
        expect(Math.abs(cosine)).toBeGreaterThan(0.99)
      }
      expect(seen).toBeGreaterThan(500)
    })

  it('of a ball of points, a lone point and a pair are SCATTERED (seed 16)', () => {
    const random = new Random(16)
    const ball: number[] = []
    for (let k = 0; k < 1500; k++) ball.push(10 + 0.9 * normal(random), 0.9 * normal(random), 1 + 0.9 * normal(random))
    ball.push(30, 0, 1, -20, 0, 1, -20.1, 0, 1)
    const index = new SurfaceIndex(Float32Array.from(ball), everyIndex(1503), ORIGIN, STEP)
    let scattered = 0
    for (let at = 0; at < 1503; at++) {
      const shape = index.shapeAt(at)
      expect([PLANAR, SCATTERED]).toContain(shape)
      if (index.columns.order[at]! >= 1500) expect(shape).toBe(SCATTERED)
      if (shape === SCATTERED) scattered++
    }
    expect(scattered / 1503).toBeGreaterThan(0.8)
  })
})
