import { material } from '../materials.ts'
import type { Primitive, Skin } from '../scene.ts'
import { Frustum } from '../shapes/frustum.ts'
import { ENTER, ENTER_FACE, MATERIAL } from '../shapes/shape.ts'
import { along } from '../skins.ts'

const TYRE = material('tyre')
const METAL = material('metal')

/** A wheel across the vehicle: rubber around a brighter rim. `y` is its outer face's side, metres. */
export function wheel(x: number, y: number, radius: number, width: number): Primitive {
  const inner = y > 0 ? y - width : y + width
  const rim: Skin = (ray, hit) => {
    if (hit[ENTER_FACE] === 0) return true
    const dx = along(ray, hit[ENTER] as number, 0) - x
    const dz = along(ray, hit[ENTER] as number, 2) - radius
    if (Math.hypot(dx, dz) < 0.66 * radius) hit[MATERIAL] = METAL
    return true
  }
  return { shape: new Frustum([x, inner, radius], [x, y, radius], radius, radius), material: TYRE, skin: rim }
}

/** The four wheels of a pair of axles. */
export function axles(places: readonly number[], halfWidth: number, radius: number, width: number): Primitive[] {
  return places.flatMap(x => [wheel(x, halfWidth, radius, width), wheel(x, -halfWidth, radius, width)])
}

/** Says whether a place on a side lies in a wheel arch. */
export function inArch(places: readonly number[], radius: number, clearance: number) {
  const reach = (radius + clearance) ** 2
  return (x: number, z: number): boolean => {
    for (let k = 0; k < places.length; k++) {
      const dx = x - (places[k] as number)
      const dz = z - radius
      if (dx * dx + dz * dz < reach) return true
    }
    return false
  }
}
