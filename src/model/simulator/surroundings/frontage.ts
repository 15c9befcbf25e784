import type { Random } from '../random.ts'
import { background, type Primitive, type SceneObject, standingPose } from '../scene.ts'
import type { StreetPlan } from '../streetPlan.ts'
import { house } from './buildings.ts'
import { fence, gardenWall } from './furniture.ts'
import { bush, conifer, hedge, tree } from './vegetation.ts'

const world = new Float64Array(3)

/**
 * Stands something beside the street at (s, d) on the ground, its +x along the street and its +y away from the carriageway
 * (`side` +1 = left). On the right side it is turned by half a turn, so that fronts face the street.
 */
export function beside(
  plan: StreetPlan,
  s: number,
  d: number,
  side: number,
  primitives: readonly Primitive[],
): SceneObject {
  const { terrain } = plan
  terrain.road.toWorld(s, d, world)
  const x = world[0] as number
  const y = world[1] as number
  const yaw = (world[2] as number) + (side > 0 ? 0 : Math.PI)
  return background(primitives, standingPose(x, y, terrain.height(x, y), yaw))
}

/** Houses, gardens and what fences them in, along both sides of the street and a little way up the crossing road. */
export function frontages(plan: StreetPlan, random: Random): SceneObject[] {
  const objects: SceneObject[] = []
  for (const side of [1, -1]) {
    objects.push(...frontage(plan, side, random.fork(side + 10)))
    objects.push(...backdrop(plan, side, random.fork(side + 20)))
  }
  return objects
}

function frontage(plan: StreetPlan, side: number, random: Random): SceneObject[] {
  const { section, density } = plan
  const objects: SceneObject[] = []
  const line = section.halfWidth + section.sidewalkWidth
  const clear = section.crossingHalfWidth + section.sidewalkWidth + 0.5
  let s = plan.from + random.range(0, 8)
  while (s < plan.to) {
    const width = random.range(8, 15)
    const middle = s + width / 2
    const shops = random.chance(density)
    const garden = shops ? random.range(0, 0.4) : random.range(2.5, 6)
    const gap = shops && random.chance(0.75) ? 0.15 : random.range(1.5, 5)
    // The crossing road cuts through: plots end before its pavements.
    if (Math.abs(middle - section.crossingAt) < clear + width / 2) {
      s = section.crossingAt + clear > s ? section.crossingAt + clear : s + width
      if (s < section.crossingAt) s = section.crossingAt + clear
      continue
    }
    const depth = random.range(8, 12)
    const park = random.chance(0.12)
    const d = side * (line + garden)
    if (park) objects.push(...grove(plan, side, s, width, line, random))
    else {
      objects.push(beside(plan, middle, d, side, house(width, depth, random, shops)))
      if (!shops) objects.push(...frontGarden(plan, side, s, width, line, garden, random))
    }
    s += width + gap
  }
  // The crossing road's corners: walls and trees up its sides.
  for (const end of [-1, 1]) {
    for (let off = line + 6; off < 75; off += random.range(7, 12)) {
      const at = section.crossingAt + end * (clear + random.range(0.5, 3))
      if (off > line + 20)
        objects.push(beside(plan, at, side * off, side, random.chance(0.7) ? tree(random) : conifer(random)))
    }
  }
  return objects
}

/** Taller blocks behind the first row: what is seen over gardens and through gaps. */
function backdrop(plan: StreetPlan, side: number, random: Random): SceneObject[] {
  const { section, density } = plan
  const objects: SceneObject[] = []
  const line = section.halfWidth + section.sidewalkWidth
  for (let s = plan.from; s < plan.to; s += random.range(18, 34)) {
    const width = random.range(12, 22)
    const middle = s + width / 2
    if (Math.abs(middle - section.crossingAt) < width / 2 + section.crossingHalfWidth + 8) continue
    const d = side * (line + random.range(24, 46))
    const tall = random.chance(0.35 + 0.5 * density)
    objects.push(
      beside(plan, middle, d, side, tall ? house(width, 12, random, true) : [...conifer(random), ...tree(random)]),
    )
  }
  // The far ends of the street are closed by a row across it.
  for (const s of [plan.from - 6, plan.to + 6])
    for (let k = -2; k <= 2; k++) {
      plan.terrain.road.toWorld(s, 13 * k, world)
      const x = world[0] as number
      const y = world[1] as number
      const away = s > plan.section.crossingAt ? -Math.PI / 2 : Math.PI / 2
      if (side > 0)
        objects.push(
          background(
            house(13, 10, random, true),
            standingPose(x, y, plan.terrain.height(x, y), (world[2] as number) + away),
          ),
        )
    }
  return objects
}

function frontGarden(
  plan: StreetPlan,
  side: number,
  s: number,
  width: number,
  line: number,
  garden: number,
  random: Random,
): SceneObject[] {
  const objects: SceneObject[] = []
  const gate = 2.6
  const length = width - gate
  const middle = s + (random.chance(0.5) ? length / 2 : width - length / 2)
  const border = random.pick(['hedge', 'hedge', 'wall', 'fence', 'none'])
  const d = side * (line + 0.3)
  if (border === 'hedge') objects.push(beside(plan, middle, d + side * 0.3, side, hedge(length, random)))
  else if (border === 'wall') objects.push(beside(plan, middle, d, side, gardenWall(length, random)))
  else if (border === 'fence') objects.push(beside(plan, middle, d, side, fence(length, random)))
  if (garden > 3 && random.chance(0.5))
    objects.push(
      beside(
        plan,
        s + random.range(2, width - 2),
        side * (line + garden * 0.6),
        side,
        random.chance(0.6) ? tree(random) : conifer(random),
      ),
    )
  const bushes = random.integer(3)
  for (let k = 0; k < bushes; k++)
    objects.push(
      beside(
        plan,
        s + random.range(1, width - 1),
        side * (line + garden * random.range(0.5, 0.85)),
        side,
        bush(random),
      ),
    )
  return objects
}

/** A plot without a house: trees, bushes, a hedge or fence along the pavement. */
function grove(plan: StreetPlan, side: number, s: number, width: number, line: number, random: Random): SceneObject[] {
  const objects: SceneObject[] = [
    beside(
      plan,
      s + width / 2,
      side * (line + 0.5),
      side,
      random.chance(0.5) ? fence(width - 1, random) : hedge(width - 1, random),
    ),
  ]
  for (let k = 0; k < 4; k++)
    objects.push(
      beside(
        plan,
        s + random.range(1, width - 1),
        side * (line + random.range(3, 11)),
        side,
        random.chance(0.75) ? tree(random) : bush(random),
      ),
    )
  return objects
}
