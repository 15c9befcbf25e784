import { material } from '../materials.ts'
import type { Random } from '../random.ts'
import type { Primitive } from '../scene.ts'
import { Box } from '../shapes/box.ts'
import { Capsule } from '../shapes/capsule.ts'
import { Ellipsoid } from '../shapes/ellipsoid.ts'
import { Frustum } from '../shapes/frustum.ts'
import { mesh, slatted } from '../skins.ts'

/** Things of the street; origin on the ground, +y away from the carriageway. */

export function lampPost(): Primitive[] {
  const metal = material('metal')
  return [
    { shape: new Frustum([0, 0, -0.3], [0, 0, 0.9], 0.11, 0.1), material: metal, skin: null },
    { shape: new Frustum([0, 0, 0.9], [0, 0, 7.4], 0.075, 0.05), material: metal, skin: null },
    { shape: new Capsule([0, 0, 7.4], [0, -1.8, 7.8], 0.04), material: metal, skin: null },
    { shape: new Ellipsoid(0, -2, 7.78, 0.14, 0.4, 0.07), material: material('plastic'), skin: null },
  ]
}

/** Round or rectangular plate on a post, facing along x. */
export function trafficSign(random: Random): Primitive[] {
  const post: Primitive = {
    shape: new Frustum([0, 0, -0.3], [0, 0, 2.9], 0.038, 0.038),
    material: material('metal'),
    skin: null,
  }
  const plate = random.chance(0.6)
    ? new Frustum([-0.07, 0, 2.5], [-0.04, 0, 2.5], 0.32, 0.32)
    : new Box(-0.07, -0.33, 2.1, -0.04, 0.33, 2.85)
  return [post, { shape: plate, material: material('sign'), skin: null }]
}

export function trafficLight(): Primitive[] {
  const dark = material('dark paint')
  return [
    { shape: new Frustum([0, 0, -0.3], [0, 0, 3.5], 0.06, 0.055), material: material('metal'), skin: null },
    { shape: new Box(-0.24, -0.15, 2.3, -0.06, 0.15, 3.25), material: dark, skin: null },
    { shape: new Box(-0.09, -0.24, 2.2, -0.07, 0.24, 3.35), material: dark, skin: null },
  ]
}

export function bollard(): Primitive[] {
  return [
    { shape: new Frustum([0, 0, -0.2], [0, 0, 0.85], 0.07, 0.06), material: material('metal'), skin: null },
    { shape: new Ellipsoid(0, 0, 0.87, 0.08, 0.08, 0.08), material: material('metal'), skin: null },
  ]
}

export function litterBin(): Primitive[] {
  return [
    { shape: new Frustum([0, 0, -0.1], [0, 0, 0.85], 0.2, 0.25), material: material('plastic'), skin: null },
    { shape: new Ellipsoid(0, 0, 0.88, 0.26, 0.26, 0.14), material: material('plastic'), skin: null },
  ]
}

export function bench(): Primitive[] {
  const wood = material('wood')
  const slats = slatted(1, 0.11, 0.085)
  return [
    { shape: new Box(-0.85, -0.22, 0.42, 0.85, 0.22, 0.46), material: wood, skin: slats },
    { shape: new Box(-0.85, 0.24, 0.55, 0.85, 0.28, 0.9), material: wood, skin: slatted(2, 0.13, 0.1) },
    { shape: new Box(-0.7, -0.2, -0.1, -0.64, 0.28, 0.9), material: material('metal'), skin: null },
    { shape: new Box(0.64, -0.2, -0.1, 0.7, 0.28, 0.9), material: material('metal'), skin: null },
  ]
}

/** Bus shelter: glass that mostly lets rays through, a roof, posts, a bench. */
export function busShelter(): Primitive[] {
  const metal = material('metal')
  const glass = material('vehicle glass')
  const pane = mesh(0.25)
  return [
    { shape: new Box(-2, -0.75, 2.4, 2, 0.85, 2.52), material: metal, skin: null },
    { shape: new Box(-1.95, 0.72, 0.25, 1.95, 0.76, 2.3), material: glass, skin: pane },
    { shape: new Box(1.92, -0.5, 0.25, 1.96, 0.7, 2.2), material: glass, skin: pane },
    ...[-1.95, 0, 1.95].map(
      (x): Primitive => ({
        shape: new Frustum([x, 0.76, -0.2], [x, 0.76, 2.4], 0.05, 0.05),
        material: metal,
        skin: null,
      }),
    ),
    { shape: new Box(-1.2, 0.35, 0.44, 1.2, 0.65, 0.5), material: material('wood'), skin: null },
    { shape: new Box(-1, 0.42, -0.2, -0.94, 0.58, 0.44), material: metal, skin: null },
    { shape: new Box(0.94, 0.42, -0.2, 1, 0.58, 0.44), material: metal, skin: null },
  ]
}

/** Garden wall along x with a coping and piers at the ends. */
export function gardenWall(length: number, random: Random): Primitive[] {
  const height = random.range(0.6, 1.5)
  const brick = material(random.pick(['brick', 'plaster', 'concrete']))
  const half = length / 2
  return [
    { shape: new Box(-half, -0.1, -0.6, half, 0.1, height), material: brick, skin: null },
    { shape: new Box(-half, -0.14, height, half, 0.14, height + 0.06), material: material('concrete'), skin: null },
    { shape: new Box(-half - 0.05, -0.2, -0.6, -half + 0.35, 0.2, height + 0.3), material: brick, skin: null },
    { shape: new Box(half - 0.35, -0.2, -0.6, half + 0.05, 0.2, height + 0.3), material: brick, skin: null },
  ]
}

/** Fence along x: pickets or wire mesh between posts, with rails. */
export function fence(length: number, random: Random): Primitive[] {
  const half = length / 2
  const height = random.range(0.9, 1.6)
  const wood = material('wood')
  const wire = random.chance(0.35)
  const primitives: Primitive[] = [
    {
      shape: new Box(-half, -0.012, 0.08, half, 0.012, height),
      material: wire ? material('metal') : wood,
      skin: wire ? mesh(0.18) : slatted(0, 0.15, 0.085),
    },
    { shape: new Box(-half, 0.012, 0.3, half, 0.06, 0.38), material: wood, skin: null },
    { shape: new Box(-half, 0.012, height - 0.25, half, 0.06, height - 0.17), material: wood, skin: null },
  ]
  for (let x = -half; x <= half + 0.01; x += Math.max(1.5, length / Math.max(1, Math.round(length / 2.2))))
    primitives.push({ shape: new Box(x - 0.05, 0, -0.5, x + 0.05, 0.1, height + 0.1), material: wood, skin: null })
  return primitives
}
