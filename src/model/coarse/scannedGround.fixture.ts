import { Random } from '../simulator/random.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { normal } from './seededClouds.fixture.ts'

/** An upright cylinder on the ground: a person, a post; radius and height in metres. */
export interface Standing {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly height: number
}

export interface GroundScan {
  readonly sweep: Sweep
  /** N; 1 = ground. */
  readonly ground: Uint8Array
  /** N; index into `standing`, -1 = none. */
  readonly standing: Int32Array
}

const REACH_METRES = 70

/**
 * One sweep of 64 beams over a height field z = ground(x, y), sensor 1.73 m above the ground at the origin, with 1.5 cm of
 * noise along the ray. Rays are marched in steps of 0.5 m, then halved: slow, and true for any ground.
 */
export function scanGround(
  ground: (x: number, y: number) => number,
  standing: readonly Standing[],
  seed: number,
): GroundScan {
  const random = new Random(seed)
  const z0 = ground(0, 0) + 1.73
  const out: number[] = []
  const isGround: number[] = []
  const owner: number[] = []
  for (let ring = 0; ring < 64; ring++) {
    const up = ((2 - (ring * 26.8) / 63) * Math.PI) / 180
    for (let step = 0; step < 360; step++) {
      const around = (step * Math.PI) / 180
      const [dx, dy, dz] = [Math.cos(up) * Math.cos(around), Math.cos(up) * Math.sin(around), Math.sin(up)]
      const above = (t: number) => z0 + dz * t - ground(dx * t, dy * t)
      let hit = Number.POSITIVE_INFINITY
      let met = -1
      for (let t = 1; t < REACH_METRES; t += 0.5)
        if (above(t + 0.5) < 0) {
          let [low, high] = [t, t + 0.5]
          for (let k = 0; k < 20; k++) {
            const middle = (low + high) / 2
            if (above(middle) < 0) high = middle
            else low = middle
          }
          hit = low
          break
        }
      for (const [k, it] of standing.entries()) {
        const b = dx * it.x + dy * it.y
        const a = dx * dx + dy * dy
        const root = b * b - a * (it.x * it.x + it.y * it.y - it.radius * it.radius)
        if (root < 0) continue
        const t = (b - Math.sqrt(root)) / a
        const top = ground(it.x, it.y) + it.height
        if (t > 1 && t < hit && z0 + dz * t < top && z0 + dz * t > ground(it.x, it.y)) {
          hit = t
          met = k
        }
      }
      if (hit === Number.POSITIVE_INFINITY) continue
      const range = hit + 0.015 * normal(random)
      out.push(dx * range, dy * range, z0 + dz * range)
      isGround.push(met < 0 ? 1 : 0)
      owner.push(met)
    }
  }
  return {
    sweep: {
      id: 'scanned',
      name: 'scanned ground',
      count: isGround.length,
      positions: Float32Array.from(out),
      originShift: [0, 0, 0],
      frame: 'sensor',
      timestampNanoseconds: 0n,
      fields: [],
      roles: {},
      pose: null,
      lidars: [{ name: 'lidar', origin: [0, 0, z0], rings: null }],
      egoFromSensor: null,
      sourceRows: null,
    },
    ground: Uint8Array.from(isGround),
    standing: Int32Array.from(owner),
  }
}
