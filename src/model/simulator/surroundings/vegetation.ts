import { material } from '../materials.ts'
import type { Random } from '../random.ts'
import type { Primitive } from '../scene.ts'
import { Box } from '../shapes/box.ts'
import { Ellipsoid } from '../shapes/ellipsoid.ts'
import { Frustum } from '../shapes/frustum.ts'
import { porous } from '../skins.ts'

/** A broad-leaved tree: tapering trunk, a few boughs, and a crown of leaf clumps with gaps between them. */
export function tree(random: Random): Primitive[] {
  const bark = material('bark')
  const leaves = material('leaves')
  const height = random.range(5, 10)
  const clear = Math.min(height * 0.4, random.range(2.1, 3))
  const spread = height * random.range(0.22, 0.32)
  const radius = 0.02 * height + random.range(0.02, 0.08)
  const leaf = porous(random.range(1.1, 2.2))
  const lean = [random.range(-0.2, 0.2), random.range(-0.2, 0.2)] as const
  const fork: [number, number, number] = [lean[0], lean[1], clear + 0.4]
  const primitives: Primitive[] = [
    { shape: new Frustum([0, 0, -0.3], fork, radius * 1.15, radius * 0.8), material: bark, skin: null },
  ]
  const boughs = 3 + random.integer(3)
  const turn = random.range(0, 2 * Math.PI)
  for (let k = 0; k < boughs; k++) {
    const angle = turn + (2 * Math.PI * k) / boughs + random.range(-0.4, 0.4)
    const reach = spread * random.range(0.4, 0.75)
    const tip: [number, number, number] = [
      fork[0] + reach * Math.cos(angle),
      fork[1] + reach * Math.sin(angle),
      clear + (height - clear) * random.range(0.35, 0.7),
    ]
    primitives.push({ shape: new Frustum(fork, tip, radius * 0.5, radius * 0.18), material: bark, skin: null })
    const clumps = 2 + random.integer(2)
    for (let c = 0; c < clumps; c++) {
      const size = spread * random.range(0.3, 0.5)
      primitives.push({
        shape: new Ellipsoid(
          tip[0] + random.range(-0.5, 0.5) * spread * 0.6,
          tip[1] + random.range(-0.5, 0.5) * spread * 0.6,
          tip[2] + random.range(-0.25, 0.6) * size * 1.6,
          size * random.range(0.9, 1.3),
          size * random.range(0.9, 1.3),
          size * random.range(0.65, 0.95),
        ),
        material: leaves,
        skin: leaf,
      })
    }
  }
  // The top.
  primitives.push({
    shape: new Ellipsoid(fork[0], fork[1], height - spread * 0.55, spread * 0.62, spread * 0.62, spread * 0.6),
    material: leaves,
    skin: leaf,
  })
  return primitives
}

/** A cone-like conifer with a skirt near the ground. */
export function conifer(random: Random): Primitive[] {
  const height = random.range(4, 9)
  const spread = height * random.range(0.16, 0.22)
  const leaf = porous(2.6)
  const primitives: Primitive[] = [
    { shape: new Frustum([0, 0, -0.3], [0, 0, height * 0.9], 0.14, 0.04), material: material('bark'), skin: null },
  ]
  const layers = 4
  for (let k = 0; k < layers; k++) {
    const low = 0.3 + (height - 0.3) * (k / layers) * 0.9
    const high = Math.min(height, low + (height / layers) * 1.5)
    const wide = spread * (1 - k / (layers + 0.6))
    primitives.push({
      shape: new Frustum([0, 0, low], [0, 0, high], wide, wide * 0.25),
      material: material('leaves'),
      skin: leaf,
    })
  }
  return primitives
}

/** Clipped hedge along x, `length` metres, with an uneven top. */
export function hedge(length: number, random: Random): Primitive[] {
  const height = random.range(0.9, 1.7)
  const half = random.range(0.3, 0.45)
  const leaf = porous(7)
  const leaves = material('leaves')
  const primitives: Primitive[] = []
  const steps = Math.max(1, Math.round(length / 1.6))
  const pitch = length / steps
  for (let k = 0; k < steps; k++) {
    const x = -length / 2 + k * pitch
    const rise = random.range(-0.06, 0.06)
    primitives.push(
      { shape: new Box(x, -half, -0.4, x + pitch, half, height + rise - 0.1), material: leaves, skin: leaf },
      {
        shape: new Ellipsoid(x + pitch / 2, 0, height + rise - 0.14, pitch * 0.62, half * 1.08, 0.2),
        material: leaves,
        skin: leaf,
      },
    )
  }
  return primitives
}

export function bush(random: Random): Primitive[] {
  const leaf = porous(3.5)
  const size = random.range(0.4, 0.9)
  return Array.from({ length: 3 }, () => ({
    shape: new Ellipsoid(
      random.range(-0.5, 0.5) * size,
      random.range(-0.5, 0.5) * size,
      size * random.range(0.4, 0.7),
      size * random.range(0.6, 1),
      size * random.range(0.6, 1),
      size * random.range(0.6, 0.9),
    ),
    material: material('leaves'),
    skin: leaf,
  }))
}
