import type { OrientedBox } from '../sweep/estimate.ts'
import { heightOf, roadAround } from './roadAround.ts'

/** Metres above the road around from which a return within a moving object's outline is no road. */
const ABOVE_ROAD_METRES = 0.06
/** Where no road is seen, metres below an object's lowest kept point: what is called ground reaches 0.2 m above the road. */
const DEPTH_METRES = 0.12
/** Metres that an outline is grown by. */
const MARGIN_METRES = 0.05

/**
 * Returns called ground within the outline of a moving object that lie above the road around it: bumpers, sills and tyres, which the
 * network does not see. Nothing that stands can be there.
 * @param positions N x 3, metres
 * @param ground N; 1 = called ground
 * @param taken N; rows of which it is not 0 belong to another object already
 * @param lowest metres, of the object's own points
 * @returns rows, ascending
 */
export function lowReturns(
  positions: Float32Array,
  ground: Uint8Array,
  taken: Int32Array,
  box: OrientedBox,
  lowest: number,
): Int32Array {
  const { center, size, yaw } = box
  const road = roadAround(positions, ground, box)
  const cosine = Math.cos(yaw)
  const sine = Math.sin(yaw)
  const halfLength = size[0] / 2 + MARGIN_METRES
  const halfWidth = size[1] / 2 + MARGIN_METRES
  const reach = Math.hypot(halfLength, halfWidth)
  const top = center[2] + size[2] / 2
  const rows: number[] = []
  for (let i = 0; i < ground.length; i++) {
    if (ground[i] === 0 || taken[i] !== 0) continue
    const dx = (positions[3 * i] as number) - center[0]
    if (dx > reach || dx < -reach) continue
    const z = positions[3 * i + 2] as number
    const dy = (positions[3 * i + 1] as number) - center[1]
    const floor = road ? heightOf(road, dx, dy) + ABOVE_ROAD_METRES : lowest - DEPTH_METRES
    if (z < floor || z > top) continue
    if (Math.abs(cosine * dx + sine * dy) <= halfLength && Math.abs(cosine * dy - sine * dx) <= halfWidth) rows.push(i)
  }
  return Int32Array.from(rows)
}
