import { describe, expect, it } from 'vitest'
import { scanGround } from './groundScan.ts'
import { GROUND, LidarScan } from './lidarScan.ts'
import { MATERIALS } from './materials.ts'
import { Random } from './random.ts'
import { sensorModel } from './sensors.ts'
import { buildStreet } from './street.ts'

/** First place along a ray where it is no longer above the ground, by small steps and halving. */
function march(height: (x: number, y: number) => number, o: readonly number[], d: readonly number[], reach: number) {
  const above = (t: number) => o[2]! + t * d[2]! - height(o[0]! + t * d[0]!, o[1]! + t * d[1]!)
  let step = 0.02
  for (let t = step; t < reach; t += step) {
    if (above(t) > 0) {
      step = 0.02 + t * 0.0004
      continue
    }
    let [a, b] = [t - step, t]
    for (let k = 0; k < 50; k++) {
      const half = (a + b) / 2
      if (above(half) > 0) a = half
      else b = half
    }
    return b
  }
  return null
}

describe.each([3, 7, 12])('ground of street %i', seed => {
  const sensor = sensorModel('hdl-64e')
  const street = buildStreet(seed, 4, sensor)
  const scan = new LidarScan(sensor.lidars[0]!)
  scan.place(1.3, 0.1, street.ego, sensor.maximumRange)
  scanGround(scan, street.terrain, 0, scan.columns)

  it('is met where marching the height meets it', () => {
    const random = new Random(seed)
    let met = 0
    let apart = 0
    for (let k = 0; k < 250; k++) {
      const column = random.integer(scan.columns)
      const row = random.integer(scan.beams)
      const ray = column * scan.beams + row
      const origin = [9, 10, 11].map(entry => scan.poses[column * 12 + entry]!)
      const direction = [0, 1, 2].map(axis => scan.directions[3 * ray + axis]!)
      const expected = march((x, y) => street.terrain.height(x, y), origin, direction, 60)
      const found = scan.part[ray] === GROUND ? scan.range[ray]! : null
      if (expected === null) {
        if (found !== null) expect(found).toBeGreaterThan(59.9)
        continue
      }
      met++
      // Rays that graze a kerb from behind may end one kerb's height later than the march.
      if (found === null || Math.abs(found - expected) > 1e-3) apart++
    }
    expect(met).toBeGreaterThan(100)
    expect(apart).toBeLessThanOrEqual(met * 0.02)
  })

  it('holds every ground point on the surface or on a kerb face', () => {
    const place = new Float64Array(2)
    let kerbs = 0
    for (let ray = 0; ray < scan.range.length; ray += 7) {
      if (scan.part[ray] !== GROUND) continue
      const column = Math.floor(ray / scan.beams)
      const [x, y, z] = [0, 1, 2].map(
        axis => scan.poses[column * 12 + 9 + axis]! + scan.range[ray]! * scan.directions[3 * ray + axis]!,
      ) as [number, number, number]
      street.terrain.road.toStreet(x, y, place)
      const edge = street.terrain.edgeAt(place[0]!, place[1]!)
      const base = street.terrain.base(x, y)
      if (Math.abs(edge) < 1e-4) {
        kerbs++
        expect(z).toBeGreaterThan(base - 1e-3)
        expect(z).toBeLessThan(base + street.terrain.section.kerbHeight + 1e-3)
      } else expect(Math.abs(z - street.terrain.height(x, y))).toBeLessThan(1e-4)
      expect(MATERIALS[scan.material[ray]!]?.ground).toBe(1)
    }
    expect(kerbs).toBeGreaterThan(5)
  })
})
