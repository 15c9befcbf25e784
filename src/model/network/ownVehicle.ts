import { buildPointColumns, nearestInColumns } from '../coarse/pointColumns.ts'
import type { Transform } from '../sweep/transform.ts'

/** Metres from the frame's origin, along and across the direction of travel, within which the vehicle itself may be. */
const ALONG_METRES = 4.5
const ACROSS_METRES = 1.3
/** Metres in a sweep from which what stays with the sensor is told apart from what stands. */
const LEAST_TRAVEL_METRES = 0.3
/** Metres: a return that stays with the sensor has another this near, at the same place of its frame. */
const SAME_METRES = 0.2

/**
 * Returns of the vehicle that carries the sensor: they keep their place in its frame while the world goes by, and look like something
 * that moves with it at its own speed. Only told while it moves.
 * @param positions0 N x 3, metres, each sweep in its own frame, which is fixed to the vehicle
 * @param positions1 M x 3
 * @returns N and M; 1 = belongs to the vehicle
 */
export function ownVehicle(
  positions0: Float32Array,
  positions1: Float32Array,
  sweep1FromSweep0: Transform<'sweep1', 'sweep0'>,
): { readonly own0: Uint8Array; readonly own1: Uint8Array } {
  const own0 = new Uint8Array(positions0.length / 3)
  const own1 = new Uint8Array(positions1.length / 3)
  const { translation } = sweep1FromSweep0
  const x = translation[0] as number
  const y = translation[1] as number
  const travel = Math.hypot(x, y)
  if (travel < LEAST_TRAVEL_METRES) return { own0, own1 }
  const within0 = withinVehicle(positions0, x / travel, y / travel)
  const within1 = withinVehicle(positions1, x / travel, y / travel)
  mark(positions0, within0, positions1, within1, own0)
  mark(positions1, within1, positions0, within0, own1)
  return { own0, own1 }
}

function withinVehicle(positions: Float32Array, alongX: number, alongY: number): Int32Array {
  const rows: number[] = []
  for (let i = 0; i < positions.length / 3; i++) {
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const along = alongX * x + alongY * y
    const across = alongX * y - alongY * x
    if (Math.abs(along) < ALONG_METRES && Math.abs(across) < ACROSS_METRES) rows.push(i)
  }
  return Int32Array.from(rows)
}

function mark(
  positions: Float32Array,
  rows: Int32Array,
  others: Float32Array,
  otherRows: Int32Array,
  own: Uint8Array,
): void {
  if (rows.length === 0 || otherRows.length === 0) return
  const columns = buildPointColumns(others, otherRows, SAME_METRES)
  const squared = new Float64Array(1)
  for (const i of rows) {
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const z = positions[3 * i + 2] as number
    if (nearestInColumns(columns, x, y, z, SAME_METRES, squared) >= 0) own[i] = 1
  }
}
