import type { Occupancy } from '../occupancy.ts'
import type { Random } from '../random.ts'
import type { SceneObject } from '../scene.ts'
import { type StreetPlan, streetPath } from '../streetPlan.ts'
import { Path, SpeedProfile } from '../trajectories.ts'
import { pedestrian } from './pedestrian.ts'

const world = new Float64Array(3)

/** People on the pavements, alone, in pairs and in standing groups, and a few who cross the street. */
export function passersby(
  plan: StreetPlan,
  occupancy: Occupancy,
  random: Random,
  from: number,
  to: number,
): SceneObject[] {
  const { section } = plan
  const objects: SceneObject[] = []
  const mouth = section.crossingHalfWidth + section.cornerRadius
  const admit = (path: Path, profile: SpeedProfile, margin: number) => {
    const track = occupancy.track(0.5, 0.5, profile.moves, (seconds, out) => path.place(profile.distance(seconds), out))
    if (!occupancy.isFree(track, margin)) return
    occupancy.add(track)
    objects.push(pedestrian(plan.terrain, path, profile, random).object)
  }
  const count = Math.round(random.range(8, 18) * (0.6 + 0.6 * plan.density))
  for (let k = 0; k < count; k++) {
    const side = random.sign()
    const direction = random.sign()
    // Clear of the furniture strip and of the house fronts.
    const d = side * (section.halfWidth + random.range(1.5, section.sidewalkWidth - 0.5))
    const s = random.range(from, to)
    if (Math.abs(s - section.crossingAt) < mouth + 4) continue
    const speed = random.range(0.8, 1.7)
    const draw = random.next()
    if (draw < 0.25) {
      // A standing group, turned to each other.
      const people = 2 + random.integer(2)
      for (let n = 0; n < people; n++) {
        const angle = (2 * Math.PI * n) / people + random.range(-0.3, 0.3)
        plan.terrain.road.toWorld(s + 0.5 * Math.cos(angle), d + 0.5 * Math.sin(angle), world)
        const heading = (world[2] as number) + angle + Math.PI
        admit(new Path(world[0] as number, world[1] as number, heading), SpeedProfile.constant(0, 0), 0.05)
      }
    } else {
      const people = draw < 0.45 ? 2 : 1
      for (let n = 0; n < people; n++)
        admit(streetPath(plan, s + 0.15 * n, d + 0.65 * n * -side, direction), SpeedProfile.constant(0, speed), 0.1)
    }
  }
  // Over the zebra crossings and, now and then, between parked cars.
  for (let k = 0; k < 5; k++) {
    const side = random.sign()
    const end = random.sign()
    const s = k < 4 ? section.crossingAt + end * (mouth + random.range(1, 3)) : random.range(from + 20, to - 20)
    plan.terrain.road.toWorld(s, side * (section.halfWidth + random.range(-2, 1.2)), world)
    const heading = (world[2] as number) - (side * Math.PI) / 2
    admit(
      new Path(world[0] as number, world[1] as number, heading),
      SpeedProfile.constant(0, random.range(0.9, 1.6)),
      0.5,
    )
  }
  return objects
}
