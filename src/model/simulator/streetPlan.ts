import type { Random } from './random.ts'
import { RoadFrame } from './roadFrame.ts'
import { type StreetSection, Terrain } from './terrain.ts'
import { Path } from './trajectories.ts'

/** Beyond this distance from the ego vehicle's way nothing is built, metres. */
export const BUILT_REACH = 115

/** One street: its ground, and how far along it things stand. */
export interface StreetPlan {
  readonly terrain: Terrain
  readonly section: StreetSection
  /** Extent along the centre line, metres. */
  readonly from: number
  readonly to: number
  /** 0 = gardens and villas .. 1 = shops wall to wall. */
  readonly density: number
}

export function planStreet(random: Random, egoDistance: number): StreetPlan {
  const density = random.range(0.2, 1)
  const lanesPerDirection = random.chance(0.3) ? 2 : 1
  const laneWidth = random.range(3.2, 3.6)
  const parkingWidth = random.range(2.15, 2.4)
  const section: StreetSection = {
    laneWidth,
    lanesPerDirection,
    parkingWidth,
    sidewalkWidth: random.range(2.6, 3.6) + density,
    halfWidth: laneWidth * lanesPerDirection + parkingWidth,
    crossingAt: random.range(18, 45),
    crossingHalfWidth: random.range(3.4, 4.2),
    cornerRadius: random.range(3.5, 5.5),
    kerbHeight: random.range(0.1, 0.16),
    lawnLeft: density < 0.7 || random.chance(0.3),
    lawnRight: density < 0.7 || random.chance(0.3),
  }
  const curvature = random.chance(0.35) ? 0 : random.sign() / random.range(220, 600)
  const terrain = new Terrain(new RoadFrame(curvature), section, {
    along: [
      [random.range(0.2, 1.1), (2 * Math.PI) / random.range(110, 200), random.range(0, 6.28)],
      [random.range(0.05, 0.25), (2 * Math.PI) / random.range(50, 80), random.range(0, 6.28)],
    ],
    across: [random.range(0.1, 0.6), (2 * Math.PI) / random.range(90, 160), random.range(0, 6.28)],
    grade: random.range(-0.025, 0.025),
  })
  return { terrain, section, from: -BUILT_REACH, to: egoDistance + BUILT_REACH, density }
}

/** Middle of a lane, metres left of the centre line; traffic keeps to the right. `direction` +1 goes with s. */
export function laneOffset(section: StreetSection, direction: number, lane: number): number {
  return -direction * section.laneWidth * (lane + 0.5)
}

const world = new Float64Array(3)

/** A way along the street at a constant offset. */
export function streetPath(plan: StreetPlan, s: number, d: number, direction: number): Path {
  const { road } = plan.terrain
  road.toWorld(s, d, world)
  const heading = (world[2] as number) + (direction > 0 ? 0 : Math.PI)
  return new Path(world[0] as number, world[1] as number, heading, streetCurvature(plan, d, direction))
}

export function streetCurvature(plan: StreetPlan, d: number, direction: number): number {
  const k = plan.terrain.road.curvature
  return (direction * k) / (1 - k * d)
}

/** A straight way along the crossing road, towards +d or -d, from a distance `from` off the street's centre line. */
export function crossingPath(plan: StreetPlan, lateral: number, from: number, direction: number): Path {
  const { road } = plan.terrain
  road.toWorld(plan.section.crossingAt, 0, world)
  const heading = (world[2] as number) + Math.PI / 2
  const c = Math.cos(heading)
  const s = Math.sin(heading)
  // `lateral` is along the street; `from` along the crossing road.
  const x = (world[0] as number) + from * c + lateral * s
  const y = (world[1] as number) + from * s - lateral * c
  return new Path(x, y, heading + (direction > 0 ? 0 : Math.PI))
}
