import { material } from '../materials.ts'
import type { Random } from '../random.ts'
import { hinge } from '../rigidPose.ts'
import type { Part, Primitive } from '../scene.ts'
import { Capsule } from '../shapes/capsule.ts'
import { Ellipsoid } from '../shapes/ellipsoid.ts'

/**
 * A person of jointed rigid parts: 0 trunk with head, 1-2 thighs, 3-4 shins with feet, 5-6 upper arms, 7-8 forearms (left
 * first). Limbs hang along -z from their joint, which is their frame's origin. Proportions after Winter, "Biomechanics and
 * Motor Control of Human Movement" (segment lengths as shares of the body height).
 */
export interface Figure {
  readonly height: number
  readonly parts: readonly Part[]
  readonly hipZ: number
  readonly hipY: number
  readonly shoulderZ: number
  readonly shoulderY: number
  readonly thigh: number
  readonly shin: number
  readonly upperArm: number
}

export const TRUNK = 0
export const FIGURE_PARTS = 9

export function makeFigure(height: number, random: Random): Figure {
  const h = height
  const wide = random.range(0.92, 1.12)
  const top = material(random.pick(['cloth', 'cloth', 'dark cloth', 'light paint']))
  const trousers = material(random.pick(['dark cloth', 'dark cloth', 'cloth']))
  const skin = material('skin')
  const hair = material('dark cloth')
  const hipZ = 0.53 * h
  const hipY = 0.055 * h
  const shoulderZ = 0.815 * h
  const shoulderY = 0.115 * h * wide
  const thigh = 0.245 * h
  const shin = 0.246 * h
  const upperArm = 0.186 * h
  const trunk: Primitive[] = [
    solid(new Ellipsoid(0, 0, 0.55 * h, 0.075 * h, 0.1 * h * wide, 0.09 * h), trousers),
    solid(new Ellipsoid(-0.005 * h, 0, 0.71 * h, 0.072 * h, 0.112 * h * wide, 0.14 * h), top),
    solid(
      new Capsule([0, -shoulderY * 0.75, shoulderZ - 0.01 * h], [0, shoulderY * 0.75, shoulderZ - 0.01 * h], 0.045 * h),
      top,
    ),
    solid(new Capsule([0, 0, 0.81 * h], [0.01 * h, 0, 0.88 * h], 0.03 * h), skin),
    solid(new Ellipsoid(0.012 * h, 0, 0.932 * h, 0.056 * h, 0.044 * h, 0.068 * h), skin),
    solid(new Ellipsoid(-0.008 * h, 0, 0.948 * h, 0.052 * h, 0.047 * h, 0.055 * h), hair),
  ]
  const bag = random.next()
  if (bag < 0.25)
    trunk.push(solid(new Ellipsoid(-0.11 * h, 0, 0.7 * h, 0.07 * h, 0.09 * h, 0.12 * h), material('dark cloth')))
  else if (bag < 0.35)
    trunk.push(solid(new Ellipsoid(0, 0.15 * h, 0.52 * h, 0.08 * h, 0.035 * h, 0.08 * h), material('dark cloth')))
  const thighPart: Part = { primitives: [solid(new Capsule([0, 0, 0], [0, 0, -thigh], 0.042 * h), trousers)] }
  const shinPart: Part = {
    primitives: [
      solid(new Capsule([0, 0, 0], [0, 0, -shin + 0.02 * h], 0.03 * h), trousers),
      solid(new Capsule([-0.025 * h, 0, -shin - 0.014 * h], [0.1 * h, 0, -shin - 0.016 * h], 0.023 * h), hair),
    ],
  }
  const upperPart: Part = { primitives: [solid(new Capsule([0, 0, 0], [0, 0, -upperArm], 0.027 * h), top)] }
  const forePart: Part = {
    primitives: [
      solid(new Capsule([0, 0, 0], [0, 0, -0.14 * h], 0.022 * h), top),
      solid(new Ellipsoid(0, 0, -0.18 * h, 0.026 * h, 0.015 * h, 0.045 * h), skin),
    ],
  }
  return {
    height,
    parts: [{ primitives: trunk }, thighPart, thighPart, shinPart, shinPart, upperPart, upperPart, forePart, forePart],
    hipZ,
    hipY,
    shoulderZ,
    shoulderY,
    thigh,
    // The sole is below the ankle.
    shin: shin + 0.038 * h,
    upperArm,
  }
}

/** Joint angles, radians about the body's y axis; a negative angle swings a hanging limb forwards. */
export interface Posture {
  readonly thigh: readonly [left: number, right: number]
  /** Bend of the knee, positive backwards. */
  readonly knee: readonly [number, number]
  readonly arm: readonly [number, number]
  /** Bend of the elbow, positive forwards. */
  readonly elbow: readonly [number, number]
}

/** Sets the limbs' poses from the trunk's (part `first` of `poses`); the trunk's must be there already. */
export function setLimbs(figure: Figure, posture: Posture, poses: Float64Array, first = 0): void {
  for (let side = 0; side < 2; side++) {
    const y = side === 0 ? 1 : -1
    hinge(poses, first + TRUNK, first + 1 + side, 0, y * figure.hipY, figure.hipZ, posture.thigh[side] as number)
    hinge(poses, first + 1 + side, first + 3 + side, 0, 0, -figure.thigh, posture.knee[side] as number)
    hinge(
      poses,
      first + TRUNK,
      first + 5 + side,
      0,
      y * figure.shoulderY,
      figure.shoulderZ,
      posture.arm[side] as number,
    )
    hinge(poses, first + 5 + side, first + 7 + side, 0, 0, -figure.upperArm, -(posture.elbow[side] as number))
  }
}

export function solid(shape: Primitive['shape'], index: number): Primitive {
  return { shape, material: index, skin: null }
}
