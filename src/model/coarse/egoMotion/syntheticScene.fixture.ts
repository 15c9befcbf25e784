import type { Sweep } from '../../sweep/sweep.ts'
import { inverse, type Transform, transformPoint } from '../../sweep/transform.ts'

/** A vertical or horizontal rectangle, or an upright cylinder, in world coordinates. */
type Surface =
  | {
      readonly kind: 'wall'
      readonly from: readonly [number, number]
      readonly to: readonly [number, number]
      readonly z: readonly [number, number]
    }
  | { readonly kind: 'floor'; readonly z: number }
  | {
      readonly kind: 'pole'
      readonly at: readonly [number, number]
      readonly radius: number
      readonly z: readonly [number, number]
    }

export type Scene = readonly Surface[]

/** A deterministic stream in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A street along x: facades with set-backs, parked boxes, poles, ground at z = -1.7. */
export function streetScene(seed: number): Scene {
  const random = seeded(seed)
  const scene: Surface[] = [{ kind: 'floor', z: -1.7 }]
  for (const side of [-1, 1]) {
    let x = -60
    while (x < 60) {
      const length = 6 + 10 * random()
      const y = side * (9 + 4 * random())
      const top = 3 + 8 * random()
      scene.push({ kind: 'wall', from: [x, y], to: [x + length, y], z: [-1.7, top] })
      scene.push({ kind: 'wall', from: [x + length, y], to: [x + length, y + side * 6], z: [-1.7, top] })
      scene.push({ kind: 'wall', from: [x, y], to: [x, y + side * 6], z: [-1.7, top] })
      x += length + 1 + 3 * random()
    }
    for (let k = 0; k < 7; k++) {
      const at = -45 + 13 * k + 6 * random()
      scene.push({ kind: 'pole', at: [at, side * 6.5], radius: 0.1 + 0.15 * random(), z: [-1.7, 3] })
      if (random() < 0.7) scene.push(...box(at + 5, side * 5, 4.2, 1.8, -1.7, -0.2))
    }
  }
  return scene
}

function box(x: number, y: number, length: number, width: number, bottom: number, top: number): Surface[] {
  const [x0, x1, y0, y1] = [x - length / 2, x + length / 2, y - width / 2, y + width / 2]
  return (
    [
      [x0, y0, x1, y0],
      [x1, y0, x1, y1],
      [x1, y1, x0, y1],
      [x0, y1, x0, y0],
    ] as const
  ).map(([ax, ay, bx, by]) => ({ kind: 'wall', from: [ax, ay], to: [bx, by], z: [bottom, top] }))
}

/** One spinning 48-beam sweep of the scene (1.2 cm range noise), sensor at the pose's origin; points in the sensor's frame. */
export function scanScene(scene: Scene, worldFromSweep: Transform<'world', 'sweep'>, seed: number): Sweep {
  const random = seeded(seed * 7919)
  const rings = 48
  const azimuths = 720
  const out = new Float32Array(3 * rings * azimuths)
  const sweepFromWorld = inverse(worldFromSweep)
  let n = 0
  const [ox, oy, oz] = transformPoint(worldFromSweep, 0, 0, 0)
  const phase = random() * 0.01
  for (let ring = 0; ring < rings; ring++) {
    const elevation = ((-24 + (ring * 32) / (rings - 1)) * Math.PI) / 180
    for (let step = 0; step < azimuths; step++) {
      const azimuth = phase + (2 * Math.PI * step) / azimuths
      const local = [
        Math.cos(elevation) * Math.cos(azimuth),
        Math.cos(elevation) * Math.sin(azimuth),
        Math.sin(elevation),
      ] as const
      const tip = transformPoint(worldFromSweep, ...local)
      const [dx, dy, dz] = [tip[0] - ox, tip[1] - oy, tip[2] - oz]
      let range = 80
      for (const surface of scene) range = Math.min(range, hit(surface, ox, oy, oz, dx, dy, dz))
      if (range >= 80) continue
      const noisy = range + 0.012 * (random() + random() + random() + random() - 2) * 1.7
      const [px, py, pz] = transformPoint(sweepFromWorld, ox + noisy * dx, oy + noisy * dy, oz + noisy * dz)
      out[n++] = px
      out[n++] = py
      out[n++] = pz
    }
  }
  return cloudSweep(out.slice(0, n))
}

function hit(s: Surface, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): number {
  const none = Number.POSITIVE_INFINITY
  if (s.kind === 'floor') {
    const t = (s.z - oz) / dz
    return t > 0 ? t : none
  }
  if (s.kind === 'wall') {
    const [ax, ay] = s.from
    const [ex, ey] = [s.to[0] - ax, s.to[1] - ay]
    const cross = dx * ey - dy * ex
    if (Math.abs(cross) < 1e-12) return none
    const t = ((ax - ox) * ey - (ay - oy) * ex) / cross
    const u = ((ax - ox) * dy - (ay - oy) * dx) / cross
    const z = oz + t * dz
    return t > 0 && u >= 0 && u <= 1 && z >= s.z[0] && z <= s.z[1] ? t : none
  }
  const [fx, fy] = [ox - s.at[0], oy - s.at[1]]
  const a = dx * dx + dy * dy
  const b = fx * dx + fy * dy
  const discriminant = b * b - a * (fx * fx + fy * fy - s.radius * s.radius)
  if (discriminant < 0) return none
  const t = (-b - Math.sqrt(discriminant)) / a
  const z = oz + t * dz
  return t > 0 && z >= s.z[0] && z <= s.z[1] ? t : none
}

/** Points of one tilted plane alone, 40 m x 40 m, with 1 cm noise. */
export function planeScene(seed: number, slope: number): Float32Array {
  const random = seeded(seed)
  const out = new Float32Array(3 * 20_000)
  for (let i = 0; i < out.length; i += 3) {
    const x = 40 * random() - 20
    out[i] = x
    out[i + 1] = 40 * random() - 20
    out[i + 2] = slope * x - 1.7 + 0.02 * (random() - 0.5)
  }
  return out
}

/** A bare sweep around points, sensor at the origin. */
export function cloudSweep(positions: Float32Array): Sweep {
  return {
    id: 'synthetic',
    name: 'synthetic',
    count: positions.length / 3,
    positions,
    originShift: [0, 0, 0],
    frame: 'sensor',
    timestampNanoseconds: 0n,
    fields: [],
    roles: {},
    pose: null,
    lidars: [{ name: 'lidar', origin: [0, 0, 0], rings: null }],
    egoFromSensor: null,
    sourceRows: null,
  }
}
