import { material } from '../materials.ts'
import type { Random } from '../random.ts'
import type { Part, Primitive } from '../scene.ts'
import { Box } from '../shapes/box.ts'
import { Ellipsoid } from '../shapes/ellipsoid.ts'
import { Frustum } from '../shapes/frustum.ts'
import { Polyhedron } from '../shapes/polyhedron.ts'
import { glazed } from '../skins.ts'
import { axles } from './wheels.ts'

export interface LargeVehicle {
  readonly category: string
  readonly part: Part
  readonly box: Float64Array
  readonly wheelbase: number
  readonly length: number
  readonly width: number
}

/** Box with every upright edge cut and the roof's edges broken. Faces: 0 floor, 1 roof, 2 front, 3 rear, 4 left, 5 right. */
function roundedBox(x0: number, x1: number, half: number, z0: number, z1: number, cut: number): Polyhedron {
  return new Polyhedron(
    [
      [0, 0, -1, 0, 0, z0],
      [0, 0, 1, 0, 0, z1],
      [1, 0, 0.04, x1, 0, z0 + 0.8],
      [-1, 0, 0, x0, 0, 0],
      [0, 1, 0, 0, half, 0],
      [0, -1, 0, 0, -half, 0],
      [1, 1, 0, x1, half - cut, 0],
      [1, -1, 0, x1, -half + cut, 0],
      [-1, 1, 0, x0, half - cut, 0],
      [-1, -1, 0, x0, -half + cut, 0],
      [0, 1, 1, 0, half, z1 - cut * 0.8],
      [0, -1, 1, 0, -half, z1 - cut * 0.8],
      [1, 0, 1, x1, 0, z1 - cut],
      [-1, 0, 1, x0, 0, z1 - cut * 0.6],
    ],
    [x0, -half, z0, x1, half, z1],
  )
}

/** City bus: a window band between pillars, doors on the right, seats inside, mirrors in front. */
export function bus(random: Random): LargeVehicle {
  const length = random.pick([10.8, 12, 12])
  const half = 1.27
  const height = 3.1
  const front = length / 2
  const wheels = [front - 2.6, -front + 3.2]
  const pane = (face: number, x: number, y: number, z: number): boolean => {
    if (face === 2) return z > 1.1 && z < 2.6 && Math.abs(y) < half - 0.12
    if (face === 3) return z > 1.7 && z < 2.6 && Math.abs(y) < half - 0.25
    if (face !== 4 && face !== 5) return false
    // Doors are glazed nearly to the floor.
    const door = face === 5 && (Math.abs(x - front + 1.1) < 0.6 || Math.abs(x) < 0.65)
    if (z > 2.45 || z < (door ? 0.5 : 1.25)) return false
    const bay = (x + 20) / 1.45
    return (bay - Math.floor(bay)) * 1.45 > 0.14
  }
  const primitives: Primitive[] = [
    {
      shape: roundedBox(-front, front, half, 0.32, height, 0.16),
      material: material(random.pick(['light paint', 'red paint'])),
      skin: glazed(pane),
    },
    {
      shape: new Box(-front + 1, -0.8, height - 0.02, front - 4, 0.8, height + 0.18),
      material: material('light paint'),
      skin: null,
    },
    {
      shape: new Box(-front + 0.1, -half + 0.08, 0.34, front - 0.1, half - 0.08, 0.75),
      material: material('plastic'),
      skin: null,
    },
    ...axles(wheels, half - 0.01, 0.48, 0.28),
    {
      shape: new Ellipsoid(front + 0.2, half - 0.05, 2.1, 0.08, 0.13, 0.24),
      material: material('plastic'),
      skin: null,
    },
    {
      shape: new Ellipsoid(front + 0.2, -half + 0.05, 2.1, 0.08, 0.13, 0.24),
      material: material('plastic'),
      skin: null,
    },
  ]
  for (let x = -front + 1.2; x < front - 2.2; x += 0.85)
    for (const y of [-0.85, 0.85])
      primitives.push({
        shape: new Box(x, y - 0.4, 0.75, x + 0.12, y + 0.4, 1.6),
        material: material('upholstery'),
        skin: null,
      })
  return {
    category: 'BUS',
    part: { primitives },
    box: Float64Array.of(-front, -half, 0, front, half, height + 0.18),
    wheelbase: length - 5.8,
    length,
    width: 2 * half,
  }
}

/** Delivery or box truck: cab with windscreen, gap, cargo box, frame, guards and double wheels at the rear. */
export function boxTruck(random: Random): LargeVehicle {
  const length = random.range(6.6, 8.6)
  const half = 1.18
  const front = length / 2
  const height = random.range(3, 3.5)
  const cab = front - 1.9
  const pane = (face: number, x: number, y: number, z: number): boolean => {
    if (face === 2) return z > 1.45 && z < 2.2 && Math.abs(y) < half - 0.15
    return (face === 4 || face === 5) && z > 1.45 && z < 2.1 && x > cab + 0.5 && x < front - 0.25
  }
  const primitives: Primitive[] = [
    {
      shape: roundedBox(cab, front, half - 0.06, 0.45, 2.4, 0.2),
      material: material(random.pick(['light paint', 'red paint', 'grey paint'])),
      skin: glazed(pane),
    },
    { shape: new Box(-front, -half, 0.95, cab - 0.25, half, height), material: material('light paint'), skin: null },
    { shape: new Box(-front + 0.1, -0.5, 0.55, front - 0.4, 0.5, 0.95), material: material('dark paint'), skin: null },
    {
      shape: new Box(-front, -half + 0.1, 0.42, -front + 0.1, half - 0.1, 0.62),
      material: material('metal'),
      skin: null,
    },
    {
      shape: new Box(-front + 2.2, half - 0.14, 0.5, cab - 0.6, half - 0.08, 0.85),
      material: material('metal'),
      skin: null,
    },
    {
      shape: new Box(-front + 2.2, -half + 0.08, 0.5, cab - 0.6, -half + 0.14, 0.85),
      material: material('metal'),
      skin: null,
    },
    ...axles([front - 1.15, -front + 1.5], half - 0.03, 0.45, 0.42),
    {
      shape: new Ellipsoid(front - 0.15, half + 0.14, 1.9, 0.07, 0.12, 0.22),
      material: material('plastic'),
      skin: null,
    },
    {
      shape: new Ellipsoid(front - 0.15, -half - 0.14, 1.9, 0.07, 0.12, 0.22),
      material: material('plastic'),
      skin: null,
    },
  ]
  return {
    category: 'BOX_TRUCK',
    part: { primitives },
    box: Float64Array.of(-front, -half, 0, front, half, height),
    wheelbase: length - 2.65,
    length,
    width: 2 * half,
  }
}

/** Small trailer with a canvas or box body, drawbar towards +x. */
export function trailer(random: Random): LargeVehicle {
  const half = 0.95
  const height = random.pick([1.1, 2.1])
  return {
    category: 'VEHICULAR_TRAILER',
    part: {
      primitives: [
        { shape: roundedBox(-1.6, 1.4, half, 0.5, height, 0.06), material: material('light paint'), skin: null },
        { shape: new Frustum([1.3, 0, 0.5], [2.2, 0, 0.45], 0.05, 0.04), material: material('metal'), skin: null },
        ...axles([-0.2], half + 0.12, 0.3, 0.18),
      ],
    },
    box: Float64Array.of(-1.6, -half, 0, 2.2, half, height),
    wheelbase: 1.6,
    length: 3.8,
    width: 2 * half,
  }
}
