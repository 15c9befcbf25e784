import { type MaterialName, material } from '../materials.ts'
import type { Random } from '../random.ts'
import type { Part, Primitive, Skin } from '../scene.ts'
import { Box } from '../shapes/box.ts'
import { Ellipsoid } from '../shapes/ellipsoid.ts'
import { Polyhedron } from '../shapes/polyhedron.ts'
import { ENTER, ENTER_FACE, MATERIAL } from '../shapes/shape.ts'
import { along, glazed } from '../skins.ts'
import { axles, inArch } from './wheels.ts'

/** Side profile of a passenger car, metres; x forward from the middle, z up from the ground. */
export interface CarShape {
  readonly length: number
  readonly width: number
  readonly height: number
  readonly wheelbase: number
  readonly wheelRadius: number
  /** Height of the bonnet's nose, the belt line and the boot lid. */
  readonly nose: number
  readonly belt: number
  readonly boot: number
  /** Where the windscreen meets the bonnet and the roof, and the rear window the roof and the boot. */
  readonly cowl: number
  readonly roofFront: number
  readonly roofRear: number
  readonly deck: number
  /** Panes behind this x are sheet metal (vans). */
  readonly lastPane: number
}

const kinds = {
  hatchback: {
    length: 4.1,
    width: 1.76,
    height: 1.48,
    wheelbase: 2.55,
    wheelRadius: 0.31,
    nose: 0.74,
    belt: 0.95,
    boot: 0.95,
    cowl: 1.0,
    roofFront: 0.35,
    roofRear: -1.45,
    deck: -1.98,
    lastPane: -9,
  },
  sedan: {
    length: 4.7,
    width: 1.82,
    height: 1.45,
    wheelbase: 2.8,
    wheelRadius: 0.33,
    nose: 0.72,
    belt: 0.94,
    boot: 0.98,
    cowl: 0.95,
    roofFront: 0.2,
    roofRear: -1.05,
    deck: -1.75,
    lastPane: -9,
  },
  estate: {
    length: 4.65,
    width: 1.82,
    height: 1.5,
    wheelbase: 2.78,
    wheelRadius: 0.33,
    nose: 0.73,
    belt: 0.96,
    boot: 0.96,
    cowl: 0.98,
    roofFront: 0.25,
    roofRear: -1.85,
    deck: -2.28,
    lastPane: -9,
  },
  suv: {
    length: 4.6,
    width: 1.9,
    height: 1.7,
    wheelbase: 2.7,
    wheelRadius: 0.37,
    nose: 0.9,
    belt: 1.12,
    boot: 1.1,
    cowl: 0.92,
    roofFront: 0.3,
    roofRear: -1.75,
    deck: -2.22,
    lastPane: -9,
  },
  van: {
    length: 5.2,
    width: 1.98,
    height: 2.05,
    wheelbase: 3.1,
    wheelRadius: 0.34,
    nose: 0.95,
    belt: 1.2,
    boot: 1.2,
    cowl: 1.95,
    roofFront: 1.15,
    roofRear: -2.48,
    deck: -2.56,
    lastPane: 0.35,
  },
  pickup: {
    length: 5.4,
    width: 1.95,
    height: 1.82,
    wheelbase: 3.3,
    wheelRadius: 0.39,
    nose: 0.98,
    belt: 1.15,
    boot: 1.1,
    cowl: 1.05,
    roofFront: 0.5,
    roofRear: -0.75,
    deck: -0.98,
    lastPane: -9,
  },
} as const satisfies Record<string, CarShape>

export type CarKind = keyof typeof kinds

const paints = [
  'dark paint',
  'grey paint',
  'grey paint',
  'light paint',
  'light paint',
  'red paint',
] as const satisfies MaterialName[]

export function carShape(kind: CarKind, random: Random): CarShape {
  const base = kinds[kind]
  const scale = random.range(0.96, 1.04)
  return { ...base, length: base.length * scale, deck: base.deck * scale, roofRear: base.roofRear * scale }
}

export function carKind(random: Random): CarKind {
  return random.pick(['hatchback', 'hatchback', 'sedan', 'sedan', 'estate', 'suv', 'suv', 'van', 'pickup'])
}

/** A car as one rigid part: hull with bonnet, wheel arches and plates, glazed cabin, wheels, mirrors, seats and, if driven, a driver. */
export function carPart(shape: CarShape, driven: boolean, random: Random): Part {
  const paint = material(random.pick(paints))
  const wheels = [shape.wheelbase / 2, -shape.wheelbase / 2]
  const half = shape.width / 2
  const parts: Primitive[] = [
    { shape: hull(shape), material: paint, skin: hullSkin(shape, wheels) },
    { shape: cabin(shape), material: paint, skin: glazed(panes(shape)) },
    // The inner wheel houses and floor behind the arches.
    {
      shape: new Box(-shape.length / 2 + 0.4, -half + 0.3, 0.24, shape.length / 2 - 0.4, half - 0.3, shape.belt - 0.15),
      material: material('plastic'),
      skin: null,
    },
    ...axles(wheels, half - 0.02, shape.wheelRadius, 0.21),
  ]
  for (const side of [-1, 1]) {
    parts.push({
      shape: new Ellipsoid(shape.cowl - 0.35, side * (half + 0.06), shape.belt + 0.08, 0.09, 0.12, 0.08),
      material: paint,
      skin: null,
    })
    const seat = (shape.cowl + shape.roofFront) / 2 - 1.15
    parts.push({
      shape: new Ellipsoid(seat, side * 0.37, shape.belt + 0.02, 0.11, 0.24, 0.3),
      material: material('upholstery'),
      skin: null,
    })
    if (driven && side > 0) {
      parts.push(
        {
          shape: new Ellipsoid(seat + 0.2, 0.37, shape.belt, 0.13, 0.22, 0.25),
          material: material('cloth'),
          skin: null,
        },
        {
          shape: new Ellipsoid(seat + 0.22, 0.37, shape.belt + 0.3, 0.1, 0.08, 0.12),
          material: material('skin'),
          skin: null,
        },
      )
    }
  }
  return { primitives: parts }
}

export function carBox(shape: CarShape): Float64Array {
  const { length, width, height } = shape
  return Float64Array.of(-length / 2, -width / 2, 0, length / 2, width / 2, height)
}

/** Faces: 0 floor, 1 front, 2 rear, then slopes, corners and sides. */
function hull(shape: CarShape): Polyhedron {
  const { length, width, nose, belt, boot, cowl, deck } = shape
  const front = length / 2
  const half = width / 2
  const bonnetRise = (belt - nose) / (front - 0.15 - cowl)
  const bootFall = Math.max(0.02, (belt - boot + 0.06) / Math.max(0.2, deck + front))
  return new Polyhedron(
    [
      [0, 0, -1, 0, 0, 0.2],
      [1, 0, 0.06, front, 0, 0.5],
      [-1, 0, 0.08, -front, 0, 0.55],
      [1, 0, 0.9, front - 0.02, 0, nose - 0.08],
      [bonnetRise, 0, 1, cowl, 0, belt],
      [0, 0, 1, 0, 0, Math.max(belt, boot)],
      [-bootFall, 0, 1, -front + 0.1, 0, boot],
      [-1, 0, 0.8, -front + 0.03, 0, boot - 0.05],
      [1, 0, -0.7, front - 0.05, 0, 0.32],
      [-1, 0, -0.7, -front + 0.08, 0, 0.34],
      [0, 1, 0.22, 0, half, 0.68],
      [0, -1, 0.22, 0, -half, 0.68],
      [0, 1, -0.1, 0, half, 0.6],
      [0, -1, -0.1, 0, -half, 0.6],
      [1, 0.75, 0, front - 0.05, half - 0.22, 0],
      [1, -0.75, 0, front - 0.05, -half + 0.22, 0],
      [1, 0.25, 0, front, half - 0.55, 0],
      [1, -0.25, 0, front, -half + 0.55, 0],
      [-1, 0.6, 0, -front + 0.04, half - 0.2, 0],
      [-1, -0.6, 0, -front + 0.04, -half + 0.2, 0],
      [0, 0.8, 1, 0, half - 0.1, belt],
      [0, -0.8, 1, 0, -half + 0.1, belt],
    ],
    [-front, -half, 0.2, front, half, Math.max(belt, boot) + 0.01],
  )
}

/** Faces: 0 belt, 1 windscreen, 2 rear window, 3 and 4 sides, from 5 roof. */
function cabin(shape: CarShape): Polyhedron {
  const { width, height, belt, cowl, roofFront, roofRear, deck } = shape
  const half = width / 2
  const rise = height - 0.04 - belt
  const middle = (roofFront + roofRear) / 2
  return new Polyhedron(
    [
      [0, 0, -1, 0, 0, belt - 0.06],
      [rise, 0, cowl - roofFront, cowl, 0, belt],
      [-rise, 0, roofRear - deck, deck, 0, belt],
      [0, rise, 0.2, 0, half - 0.07, belt],
      [0, -rise, 0.2, 0, -half + 0.07, belt],
      [0, 0, 1, middle, 0, height],
      [0.09, 0, 1, roofFront, 0, height - 0.04],
      [-0.07, 0, 1, roofRear, 0, height - 0.04],
      [0, 0.5, 1, 0, half - 0.34, height],
      [0, -0.5, 1, 0, -half + 0.34, height],
    ],
    [deck - 0.05, -half, belt - 0.06, cowl + 0.1, half, height],
  )
}

function panes(shape: CarShape) {
  const { belt, height, cowl, roofFront, roofRear, deck, width, lastPane } = shape
  const top = height - 0.13
  return (face: number, x: number, y: number, z: number): boolean => {
    if (z < belt + 0.03 || z > top) return false
    if (face === 1) return Math.abs(y) < width / 2 - 0.16 - 0.2 * (z - belt)
    if (face === 2) return lastPane < -5 && Math.abs(y) < width / 2 - 0.22 - 0.2 * (z - belt)
    if (face !== 3 && face !== 4) return false
    if (x < lastPane) return false
    // Roof pillars: along the windscreen, behind the front door, and along the rear window.
    const up = (z - belt) / (height - belt)
    if (x > cowl + up * (roofFront - cowl) - 0.12 || x < deck + up * (roofRear - deck) + 0.22) return false
    return Math.abs(x - (roofFront - 0.75)) > 0.06
  }
}

function hullSkin(shape: CarShape, wheels: readonly number[]): Skin {
  const arch = inArch(wheels, shape.wheelRadius, 0.07)
  const plate = material('number plate')
  const inside = material('upholstery')
  const { belt, cowl, deck, width } = shape
  return (ray, hit) => {
    const at = hit[ENTER] as number
    if (at <= 0) return false
    const x = along(ray, at, 0)
    const y = along(ray, at, 1)
    const z = along(ray, at, 2)
    const face = hit[ENTER_FACE] as number
    // Sides (and the floor's rim) open into the wheel houses.
    if (Math.abs(y) > width / 2 - 0.28 && arch(x, z)) return false
    if ((face === 1 || face === 2) && Math.abs(y) < 0.26 && z > 0.42 && z < 0.54) hit[MATERIAL] = plate
    else if (face === 5 && x < cowl && x > deck && z > belt - 0.1) hit[MATERIAL] = inside
    return true
  }
}
