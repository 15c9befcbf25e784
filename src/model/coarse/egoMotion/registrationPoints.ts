import type { Sweep } from '../../sweep/sweep.ts'

/** Returns of the vehicle that carries the sensor move with it and would vote for standing still. Metres, horizontal. */
const OWN_VEHICLE_METRES = 2
/** Beyond this a sweep holds little that both sweeps see, with angular noise that outweighs it. */
const FAR_METRES = 100
/** Share of points that must be near, or the origin is not the sensor's and no range limit makes sense. */
const NEAR_SHARE = 0.3

/** Without ground labels: a point this close above the lowest point of its surroundings is taken for ground. */
const LOW_METRES = 0.3
const LOW_CELL_METRES = 1

/** The points of a sweep that take part in registration, split by what they can tell. */
export interface RegistrationPoints {
  /** M x 3, metres, the sweep's frame: walls, poles, vehicles, vegetation. They decide. */
  readonly structure: Float32Array
  /** K x 3: ground, good for height, roll and pitch alone. */
  readonly ground: Float32Array
  /** Where the laser stands (mean over the lidars), metres. */
  readonly origin: readonly [number, number, number]
}

/**
 * Chooses the points of a sweep that registration uses. `groundMask`: length N, 1 = ground; when it marks nothing,
 * points low in their surroundings count as ground.
 */
export function registrationPoints(sweep: Sweep, groundMask: Uint8Array): RegistrationPoints {
  const origin = meanOrigin(sweep)
  let chosen = withinRange(sweep, origin, OWN_VEHICLE_METRES, FAR_METRES)
  if (chosen.length < NEAR_SHARE * sweep.count) chosen = withinRange(sweep, origin, -1, Number.POSITIVE_INFINITY)
  const isGround = hasMarks(groundMask) ? groundMask : lowPoints(sweep, chosen)
  let groundCount = 0
  for (const i of chosen) groundCount += isGround[i] === 1 ? 1 : 0
  const structure = new Float32Array(3 * (chosen.length - groundCount))
  const ground = new Float32Array(3 * groundCount)
  let s = 0
  let g = 0
  for (const i of chosen) {
    const point = sweep.positions.subarray(3 * i, 3 * i + 3)
    if (isGround[i] === 1) {
      ground.set(point, g)
      g += 3
    } else {
      structure.set(point, s)
      s += 3
    }
  }
  return { structure, ground, origin }
}

function meanOrigin(sweep: Sweep): [number, number, number] {
  const mean: [number, number, number] = [0, 0, 0]
  for (const lidar of sweep.lidars)
    for (let axis = 0; axis < 3; axis++)
      mean[axis] = (mean[axis] as number) + (lidar.origin[axis] as number) / sweep.lidars.length
  return mean
}

function withinRange(
  sweep: Sweep,
  origin: readonly [number, number, number],
  minimum: number,
  maximum: number,
): Uint32Array {
  const chosen = new Uint32Array(sweep.count)
  const p = sweep.positions
  let count = 0
  for (let i = 0; i < sweep.count; i++) {
    const dx = (p[3 * i] as number) - origin[0]
    const dy = (p[3 * i + 1] as number) - origin[1]
    const squared = dx * dx + dy * dy
    const far = squared > maximum * maximum
    const near = minimum >= 0 && squared < minimum * minimum
    if (!far && !near && Number.isFinite(squared + (p[3 * i + 2] as number))) chosen[count++] = i
  }
  return chosen.subarray(0, count)
}

function hasMarks(mask: Uint8Array): boolean {
  return mask.includes(1)
}

/** Marks the points near the lowest of the 3 x 3 cells around them. */
function lowPoints(sweep: Sweep, chosen: Uint32Array): Uint8Array {
  const p = sweep.positions
  const marks = new Uint8Array(sweep.count)
  const cells = new Map<number, number>()
  const cellOf = (i: number, dx: number, dy: number) =>
    (Math.floor((p[3 * i] as number) / LOW_CELL_METRES) + dx) * 0x10_0000 +
    Math.floor((p[3 * i + 1] as number) / LOW_CELL_METRES) +
    dy
  for (const i of chosen) {
    const cell = cellOf(i, 0, 0)
    const z = p[3 * i + 2] as number
    const lowest = cells.get(cell)
    if (lowest === undefined || z < lowest) cells.set(cell, z)
  }
  const lowestAround = new Map<number, number>()
  for (const i of chosen) {
    const cell = cellOf(i, 0, 0)
    let lowest = lowestAround.get(cell)
    if (lowest === undefined) {
      lowest = Number.POSITIVE_INFINITY
      for (let dx = -1; dx <= 1; dx++)
        for (let dy = -1; dy <= 1; dy++)
          lowest = Math.min(lowest, cells.get(cellOf(i, dx, dy)) ?? Number.POSITIVE_INFINITY)
      lowestAround.set(cell, lowest)
    }
    if ((p[3 * i + 2] as number) < lowest + LOW_METRES) marks[i] = 1
  }
  return marks
}
