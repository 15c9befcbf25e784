import type { Occupancy } from '../occupancy.ts'
import { parkedBicycle } from '../people/cyclist.ts'
import type { Random } from '../random.ts'
import { poseOnGround } from '../rigidPose.ts'
import { type Part, POSE_LENGTH, type Primitive, type SceneObject } from '../scene.ts'
import type { StreetPlan } from '../streetPlan.ts'
import { carBox, carKind, carPart, carShape } from '../vehicles/car.ts'
import { boxTruck, trailer } from '../vehicles/largeVehicles.ts'
import { beside } from './frontage.ts'
import { bench, bollard, busShelter, lampPost, litterBin, trafficLight, trafficSign } from './furniture.ts'
import { tree } from './vegetation.ts'

const world = new Float64Array(3)

/** Trees, lamps, signs, bins and the rest of the strip behind the kerb, and the signals of the junction. */
export function streetFurniture(plan: StreetPlan, random: Random): SceneObject[] {
  const { section } = plan
  const objects: SceneObject[] = []
  const mouth = section.crossingHalfWidth + section.cornerRadius
  for (const side of [1, -1]) {
    const strip = side * (section.halfWidth + 0.75)
    const trees = random.chance(0.75)
    const pitch = random.range(9, 14)
    let slot = 0
    for (let s = plan.from + random.range(0, 6); s < plan.to; s += pitch / 2, slot++) {
      const at = s + random.range(-0.6, 0.6)
      if (Math.abs(at - section.crossingAt) < mouth + 1.5) continue
      const put = (primitives: Primitive[], d = strip) => objects.push(beside(plan, at, d, side, primitives))
      if (slot % 4 === 0) put(lampPost())
      else if (trees && slot % 2 === 0) put(tree(random))
      else {
        const draw = random.next()
        if (draw < 0.1) put(litterBin())
        else if (draw < 0.22) put(trafficSign(random))
        else if (draw < 0.3) put(bench(), strip + side * 0.25)
        else if (draw < 0.42)
          for (const off of [-1.5, 0, 1.5]) objects.push(beside(plan, at + off, strip - side * 0.3, side, bollard()))
        else if (draw < 0.47) put(busShelter(), strip + side * 0.6)
      }
    }
    for (const end of [-1, 1])
      objects.push(
        beside(plan, section.crossingAt + end * (mouth + 0.6), side * (section.halfWidth + 0.5), end, trafficLight()),
      )
  }
  return objects
}

export function annotated(category: string, part: Part, box: Float64Array, pose: Float64Array): SceneObject {
  return { category, parts: [part], box, moves: false, pose: (_, out) => out.set(pose) }
}

/** Cars (and a van, truck or trailer now and then) in the parking lanes, not near the junction; bicycles at their stands. */
export function parkedVehicles(plan: StreetPlan, occupancy: Occupancy, random: Random): SceneObject[] {
  const { section, terrain } = plan
  const objects: SceneObject[] = []
  const share = random.range(0.45, 0.85)
  const mouth = section.crossingHalfWidth + section.cornerRadius
  for (const side of [1, -1]) {
    for (let s = plan.from + 3; s < plan.to; s += random.range(5.9, 6.6)) {
      if (Math.abs(s - section.crossingAt) < mouth + 7.5 || !random.chance(share)) continue
      const draw = random.next()
      const large = draw < 0.03 ? boxTruck(random) : draw < 0.045 ? trailer(random) : null
      const shape = carShape(carKind(random), random)
      const part = large?.part ?? carPart(shape, false, random)
      const box = large?.box ?? carBox(shape)
      const width = large?.width ?? shape.width
      const length = large?.length ?? shape.length
      const d = side * (section.halfWidth - width / 2 - random.range(0.15, 0.4))
      // Traffic keeps to the right: cars on the left side mostly look back.
      const backwards = side > 0 !== random.chance(0.08)
      const pose = new Float64Array(POSE_LENGTH)
      terrain.road.toWorld(s + (large ? 1.5 : random.range(-0.3, 0.3)), d, world)
      const heading = (world[2] as number) + (backwards ? Math.PI : 0) + random.range(-0.03, 0.03)
      poseOnGround(
        terrain,
        world[0] as number,
        world[1] as number,
        heading,
        large?.wheelbase ?? shape.wheelbase,
        0,
        pose,
      )
      const track = occupancy.track(length, width, false, (_, out) =>
        out.set([world[0] as number, world[1] as number, heading]),
      )
      if (!occupancy.isFree(track, 0.25)) continue
      occupancy.add(track)
      objects.push(annotated(large?.category ?? 'REGULAR_VEHICLE', part, box, pose))
    }
    for (let k = 0; k < 3; k++) {
      const s = random.range(plan.from, plan.to)
      if (Math.abs(s - section.crossingAt) < mouth + 4) continue
      const count = 1 + random.integer(3)
      for (let n = 0; n < count; n++) {
        const bicycle = parkedBicycle()
        const pose = new Float64Array(POSE_LENGTH)
        terrain.road.toWorld(s + 0.75 * n, side * (section.halfWidth + section.sidewalkWidth - 0.95), world)
        poseOnGround(
          terrain,
          world[0] as number,
          world[1] as number,
          (world[2] as number) + 1.3,
          1,
          section.kerbHeight,
          pose,
        )
        objects.push(annotated('BICYCLE', bicycle.part, bicycle.box, pose))
      }
    }
  }
  return objects
}
