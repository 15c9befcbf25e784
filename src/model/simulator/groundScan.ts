import { GROUND, type LidarScan } from './lidarScan.ts'
import { material } from './materials.ts'
import { POSE_LENGTH } from './scene.ts'
import type { Terrain } from './terrain.ts'

const SAMPLES = 90
/** Radii at which a column's ground profile is sampled, metres: 1 to 200 in steps of 6 %. */
const radii = Float64Array.from({ length: SAMPLES }, (_, k) => 200 ** (k / (SAMPLES - 1)))
const slopes = new Float64Array(SAMPLES)
const street = new Float64Array(2)
const KERB = material('kerb')

/** Height error at which a ray counts as on the ground, metres. */
const TOLERANCE = 1e-6

/**
 * Casts columns [from, to) against the ground: the profile of a column brackets each ray's first crossing (beams rise, so
 * the bracket only moves outwards), Newton steps finish it. The pavement is the same surface one kerb higher: where a ray
 * crosses that level over a pavement it ends there, where it dips under it over the carriageway and then reaches the
 * pavement's side it meets the kerb's face.
 */
export function scanGround(scan: LidarScan, terrain: Terrain, from: number, to: number): void {
  const { beams, directions, poses, range } = scan
  const kerb = terrain.section.kerbHeight
  for (let column = from; column < to; column++) {
    const ox = poses[column * POSE_LENGTH + 9] as number
    const oy = poses[column * POSE_LENGTH + 10] as number
    const oz = poses[column * POSE_LENGTH + 11] as number
    const first = column * beams
    // The middle beam stands for the column's direction; the tilt of the vehicle turns the others by less than a degree.
    const middle = 3 * (first + (beams >> 1))
    const mx = directions[middle] as number
    const my = directions[middle + 1] as number
    const inverse = 1 / Math.sqrt(mx * mx + my * my)
    for (let k = 0; k < SAMPLES; k++) {
      const radius = radii[k] as number
      slopes[k] = (terrain.base(ox + radius * mx * inverse, oy + radius * my * inverse) - oz) / radius
    }
    let k = 0
    for (let row = 0; row < beams; row++) {
      const ray = first + row
      const dx = directions[3 * ray] as number
      const dy = directions[3 * ray + 1] as number
      const dz = directions[3 * ray + 2] as number
      const flat = Math.sqrt(dx * dx + dy * dy)
      const rise = dz / flat
      while (k < SAMPLES && rise > (slopes[k] as number)) k++
      if (k === SAMPLES) break
      const ux = dx / flat
      const uy = dy / flat
      const high = radii[k] as number
      const below = high * (rise - (slopes[k] as number))
      const low = k === 0 ? 0 : (radii[k - 1] as number)
      const above = k === 0 ? oz - terrain.base(ox, oy) : low * (rise - (slopes[k - 1] as number))
      const descent = (below - above) / (high - low)
      let road = low - above / descent
      let error = 0
      for (let step = 0; step < 12; step++) {
        error = oz + rise * road - terrain.base(ox + road * ux, oy + road * uy)
        if (Math.abs(error) < TOLERANCE) break
        road -= error / descent
      }
      if (Math.abs(error) > 1e-4) continue
      terrain.road.toStreet(ox + road * ux, oy + road * uy, street)
      const roadEdge = terrain.edgeAt(street[0] as number, street[1] as number)
      let radius = road
      let edge = roadEdge
      let isKerb = false
      // The edge distance changes by at most the way gone: far inside the carriageway the pavement's level cannot matter.
      const reach = -kerb / descent
      if (roadEdge > -2 * reach - 0.1) {
        let top = road - reach
        for (let step = 0; step < 12; step++) {
          const off = oz + rise * top - terrain.base(ox + top * ux, oy + top * uy) - kerb
          if (Math.abs(off) < TOLERANCE) break
          top -= off / descent
        }
        terrain.road.toStreet(ox + top * ux, oy + top * uy, street)
        const topEdge = terrain.edgeAt(street[0] as number, street[1] as number)
        if (topEdge > 0) {
          radius = top
          edge = topEdge
        } else if (roadEdge > 0) {
          isKerb = true
          let outside = top
          let inside = road
          for (let step = 0; step < 40; step++) {
            const half = (outside + inside) / 2
            terrain.road.toStreet(ox + half * ux, oy + half * uy, street)
            if (terrain.edgeAt(street[0] as number, street[1] as number) > 0) inside = half
            else outside = half
          }
          radius = inside
        } else terrain.road.toStreet(ox + road * ux, oy + road * uy, street)
      }
      const distance = radius / flat
      if (distance >= (range[ray] as number)) continue
      range[ray] = distance
      scan.part[ray] = GROUND
      scan.material[ray] = isKerb ? KERB : terrain.materialAt(street[0] as number, street[1] as number, edge)
      scan.cosine[ray] = isKerb ? 0.7 : Math.min(1, -descent * flat)
    }
  }
}
