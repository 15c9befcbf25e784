import { material } from './materials.ts'
import type { Skin } from './scene.ts'
import {
  CHANCE,
  ENTER,
  ENTER_FACE,
  ENTER_NORMAL,
  EXIT,
  EXIT_FACE,
  EXIT_NORMAL,
  type Hit,
  MATERIAL,
  type Ray,
} from './shapes/shape.ts'

const GLASS = material('vehicle glass')
const UPHOLSTERY = material('upholstery')

/** Share of rays that a window pane sends back. */
const PANE_RETURN = 0.2

/**
 * Leaves and twigs in a solid: the free path is exponential with `density` leaf areas a metre, so that a crown has depth
 * and lets some rays through.
 */
export function porous(density: number): Skin {
  return (ray, hit) => {
    const from = Math.max(0, hit[ENTER] as number)
    const at = from - Math.log(1 - (hit[CHANCE] as number)) / density
    if (at >= (hit[EXIT] as number)) return false
    hit[ENTER] = at
    // Leaves hang in all directions: half of the light comes back on average.
    for (let axis = 0; axis < 3; axis++) hit[ENTER_NORMAL + axis] = -0.6 * (ray[3 + axis] as number)
    return true
  }
}

/** Says whether a place on a face is a window pane; metres in the part's frame. */
export type Pane = (face: number, x: number, y: number, z: number) => boolean

/** A closed hull with panes: most rays go in through one, and out again through another or end on the lining. */
export function glazed(pane: Pane): Skin {
  return (ray, hit) => {
    const enter = hit[ENTER] as number
    if (enter > 0) {
      if (!pane(hit[ENTER_FACE] as number, along(ray, enter, 0), along(ray, enter, 1), along(ray, enter, 2)))
        return true
      if ((hit[CHANCE] as number) < PANE_RETURN) {
        hit[MATERIAL] = GLASS
        return true
      }
    }
    const exit = hit[EXIT] as number
    if (pane(hit[EXIT_FACE] as number, along(ray, exit, 0), along(ray, exit, 1), along(ray, exit, 2))) return false
    leaveAt(hit, exit)
    hit[MATERIAL] = UPHOLSTERY
    return true
  }
}

/** Slats or bars: of each `pitch` along the axis (0 x, 1 y, 2 z) the first `width` is solid. */
export function slatted(axis: 0 | 1 | 2, pitch: number, width: number): Skin {
  return (ray, hit) => {
    const at = along(ray, hit[ENTER] as number, axis) / pitch
    return (at - Math.floor(at)) * pitch < width
  }
}

/** Wire mesh: sends back a share of the rays. */
export function mesh(share: number): Skin {
  return (_, hit) => (hit[CHANCE] as number) < share
}

/** Coordinate of the ray's point at a distance. */
export function along(ray: Ray, distance: number, axis: number): number {
  return (ray[axis] as number) + distance * (ray[axis + 3] as number)
}

function leaveAt(hit: Hit, exit: number): void {
  hit[ENTER] = exit
  for (let axis = 0; axis < 3; axis++) hit[ENTER_NORMAL + axis] = -(hit[EXIT_NORMAL + axis] as number)
}
