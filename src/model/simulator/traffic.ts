import type { Occupancy } from './occupancy.ts'
import { cyclist } from './people/cyclist.ts'
import type { Random } from './random.ts'
import { drive } from './rigidPose.ts'
import type { Part, SceneObject } from './scene.ts'
import { crossingPath, laneOffset, type StreetPlan, streetPath } from './streetPlan.ts'
import { type Path, SpeedProfile } from './trajectories.ts'
import { carBox, carKind, carPart, carShape } from './vehicles/car.ts'
import { boxTruck, bus, type LargeVehicle, trailer } from './vehicles/largeVehicles.ts'

interface Vehicle {
  readonly category: string
  readonly part: Part
  readonly box: Float64Array
  readonly wheelbase: number
  readonly length: number
  readonly width: number
}

function car(random: Random): Vehicle {
  const shape = carShape(carKind(random), random)
  const { wheelbase, length, width } = shape
  return {
    category: 'REGULAR_VEHICLE',
    part: carPart(shape, true, random),
    box: carBox(shape),
    wheelbase,
    length,
    width,
  }
}

function vehicle(random: Random): Vehicle | LargeVehicle {
  const draw = random.next()
  return draw < 0.07 ? bus(random) : draw < 0.17 ? boxTruck(random) : car(random)
}

/** Everything on wheels that drives, waits or turns during the sequence. */
export class Traffic {
  readonly objects: SceneObject[] = []
  private readonly plan: StreetPlan
  private readonly occupancy: Occupancy
  private readonly random: Random
  private readonly egoSpeed: number
  private readonly egoStart: number
  private readonly reach: number

  constructor(
    plan: StreetPlan,
    occupancy: Occupancy,
    random: Random,
    ego: { speed: number; start: number; distance: number },
  ) {
    this.plan = plan
    this.occupancy = occupancy
    this.random = random
    this.egoSpeed = ego.speed
    this.egoStart = ego.start
    this.reach = ego.distance
  }

  fill(): void {
    const { random, plan } = this
    const busy = random.range(0.6, 1)
    const lanes = plan.section.lanesPerDirection
    // Cyclists first: they have the least choice of where to ride.
    this.times(4, () => this.cycling())
    for (let lane = 0; lane < lanes; lane++) {
      this.times(Math.round(3 * busy), () => this.withTheFlow(lane))
      this.times(Math.round(5 * busy), () => this.oncoming(lane))
    }
    this.times(2, () => this.turning())
    this.times(2, () => this.crossing())
  }

  private times(count: number, make: () => void): void {
    for (let k = 0; k < count; k++) make()
  }

  private withTheFlow(lane: number): void {
    const { random, plan } = this
    const base = lane === 0 ? this.egoSpeed : this.egoSpeed + random.range(0, 3)
    const speed = Math.max(0, base + random.range(-1, 2))
    const s = this.egoStart + random.range(-45, 60)
    this.admit(vehicle(random), streetPath(plan, s, laneOffset(plan.section, 1, lane), 1), this.profile(speed), 4)
  }

  private oncoming(lane: number): void {
    const { random, plan } = this
    const s = this.egoStart + random.range(-40, 80 + this.reach)
    const kind = vehicle(random)
    const path = streetPath(plan, s, laneOffset(plan.section, -1, lane), -1)
    const profile = this.profile(random.range(4, 13))
    if (this.admit(kind, path, profile, 3) && kind.category === 'REGULAR_VEHICLE' && random.chance(0.12)) {
      // A trailer follows its car's own way, one drawbar behind.
      const behind = trailer(random)
      const gap = kind.length / 2 + 2.3
      this.objects.push(vehicleObject(this.plan, behind, path, profile.behind(gap)))
      this.occupy(behind, path, profile.behind(gap))
    }
  }

  /** From the street into the crossing road: right with a small, left with a large radius. */
  private turning(): void {
    const { random, plan } = this
    const { section } = plan
    const direction = random.sign()
    const left = random.chance(0.5)
    const lane = left ? 0 : section.lanesPerDirection - 1
    const d = laneOffset(section, direction, lane)
    const lateral = section.crossingHalfWidth / 2
    const radius = left
      ? section.crossingHalfWidth + section.laneWidth * 1.2
      : section.cornerRadius + section.parkingWidth
    // The arc ends on the crossing road's own right lane.
    const straight = random.range(4, 40)
    const arcStart = section.crossingAt + direction * ((left ? lateral : -lateral) - radius)
    const path = streetPath(plan, arcStart - direction * straight, d, direction)
    path
      .turnAfter(straight * (1 - plan.terrain.road.curvature * d), (left ? 1 : -1) / radius)
      .turnAfter((Math.PI / 2) * radius, 0)
    const speed = random.range(3, 5.5)
    this.admit(car(random), path, this.profile(speed), 1.5)
  }

  private crossing(): void {
    const { random, plan } = this
    const { section } = plan
    const direction = random.sign()
    const lateral = direction * (section.crossingHalfWidth / 2)
    const stop = section.halfWidth + section.cornerRadius + 4.5
    const waits = random.chance(0.5)
    const from = waits ? stop + random.range(0.5, 3) + 2 : stop + random.range(5, 35)
    const path = crossingPath(plan, lateral, -direction * from, direction)
    this.admit(car(random), path, waits ? SpeedProfile.constant(0, 0) : this.profile(random.range(4, 9)), 1.5)
  }

  private cycling(): void {
    const { random, plan } = this
    const { section } = plan
    const direction = random.sign()
    const d = -direction * (section.laneWidth * section.lanesPerDirection - random.range(0.05, 0.3))
    const s = this.egoStart + random.range(-15, 35 + this.reach / 2)
    const path = streetPath(plan, s, d, direction)
    const profile = this.profile(random.range(3, 6.5))
    const track = this.occupancy.track(1.8, 0.5, true, (seconds, out) => path.place(profile.distance(seconds), out))
    if (!this.occupancy.isFree(track, 0.15)) return
    this.occupancy.add(track)
    this.objects.push(cyclist(plan.terrain, path, profile, random))
  }

  /** Steady, speeding up, braking to a stop, or standing. */
  private profile(speed: number): SpeedProfile {
    const { random } = this
    const draw = random.next()
    const at = random.range(0, 3)
    if (speed < 0.5) return SpeedProfile.constant(0, 0)
    if (draw < 0.6) return SpeedProfile.constant(0, speed)
    if (draw < 0.8) {
      const slower = speed * random.range(0, 0.6)
      return new SpeedProfile(0, [
        [at, speed],
        [at + (speed - slower) / random.range(1.5, 3.5), slower],
      ])
    }
    const faster = speed + random.range(1, 4)
    return new SpeedProfile(0, [
      [at, speed],
      [at + (faster - speed) / random.range(0.8, 2), faster],
    ])
  }

  private admit(kind: Vehicle, path: Path, profile: SpeedProfile, margin: number): boolean {
    const track = this.occupancy.track(kind.length, kind.width, profile.moves, (seconds, out) =>
      path.place(profile.distance(seconds), out),
    )
    // Generous along the lane is not needed beside it: the margin is checked on a longer, not a wider body.
    const longer = { ...track, halfLength: track.halfLength + margin / 2 }
    if (!this.occupancy.isFree(longer, 0.3)) return false
    this.occupancy.add(track)
    this.objects.push(vehicleObject(this.plan, kind, path, profile))
    return true
  }

  private occupy(kind: Vehicle, path: Path, profile: SpeedProfile): void {
    this.occupancy.add(
      this.occupancy.track(kind.length, kind.width, profile.moves, (seconds, out) =>
        path.place(profile.distance(seconds), out),
      ),
    )
  }
}

function vehicleObject(plan: StreetPlan, kind: Vehicle, path: Path, profile: SpeedProfile): SceneObject {
  return {
    category: kind.category,
    parts: [kind.part],
    box: kind.box,
    moves: profile.moves,
    pose: drive(plan.terrain, path, profile, kind.wheelbase),
  }
}
