import { describe, expect, it } from 'vitest'
import { Random } from './random.ts'
import { RoadFrame } from './roadFrame.ts'
import { Path, SpeedProfile } from './trajectories.ts'

describe('speed profile (seed 4)', () => {
  it('covers the integral of its speed, also before the first and after the last knot', () => {
    const random = new Random(4)
    for (let round = 0; round < 20; round++) {
      let time = random.range(-1, 1)
      const knots = Array.from({ length: 4 }, (): [number, number] => {
        time += random.range(0.2, 2)
        return [time, random.range(0, 15)]
      })
      const profile = new SpeedProfile(7, knots)
      expect(profile.distance(0)).toBeCloseTo(7, 9)
      const behind = profile.behind(5)
      let sum = profile.distance(-2)
      const step = 0.001
      for (let t = -2; t < 10; t += step) {
        sum += profile.speed(t + step / 2) * step
      }
      expect(sum).toBeCloseTo(profile.distance(10), 1)
      expect(behind.distance(3.3)).toBeCloseTo(profile.distance(3.3) - 5, 9)
    }
  })
})

describe('path', () => {
  it('is walked metre by metre: unit speed, heading along the motion, no jump where arcs meet', () => {
    const path = new Path(1, 2, 0.3, 0.01).turnAfter(20, -0.2).turnAfter(6, 0).turnAfter(5, 0.1)
    const a = new Float64Array(3)
    const b = new Float64Array(3)
    const h = 1e-4
    for (let s = -5; s < 50; s += 0.37) {
      path.place(s - h, a)
      path.place(s + h, b)
      const dx = b[0]! - a[0]!
      const dy = b[1]! - a[1]!
      expect(Math.hypot(dx, dy)).toBeCloseTo(2 * h, 8)
      path.place(s, a)
      expect(Math.cos(Math.atan2(dy, dx) - a[2]!)).toBeGreaterThan(1 - 1e-8)
    }
  })
})

describe('road frame (seed 8)', () => {
  it('maps to the world and back, whichever way the road bends', () => {
    const random = new Random(8)
    const out = new Float64Array(3)
    for (const curvature of [0, 1 / 300, -1 / 240]) {
      const road = new RoadFrame(curvature)
      for (let k = 0; k < 100; k++) {
        const s = random.range(-200, 250)
        const d = random.range(-60, 60)
        road.toWorld(s, d, out)
        const [x, y] = [out[0]!, out[1]!]
        road.toStreet(x, y, out)
        expect(out[0]!).toBeCloseTo(s, 8)
        expect(out[1]!).toBeCloseTo(d, 8)
      }
    }
  })
})
