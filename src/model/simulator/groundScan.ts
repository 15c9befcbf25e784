import { GROUND, type LidarScan } from './lidarScan.ts'
import { material } from './materials.ts'
import { POSE_LENGTH } from './scene.ts'
import type { Terrain } from './terrain.ts'

const SAMPLES = 90
/** Radii at which a column's ground profile is sampled, metres: 1 to 200 in steps of 6 %. */
const radii = Float64Array.from({ length: SAMPLES }, (_, k) => 200 ** (k / (SAMPLES - 1)))
const slopes = new Float64Array(SAMPLES)
/** Neighbouring columns that share one profile: it only brackets. */
const SHARED_COLUMNS = 3
const street = new Float64Array(2)
const KERB = material('kerb')

/** Height error at which a ray counts as on the ground, metres. */
const TOLERANCE = 1e-6

/**
 * Casts columns [from, to) against the ground: the profile of a column brackets each ray's first crossing (beams rise, so
 * the bracket only moves outwards), Newton steps finish it. The pavement is the same surface one kerb higher: where a ray
 * crosses that level over a pavement it ends there, where it dips under it over the carriageway and then reaches the
 * pavement's side it meets the kerb's face. Run after the objects: most rays end on one of them and need no ground.
 */
export function scanGround(scan: LidarScan, terrain: Terrain, from: number, to: number): void {
  for (let column = from; column < to; column++) {
    if ((column - from) % SHARED_COLUMNS === 0) sampleProfile(scan, terrain, column)
    scanColumn(scan, terrain, column)
  }
}

/** Slope from the sensor to the ground at each radius, in the direction of a column: its middle beam stands for it. */
function sampleProfile(scan: LidarScan, terrain: Terrain, column: number): void {
  const { beams, directions, poses } = scan
  const ox = poses[column * POSE_LENGTH + 9] as number
  const oy = poses[column * POSE_LENGTH + 10] as number
  const oz = poses[column * POSE_LENGTH + 11] as number
  // The tilt of the vehicle turns the other beams by less than a degree.
  const middle = 3 * (column * beams + (beams >> 1))
  const mx = directions[middle] as number
  const my = directions[middle + 1] as number
  const inverse = 1 / Math.sqrt(mx * mx + my * my)
  for (let k = 0; k < SAMPLES; k++) {
    const radius = radii[k] as number
    slopes[k] = (terrain.base(ox + radius * mx * inverse, oy + radius * my * inverse) - oz) / radius
  }
}

/** A column at a time: functions that are called often are compiled once, with all of their branches seen. */
function scanColumn(scan: LidarScan, terrain: Terrain, column: number): void {
  const { beams, directions, poses, range } = scan
  const kerb = terrain.section.kerbHeight
  const ox = poses[column * POSE_LENGTH + 9] as number
  const oy = poses[column * POSE_LENGTH + 10] as number
  const oz = poses[column * POSE_LENGTH + 11] as number
  const first = column * beams
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
    // Something nearer than the whole bracket was met already.
    if (k > 1 && (radii[k - 2] as number) > (range[ray] as number) * flat) continue
    const ux = dx / flat
    const uy = dy / flat
    const road = descend(terrain, ox, oy, oz, ux, uy, rise, k, 0)
    if (Number.isNaN(road)) continue
    terrain.road.toStreet(ox + road * ux, oy + road * uy, street)
    const roadEdge = terrain.edgeAt(street[0] as number, street[1] as number)
    let radius = road
    let edge = roadEdge
    let isKerb = false
    // Far inside the carriageway the pavement's level cannot matter: the ray crosses it `gap` before the road's.
    const gap = kerb / Math.max(1e-3, steepness(terrain, ox + road * ux, oy + road * uy, ux, uy, rise))
    if (roadEdge > -3 * gap - 0.1) {
      let top = k
      while (top > 0 && rise <= (slopes[top - 1] as number) + kerb / (radii[top - 1] as number)) top--
      const raised = descend(terrain, ox, oy, oz, ux, uy, rise, top, kerb)
      // Grazing the crest of a pavement: neither level is met for certain.
      if (Number.isNaN(raised)) continue
      terrain.road.toStreet(ox + raised * ux, oy + raised * uy, street)
      const topEdge = terrain.edgeAt(street[0] as number, street[1] as number)
      if (topEdge > 0) {
        radius = raised
        edge = topEdge
      } else if (roadEdge > 0) {
        isKerb = true
        let outside = raised
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
    const cosine = steepness(terrain, ox + radius * ux, oy + radius * uy, ux, uy, rise) * flat
    scan.cosine[ray] = isKerb ? 0.7 : Math.min(1, Math.abs(cosine))
  }
}

/**
 * Horizontal distance at which a ray meets the carriageway's level raised by `lift`, between profile samples k - 1 and k:
 * steps along the bracket's mean slope, and halving of the bracket where they do not settle. NaN when there is no crossing.
 */
function descend(
  terrain: Terrain,
  ox: number,
  oy: number,
  oz: number,
  ux: number,
  uy: number,
  rise: number,
  k: number,
  lift: number,
): number {
  let high = radii[k] as number
  let low = k === 0 ? 0 : (radii[k - 1] as number)
  let below = high * (rise - (slopes[k] as number)) - lift
  let above = k === 0 ? oz - lift - terrain.base(ox, oy) : low * (rise - (slopes[k - 1] as number)) - lift
  if (below > 0 || above < 0) return Number.NaN
  const slope = (above - below) / (high - low)
  let radius = low + above / slope
  for (let step = 0; step < 5; step++) {
    const height = oz + rise * radius - lift - terrain.base(ox + radius * ux, oy + radius * uy)
    if (height < TOLERANCE && height > -TOLERANCE) return radius
    radius += height / slope
    if (radius < low || radius > high) break
  }
  for (let step = 0; step < 40; step++) {
    // Secant with a halving every third step, which bounds the worst case.
    const share = step % 3 === 2 ? 0.5 : above / (above - below)
    radius = low + share * (high - low)
    const height = oz + rise * radius - lift - terrain.base(ox + radius * ux, oy + radius * uy)
    if (height < TOLERANCE && height > -TOLERANCE) return radius
    if (height > 0) {
      low = radius
      above = height
    } else {
      high = radius
      below = height
    }
    // The profile stands for the whole column; a tilted beam's own crossing may lie a little outside the bracket.
    if (high - low < 1e-6) return polish(terrain, ox, oy, oz - lift, ux, uy, rise, radius)
  }
  return Number.NaN
}

/** Newton steps from a place within millimetres of the crossing. */
function polish(
  terrain: Terrain,
  ox: number,
  oy: number,
  oz: number,
  ux: number,
  uy: number,
  rise: number,
  start: number,
): number {
  let radius = start
  for (let step = 0; step < 8; step++) {
    const x = ox + radius * ux
    const y = oy + radius * uy
    const height = oz + rise * radius - terrain.base(x, y)
    if (height < TOLERANCE && height > -TOLERANCE) return radius
    const descent = steepness(terrain, x, y, ux, uy, rise)
    if (descent < 1e-3) return Number.NaN
    radius += height / descent
  }
  return Number.NaN
}

/** How fast the ray loses height over the ground, per metre of horizontal way. */
function steepness(terrain: Terrain, x: number, y: number, ux: number, uy: number, rise: number): number {
  const slope = (terrain.base(x + 0.2 * ux, y + 0.2 * uy) - terrain.base(x - 0.2 * ux, y - 0.2 * uy)) / 0.4
  return slope - rise
}
