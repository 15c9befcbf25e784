import { Occupancy } from './occupancy.ts'
import { passersby } from './people/passersby.ts'
import { Random } from './random.ts'
import { poseOnGround } from './rigidPose.ts'
import type { PoseFunction, SceneObject } from './scene.ts'
import type { SensorModel } from './sensors.ts'
import { laneOffset, planStreet, streetPath } from './streetPlan.ts'
import { frontages } from './surroundings/frontage.ts'
import { parkedVehicles, streetFurniture } from './surroundings/kerbside.ts'
import type { Terrain } from './terrain.ts'
import { Traffic } from './traffic.ts'
import { PLACE_LENGTH, SpeedProfile } from './trajectories.ts'

export interface Street {
  readonly terrain: Terrain
  readonly objects: readonly SceneObject[]
  /** World from the ego vehicle's frame, in which the lidars are mounted. */
  readonly ego: PoseFunction
}

/** The ego vehicle: length, width and wheelbase in metres, and its box's middle ahead of the rear axle. */
const EGO = { length: 4.9, width: 1.9, wheelbase: 2.85, middle: 1.4 }

/** Lays out a street with everything on it for a sequence of `seconds`. */
export function buildStreet(seed: number, seconds: number, sensor: SensorModel): Street {
  const random = new Random(seed)
  const egoRandom = random.fork(1)
  const standing = egoRandom.chance(0.15)
  const speed = standing ? 0 : egoRandom.range(3, 13)
  const later = standing ? 0 : Math.max(1, speed + egoRandom.range(-4, 3))
  const profile = standing
    ? SpeedProfile.constant(0, 0)
    : new SpeedProfile(0, [
        [1, speed],
        [1 + Math.abs(later - speed) / 1.2 + 0.01, later],
      ])
  const plan = planStreet(random.fork(2), profile.distance(seconds))
  const { terrain } = plan
  const path = streetPath(plan, 0, laneOffset(plan.section, 1, 0), 1)
  const place = new Float64Array(PLACE_LENGTH)
  const ego: PoseFunction = (time, out) => {
    path.place(profile.distance(time), place)
    poseOnGround(
      terrain,
      place[0] as number,
      place[1] as number,
      place[2] as number,
      EGO.wheelbase,
      sensor.egoHeight,
      out,
    )
  }
  const occupancy = new Occupancy(seconds)
  const own = occupancy.track(EGO.length, EGO.width, true, (time, out) => {
    path.place(profile.distance(time) + EGO.middle, out)
  })
  occupancy.add({ ...own, halfLength: own.halfLength + 2 })
  const parked = parkedVehicles(plan, occupancy, random.fork(3))
  const traffic = new Traffic(plan, occupancy, random.fork(4), { speed, start: 0, distance: profile.distance(seconds) })
  traffic.fill()
  const people = passersby(plan, occupancy, random.fork(5), -35, profile.distance(seconds) + 45)
  return {
    terrain,
    ego,
    objects: [
      ...traffic.objects,
      ...people,
      ...parked,
      ...streetFurniture(plan, random.fork(6)),
      ...frontages(plan, random.fork(7)),
    ],
  }
}
