import { describe, expect, it } from 'vitest'
import { Random } from '../random.ts'
import { Box } from './box.ts'
import { Capsule } from './capsule.ts'
import { Ellipsoid } from './ellipsoid.ts'
import { Frustum } from './frustum.ts'
import { type Plane, Polyhedron } from './polyhedron.ts'
import { ENTER, ENTER_NORMAL, EXIT, EXIT_NORMAL, HIT_LENGTH, type Shape } from './shape.ts'

const SEED = 20240611
const RAYS = 300
const STEP = 0.004
const REACH = 12

const point = (random: Random): [number, number, number] => [
  random.range(-1, 1),
  random.range(-1, 1),
  random.range(-1, 1),
]

const makers: Record<string, (random: Random) => Shape> = {
  box: random => {
    const [x, y, z] = point(random)
    return new Box(x, y, z, x + random.range(0.3, 2), y + random.range(0.3, 2), z + random.range(0.3, 2))
  },
  ellipsoid: random =>
    new Ellipsoid(...point(random), random.range(0.2, 1.5), random.range(0.2, 1.5), random.range(0.2, 1.5)),
  cylinder: random => {
    const radius = random.range(0.1, 1)
    return new Frustum(point(random), point(random), radius, radius)
  },
  frustum: random => new Frustum(point(random), point(random), random.range(0.05, 1), random.range(0.05, 1)),
  capsule: random => new Capsule(point(random), point(random), random.range(0.1, 0.8)),
  polyhedron: random => {
    const planes: Plane[] = []
    // Faces touch a sphere all around, so the solid is bounded by the six first ones.
    for (let axis = 0; axis < 3; axis++)
      for (const sign of [-1, 1]) {
        const n: [number, number, number] = [0, 0, 0]
        n[axis] = sign
        planes.push([...n, ...(n.map(v => v * 1.2) as [number, number, number])])
      }
    for (let k = 0; k < 10; k++) {
      const n = point(random)
      const scale = random.range(0.6, 1.1) / Math.hypot(...n)
      planes.push([...n, n[0] * scale, n[1] * scale, n[2] * scale])
    }
    return new Polyhedron(planes, [-1.2, -1.2, -1.2, 1.2, 1.2, 1.2])
  },
}

/** Where the ray goes in and out, by marching the distance function and halving the step that changes its sign. */
function march(shape: Shape, ray: Float64Array): [number, number] | null {
  const value = (t: number) =>
    shape.distance(
      (ray[0] as number) + t * (ray[3] as number),
      (ray[1] as number) + t * (ray[4] as number),
      (ray[2] as number) + t * (ray[5] as number),
    )
  const root = (low: number, high: number) => {
    const inside = value(low) < 0
    let [a, b] = [low, high]
    for (let k = 0; k < 50; k++) {
      const half = (a + b) / 2
      if (value(half) < 0 === inside) a = half
      else b = half
    }
    return (a + b) / 2
  }
  let enter: number | null = null
  for (let t = 0; t < REACH; t += STEP) {
    if (enter === null && value(t) < 0) enter = t === 0 ? -1 : root(t - STEP, t)
    else if (enter !== null && value(t) >= 0) return [enter, root(t - STEP, t)]
  }
  return null
}

const gradient = (shape: Shape, x: number, y: number, z: number): number[] => {
  const h = 1e-5
  const g = [
    shape.distance(x + h, y, z) - shape.distance(x - h, y, z),
    shape.distance(x, y + h, z) - shape.distance(x, y - h, z),
    shape.distance(x, y, z + h) - shape.distance(x, y, z - h),
  ]
  const length = Math.hypot(...g)
  return g.map(v => v / length)
}

describe.each(Object.keys(makers))('%s', kind => {
  it(`meets rays where marching its distance function does (seed ${SEED})`, () => {
    const random = new Random(SEED)
    const ray = new Float64Array(6)
    const hit = new Float64Array(HIT_LENGTH)
    let hits = 0
    let normals = 0
    for (let k = 0; k < RAYS; k++) {
      const shape = makers[kind]!(random)
      const origin = point(random).map(v => v * random.range(0.2, 5))
      const target = point(random)
      const way = target.map((v, axis) => v - origin[axis]!)
      const length = Math.hypot(...way)
      ray.set([...origin, ...way.map(v => v / length)])
      const expected = march(shape, ray)
      const met = shape.intersect(ray, hit)
      const span = hit[EXIT]! - Math.max(0, hit[ENTER]!)
      if (!expected) {
        // A solid thinner than the march's step along this ray may be missed by the march.
        expect(met && span > 2 * STEP && hit[EXIT]! < REACH).toBe(false)
        continue
      }
      hits++
      expect(met).toBe(true)
      if (expected[0] >= 0) expect(hit[ENTER]!).toBeCloseTo(expected[0], 6)
      else expect(hit[ENTER]!).toBeLessThanOrEqual(0)
      expect(hit[EXIT]!).toBeCloseTo(expected[1], 6)
      for (const [at, entry] of [
        [hit[ENTER]!, ENTER_NORMAL],
        [hit[EXIT]!, EXIT_NORMAL],
      ] as const) {
        if (at < 0) continue
        const [x, y, z] = [0, 1, 2].map(axis => ray[axis]! + at * ray[axis + 3]!) as [number, number, number]
        const normal = [hit[entry]!, hit[entry + 1]!, hit[entry + 2]!]
        expect(Math.hypot(...normal)).toBeCloseTo(1, 9)
        const slope = gradient(shape, x, y, z)
        const dot = normal.reduce((sum, v, axis) => sum + v * slope[axis]!, 0)
        // On an edge the gradient is a mean of two faces.
        if (dot > 0.9999) normals++
        for (let axis = 0; axis < 3; axis++) {
          const place = [x, y, z][axis]!
          expect(place).toBeGreaterThan(shape.bounds[axis]! - 1e-9)
          expect(place).toBeLessThan(shape.bounds[axis + 3]! + 1e-9)
        }
      }
    }
    expect(hits).toBeGreaterThan(RAYS / 6)
    expect(normals).toBeGreaterThan(hits * 1.3)
  })
})
