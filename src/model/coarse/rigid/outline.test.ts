import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { metresOutside, outlineOf, widen } from './outline.ts'

describe('metres outside an outline', () => {
  it('equal the distance to the nearest of many places within it (seeds 1 to 5)', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = new Random(seed)
      const yaw = random.range(-4, 4)
      const size = [random.range(0.4, 8), random.range(0.4, 3), 2] as const
      const outline = outlineOf({ center: [random.range(-20, 20), random.range(-20, 20), 0], size, yaw }, 0)
      const steps = Array.from({ length: 201 }, (_, k) => k / 100 - 1)
      for (let k = 0; k < 40; k++) {
        const [x, y] = [outline.x + random.range(-6, 6), outline.y + random.range(-6, 6)]
        let nearest = Number.POSITIVE_INFINITY
        for (const u of steps)
          for (const v of steps) {
            const [along, across] = [(u * size[0]) / 2, (v * size[1]) / 2]
            const px = outline.x + outline.cosine * along - outline.sine * across
            const py = outline.y + outline.sine * along + outline.cosine * across
            nearest = Math.min(nearest, Math.hypot(px - x, py - y))
          }
        expect(Math.abs(metresOutside(outline, x, y) - nearest)).toBeLessThan(0.05)
      }
    }
  })

  it('are none to a place that it was widened to, nor to places within before (seed 6)', () => {
    const random = new Random(6)
    const outline = outlineOf({ center: [3, -2, 0], size: [4, 2, 1], yaw: 0.7 }, 0)
    const places = Array.from({ length: 30 }, () => [random.range(-3, 9), random.range(-8, 4)] as const)
    const inside = places.filter(place => metresOutside(outline, ...place) === 0)
    for (const place of places.slice(0, 5)) {
      widen(outline, ...place)
      for (const within of [place, ...inside]) expect(metresOutside(outline, ...within)).toBeLessThan(1e-9)
    }
  })
})
