import { material } from '../materials.ts'
import type { Random } from '../random.ts'
import type { Primitive, Skin } from '../scene.ts'
import { Box } from '../shapes/box.ts'
import { Polyhedron } from '../shapes/polyhedron.ts'
import { CHANCE, ENTER, ENTER_FACE, ENTER_NORMAL, MATERIAL } from '../shapes/shape.ts'
import { along, slatted } from '../skins.ts'

const WINDOW = material('window')
const FRAME = material('wood')
const ROOM = material('plaster')
const NOTHING = material('nothing')

export interface FacadePlan {
  readonly floorHeight: number
  readonly pitch: number
  readonly windowWidth: number
  readonly windowHeight: number
  readonly sill: number
  /** How far panes lie behind the wall's face, metres. */
  readonly recess: number
  readonly shopFront: boolean
  /** Width of the house along x, metres; rows of windows are centred on it. */
  readonly width: number
  readonly floors: number
}

/** Walls with windows set back behind reveals, frames with a mullion, and rooms behind that mostly swallow the ray. */
export function facade(plan: FacadePlan): Skin {
  const { floorHeight, pitch, windowWidth, windowHeight, sill, recess, shopFront, floors } = plan
  const columns = Math.max(1, Math.floor((plan.width - 0.8) / pitch))
  const span = columns * pitch
  return (ray, hit) => {
    const face = hit[ENTER_FACE] as number
    const at = hit[ENTER] as number
    if (face > 3 || at <= 0) return true
    const across = face < 2 ? 1 : 0
    const normal = face < 2 ? 0 : 1
    const u = along(ray, at, across)
    const z = along(ray, at, 2)
    const floor = Math.floor(z / floorHeight)
    if (z < 0 || floor >= floors) return true
    const street = floor === 0 && shopFront
    const half = street ? pitch / 2 - 0.18 : windowWidth / 2
    const low = street ? 0.35 : floor * floorHeight + sill
    const high = street ? floorHeight - 0.55 : low + windowHeight
    const cell = Math.floor((u + span / 2) / pitch)
    if (cell < 0 || cell >= columns) return true
    // The first bay of the ground floor is the door.
    const door = floor === 0 && !shopFront && cell === columns >> 1
    const bottom = door ? 0.05 : low
    const middle = (cell + 0.5) * pitch - span / 2
    if (Math.abs(u - middle) > half || z < bottom || z > high) return true
    const slope = Math.abs(ray[3 + normal] as number)
    const pane = at + recess / slope
    const paneU = along(ray, pane, across) - middle
    const paneZ = along(ray, pane, 2)
    if (Math.abs(paneU) > half || paneZ < bottom || paneZ > high) {
      // Ends on the reveal: where the ray leaves the opening's prism.
      const du = ray[3 + across] as number
      const dz = ray[5] as number
      const toSide = du === 0 ? Infinity : (middle + Math.sign(du) * half - u) / du
      const toEdge = dz === 0 ? Infinity : ((dz > 0 ? high : bottom) - z) / dz
      hit[ENTER] = at + Math.min(toSide, toEdge)
      const side = toSide < toEdge
      hit[ENTER_NORMAL + normal] = 0
      hit[ENTER_NORMAL + across] = side ? -Math.sign(du) : 0
      hit[ENTER_NORMAL + 2] = side ? 0 : -Math.sign(dz)
      return true
    }
    const chance = hit[CHANCE] as number
    hit[ENTER] = pane
    if (door) {
      hit[MATERIAL] = FRAME
      return true
    }
    const nearFrame =
      Math.abs(paneU) > half - 0.07 ||
      paneZ < bottom + 0.07 ||
      paneZ > high - 0.07 ||
      (!street && Math.abs(paneU) < 0.04)
    if (nearFrame) hit[MATERIAL] = FRAME
    else if (chance < 0.25) hit[MATERIAL] = WINDOW
    else if (chance < 0.45) {
      // Curtains and things in the room.
      hit[ENTER] = pane + (0.15 + 9 * (chance - 0.25)) / slope
      hit[MATERIAL] = ROOM
    } else hit[MATERIAL] = NOTHING
    return true
  }
}

/** A house with its front at y = 0 facing -y, standing on z = 0 and founded below it. */
export function house(width: number, depth: number, random: Random, shops: boolean): Primitive[] {
  const floors = shops ? 3 + random.integer(3) : 2 + random.integer(2)
  const plan: FacadePlan = {
    floorHeight: random.range(2.9, 3.4),
    pitch: random.range(1.9, 2.9),
    windowWidth: random.range(1, 1.4),
    windowHeight: random.range(1.3, 1.75),
    sill: 0.85,
    recess: random.range(0.12, 0.28),
    shopFront: shops && random.chance(0.6),
    width,
    floors,
  }
  const height = floors * plan.floorHeight + 0.3
  const half = width / 2
  const wall = material(random.pick(['plaster', 'plaster', 'brick', 'concrete']))
  const primitives: Primitive[] = [
    { shape: new Box(-half, 0, -3, half, depth, height), material: wall, skin: facade(plan) },
    // Plinth and eaves.
    { shape: new Box(-half - 0.02, -0.06, -3, half + 0.02, 0.1, 0.45), material: material('concrete'), skin: null },
    { shape: new Box(-half, -0.3, height - 0.12, half, 0.2, height + 0.08), material: material('wood'), skin: null },
  ]
  if (plan.shopFront) primitives.splice(1, 1)
  if (random.chance(0.7)) {
    const rise = random.range(2, 3.6)
    const middle = depth / 2
    const slope = rise / (middle + 0.35)
    primitives.push({
      shape: new Polyhedron(
        [
          [0, 0, -1, 0, 0, height],
          [0, -slope, 1, 0, -0.35, height],
          [0, slope, 1, 0, depth + 0.35, height],
          [1, 0, 0, half + 0.2, 0, 0],
          [-1, 0, 0, -half - 0.2, 0, 0],
        ],
        [-half - 0.2, -0.35, height, half + 0.2, depth + 0.35, height + rise],
      ),
      material: material('roof tile'),
      skin: null,
    })
    const x = random.range(-half * 0.6, half * 0.6)
    primitives.push({
      shape: new Box(x - 0.3, middle - 1, height, x + 0.3, middle - 0.4, height + rise + 0.6),
      material: material('brick'),
      skin: null,
    })
  } else primitives.push({ shape: new Box(-half, 0, height, half, 0.2, height + 0.7), material: wall, skin: null })
  if (random.chance(0.5)) balconies(primitives, plan, random)
  if (plan.shopFront && random.chance(0.7))
    primitives.push({
      shape: new Polyhedron(
        [
          [0, -0.5, 1, 0, -1.3, 2.55],
          [0, 0.5, -1, 0, -1.3, 2.5],
          [0, 1, 0, 0, 0, 0],
          [0, -1, 0, 0, -1.3, 0],
          [1, 0, 0, half * 0.8, 0, 0],
          [-1, 0, 0, -half * 0.8, 0, 0],
        ],
        [-half * 0.8, -1.3, 2.4, half * 0.8, 0, 3.3],
      ),
      material: material('cloth'),
      skin: null,
    })
  if (!shops) {
    // Steps to the door.
    const columns = Math.max(1, Math.floor((width - 0.8) / plan.pitch))
    const x = ((columns >> 1) + 0.5) * plan.pitch - (columns * plan.pitch) / 2
    primitives.push(
      { shape: new Box(x - 0.9, -0.9, -1, x + 0.9, 0, 0.15), material: material('concrete'), skin: null },
      { shape: new Box(x - 0.8, -1, 2.35, x + 0.8, 0, 2.47), material: material('wood'), skin: null },
    )
  }
  return primitives
}

function balconies(primitives: Primitive[], plan: FacadePlan, random: Random): void {
  const rail = slatted(0, 0.14, 0.035)
  const metal = material('metal')
  const columns = Math.max(1, Math.floor((plan.width - 0.8) / plan.pitch))
  for (let floor = 1; floor < plan.floors; floor++) {
    const column = random.integer(columns)
    const x = (column + 0.5) * plan.pitch - (columns * plan.pitch) / 2
    const z = floor * plan.floorHeight + 0.25
    primitives.push(
      { shape: new Box(x - 1.1, -1.1, z - 0.15, x + 1.1, 0, z), material: material('concrete'), skin: null },
      { shape: new Box(x - 1.1, -1.1, z, x + 1.1, -1.07, z + 1), material: metal, skin: rail },
      { shape: new Box(x - 1.1, -1.12, z + 1, x + 1.1, -1.06, z + 1.05), material: metal, skin: null },
    )
  }
}
