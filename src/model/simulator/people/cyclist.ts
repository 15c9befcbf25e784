import { material } from '../materials.ts'
import type { Random } from '../random.ts'
import { poseOnGround } from '../rigidPose.ts'
import type { Part, Primitive, SceneObject, Skin } from '../scene.ts'
import { Capsule } from '../shapes/capsule.ts'
import { Ellipsoid } from '../shapes/ellipsoid.ts'
import { Frustum } from '../shapes/frustum.ts'
import { CHANCE, ENTER, ENTER_FACE } from '../shapes/shape.ts'
import { along } from '../skins.ts'
import type { Terrain } from '../terrain.ts'
import { type Path, PLACE_LENGTH, type SpeedProfile } from '../trajectories.ts'
import { type Figure, makeFigure, type Posture, setLimbs, solid } from './figure.ts'

const WHEEL = 0.34
const AXLE = 0.52
/** Bottom bracket and crank, metres; the saddle's place follows from the rider. */
const BRACKET: readonly [number, number] = [-0.08, 0.28]
const CRANK = 0.17

const place = new Float64Array(PLACE_LENGTH)

/** A bicycle's frame, wheels, bars and saddle as one rigid part; the wheels' turning is not part of the motion. */
export function bicyclePrimitives(saddleX: number, saddleZ: number): Primitive[] {
  const metal = material('metal')
  const tube = (a: [number, number, number], b: [number, number, number], radius = 0.018) =>
    solid(new Capsule(a, b, radius), metal)
  return [
    spokedWheel(AXLE),
    spokedWheel(-AXLE),
    tube([BRACKET[0], 0, BRACKET[1]], [saddleX, 0, saddleZ - 0.05]),
    tube([BRACKET[0], 0, BRACKET[1]], [AXLE - 0.14, 0, 0.72], 0.021),
    tube([saddleX + 0.03, 0, saddleZ - 0.2], [AXLE - 0.17, 0, 0.82]),
    tube([AXLE, 0, WHEEL], [AXLE - 0.18, 0, 0.98]),
    tube([-AXLE, 0, WHEEL], [BRACKET[0], 0, BRACKET[1]]),
    tube([-AXLE, 0, WHEEL], [saddleX + 0.02, 0, saddleZ - 0.15]),
    solid(new Capsule([AXLE - 0.2, -0.28, 1.02], [AXLE - 0.2, 0.28, 1.02], 0.018), material('plastic')),
    solid(new Ellipsoid(saddleX - 0.02, 0, saddleZ, 0.14, 0.07, 0.04), material('upholstery')),
  ]
}

function spokedWheel(x: number): Primitive {
  const tyre: Skin = (ray, hit) => {
    if (hit[ENTER_FACE] === 0) return true
    const dx = along(ray, hit[ENTER] as number, 0) - x
    const dz = along(ray, hit[ENTER] as number, 2) - WHEEL
    return Math.hypot(dx, dz) > WHEEL - 0.05 || (hit[CHANCE] as number) < 0.08
  }
  return {
    shape: new Frustum([x, -0.02, WHEEL], [x, 0.02, WHEEL], WHEEL, WHEEL),
    material: material('tyre'),
    skin: tyre,
  }
}

interface Seat {
  readonly saddleX: number
  readonly saddleZ: number
  /** Trunk's lean forwards, radians. */
  readonly lean: number
}

/** Parts: 0 bicycle, 1.. the rider's (trunk leaning on the saddle, legs on the pedals, hands on the bars). */
export function cyclist(terrain: Terrain, path: Path, profile: SpeedProfile, random: Random): SceneObject {
  const figure = makeFigure(random.range(1.6, 1.88), random)
  const seat: Seat = { saddleX: -0.28, saddleZ: 0.5 * figure.height + 0.06, lean: random.range(0.45, 0.75) }
  const bicycle: Part = { primitives: bicyclePrimitives(seat.saddleX, seat.saddleZ) }
  // Metres gone a turn of the cranks.
  const gear = random.range(4.5, 6)
  return {
    category: 'BICYCLIST',
    parts: [bicycle, ...figure.parts],
    box: Float64Array.of(-AXLE - WHEEL, -0.32, 0, AXLE + WHEEL, 0.32, seat.saddleZ + 0.42 * figure.height),
    moves: profile.moves,
    pose: (seconds, out) => {
      const distance = profile.distance(seconds)
      path.place(distance, place)
      poseOnGround(terrain, place[0] as number, place[1] as number, place[2] as number, 2 * AXLE, 0, out)
      seatRider(out, figure, seat)
      setLimbs(figure, ridingPosture(figure, seat, (2 * Math.PI * distance) / gear), out, 1)
    },
  }
}

/** Trunk's pose (part 1): turned by the lean so that the hips are on the saddle. */
function seatRider(poses: Float64Array, figure: Figure, seat: Seat): void {
  const c = Math.cos(seat.lean)
  const s = Math.sin(seat.lean)
  for (let row = 0; row < 3; row++) {
    const rx = poses[3 * row] as number
    const rz = poses[3 * row + 2] as number
    poses[12 + 3 * row] = rx * c - rz * s
    poses[12 + 3 * row + 1] = poses[3 * row + 1] as number
    poses[12 + 3 * row + 2] = rx * s + rz * c
    // The figure's hip point (0, 0, hipZ) turned, brought to just above the saddle.
    const x = seat.saddleX - s * figure.hipZ
    const z = seat.saddleZ + 0.06 - c * figure.hipZ
    poses[12 + 9 + row] = rx * x + rz * z + (poses[9 + row] as number)
  }
}

/** Two-link legs from the hips to the pedals, arms to the bars; angles relative to the leaning trunk. */
function ridingPosture(figure: Figure, seat: Seat, crank: number): Posture {
  const leg = (phase: number): [number, number] => {
    const x = BRACKET[0] + CRANK * Math.cos(phase) - 0.04 - seat.saddleX
    const z = BRACKET[1] - CRANK * Math.sin(phase) + 0.03 - (seat.saddleZ + 0.06)
    const reach = Math.min(Math.hypot(x, z), figure.thigh + figure.shin - 0.01)
    const { thigh, shin } = figure
    const knee = Math.PI - Math.acos((thigh * thigh + shin * shin - reach * reach) / (2 * thigh * shin))
    const off = Math.acos((thigh * thigh + reach * reach - shin * shin) / (2 * thigh * reach))
    // Angle of the hip-pedal line from straight down; forwards is negative.
    const line = -Math.atan2(x, -z)
    return [line - off - seat.lean, knee]
  }
  const [leftThigh, leftKnee] = leg(crank)
  const [rightThigh, rightKnee] = leg(crank + Math.PI)
  // Upper arms reach forwards and down to the bars, whatever the lean.
  const arm = -0.75 - seat.lean * 0.55
  return { thigh: [leftThigh, rightThigh], knee: [leftKnee, rightKnee], arm: [arm, arm], elbow: [0.35, 0.35] }
}

/** A bicycle that leans on nothing in particular: parked. */
export function parkedBicycle(): { part: Part; box: Float64Array } {
  return {
    part: { primitives: bicyclePrimitives(-0.28, 0.92) },
    box: Float64Array.of(-AXLE - WHEEL, -0.3, 0, AXLE + WHEEL, 0.3, 1.1),
  }
}
