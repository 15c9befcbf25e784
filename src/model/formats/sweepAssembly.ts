import { StudioError } from '../error/studioError.ts'
import type { FieldRole, Sweep, SweepField } from '../sweep/sweep.ts'
import { breathe } from '../task/task.ts'
import { noPoints } from './formatErrors.ts'
import type { FieldReport } from './importReport.ts'
import type { PointColumn, PointTable } from './pointTable.ts'

/** Beyond this, float32 resolves worse than half a millimetre: the cloud is shifted in double precision. */
const LARGE_COORDINATE_METRES = 5000

export type OriginShift = readonly [number, number, number]

/** Whole metres near the cloud's median when any coordinate is large; zero otherwise. */
export function originShiftOf(table: PointTable): OriginShift {
  const middle = [table.x, table.y, table.z].map(column => medianOfSample(column.values)) as [number, number, number]
  return middle.some(value => Math.abs(value) > LARGE_COORDINATE_METRES)
    ? [Math.round(middle[0]), Math.round(middle[1]), Math.round(middle[2])]
    : [0, 0, 0]
}

/** Whether the sequence's common shift can matter for this sweep (with a margin, so that one recording is treated alike). */
export function mayNeedShift(table: PointTable): boolean {
  return [table.x, table.y, table.z].some(
    column => Math.abs(medianOfSample(column.values)) > LARGE_COORDINATE_METRES / 3,
  )
}

function medianOfSample(values: ArrayLike<number>): number {
  const step = Math.max(1, Math.floor(values.length / 501))
  const sample: number[] = []
  for (let i = 0; i < values.length; i += step) {
    const value = values[i] as number
    if (Number.isFinite(value)) sample.push(value)
  }
  sample.sort((a, b) => a - b)
  return sample[sample.length >> 1] ?? 0
}

export interface AssembledPoints {
  readonly count: number
  readonly positions: Float32Array
  readonly fields: readonly SweepField[]
  readonly roles: Sweep['roles']
  readonly sourceRows: Uint32Array | null
  readonly notFiniteRows: number
  readonly duplicateRows: number
  readonly fieldReports: readonly FieldReport[]
  readonly warnings: readonly string[]
}

/**
 * From a file's columns to a sweep's arrays: rows that are not finite and spurious zeros at the end are left out,
 * coordinates are shifted in double and become float32, fields keep their types.
 * Throws `no-points` when nothing is left.
 */
export async function assemblePoints(
  file: string,
  table: PointTable,
  shift: OriginShift,
  signal: AbortSignal | undefined,
): Promise<AssembledPoints> {
  if (table.count === 0) throw noPoints(file, 'The file holds 0 points.')
  const warnings = [...table.warnings]
  const end = table.count - trailingZeroRows(table)
  if (end === 0) throw noPoints(file, `All ${table.count} points of the file are (0, 0, 0).`)
  if (end < table.count)
    warnings.push(`${table.count - end} spurious all-zero point(s) at the end of the file were left out.`)
  const kept = await finiteRows(table, end, signal)
  if (kept.count === 0) throw noPoints(file, `None of the ${end} points has finite coordinates.`)
  if (kept.count < end) warnings.push(`${end - kept.count} row(s) with NaN or infinite coordinates were left out.`)

  const positions = new Float32Array(3 * kept.count)
  const columns = [table.x, table.y, table.z] as const
  for (const [axis, column] of columns.entries()) {
    const values = column.values
    const offset = shift[axis] as number
    for (let i = 0; i < kept.count; i++) {
      const row = kept.rows ? (kept.rows[i] as number) : i
      positions[3 * i + axis] = (values[row] as number) - offset
    }
    await breathe(signal)
  }
  if (shift.some(value => value !== 0))
    warnings.push(`Large coordinates: shifted by (${shift.join(', ')}) m in double precision; read-outs stay original.`)

  const fields: SweepField[] = []
  for (const column of table.fields) {
    if (column.values.length < end)
      throw new StudioError({
        code: 'file-malformed',
        message: `Field ${column.name} has ${column.values.length} values for ${table.count} points.`,
        file,
      })
    fields.push({ name: column.name, unit: column.unit, values: gather(column.values, kept.rows, kept.count) })
    await breathe(signal)
  }
  const duplicateRows = countDuplicates(positions, kept.count)
  await breathe(signal)
  return {
    count: kept.count,
    positions,
    fields,
    roles: { ...rolesOf(fields), ...table.roles },
    sourceRows: kept.rows,
    notFiniteRows: end - kept.count,
    duplicateRows,
    fieldReports: [...columns, ...table.fields].map(column => reportOfColumn(column, end)),
    warnings,
  }
}

/** Rows of zeros in every column but the time at the very end of a file: seen in the wild, never a return. */
function trailingZeroRows(table: PointTable): number {
  const columns = [table.x, table.y, table.z, ...table.fields.filter(field => !/time|_ns$|ring/i.test(field.name))]
  let rows = 0
  for (let i = table.count - 1; i >= 0; i--, rows++)
    for (const column of columns) if (column.values[i] !== 0) return rows
  return rows
}

async function finiteRows(
  table: PointTable,
  end: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly count: number; readonly rows: Uint32Array | null }> {
  const [x, y, z] = [table.x.values, table.y.values, table.z.values]
  const rows = new Uint32Array(end)
  let count = 0
  for (let i = 0; i < end; i++) {
    // The sum is finite only if all three are (sums of opposite infinities are NaN).
    if (Number.isFinite((x[i] as number) + (y[i] as number) + (z[i] as number))) rows[count++] = i
    if ((i & 0xffff) === 0xffff) await breathe(signal)
  }
  return { count, rows: count === table.count ? null : rows.slice(0, count) }
}

function gather<T extends SweepField['values']>(values: T, rows: Uint32Array | null, count: number): T {
  if (!rows) return values.slice() as T
  const kept = values.slice(0, count) as T
  for (let i = 0; i < count; i++) kept[i] = values[rows[i] as number] as number
  return kept
}

/** Points whose three coordinates equal, bit for bit, those of an earlier point. */
export function countDuplicates(positions: Float32Array, count: number): number {
  const bits = new Int32Array(positions.buffer, positions.byteOffset, 3 * count)
  let size = 64
  while (size < 2 * count) size *= 2
  const slots = new Int32Array(size).fill(-1)
  let duplicates = 0
  for (let i = 0; i < count; i++) {
    const [a, b, c] = [bits[3 * i] as number, bits[3 * i + 1] as number, bits[3 * i + 2] as number]
    let slot = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d)
    slot = Math.imul(slot ^ (slot >>> 16), 0x7feb352d)
    slot = (slot ^ (slot >>> 15)) & (size - 1)
    for (;;) {
      const other = slots[slot] as number
      if (other < 0) {
        slots[slot] = i
        break
      }
      if (bits[3 * other] === a && bits[3 * other + 1] === b && bits[3 * other + 2] === c) {
        duplicates++
        break
      }
      slot = (slot + 1) & (size - 1)
    }
  }
  return duplicates
}

function reportOfColumn(column: PointColumn, end: number): FieldReport {
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  const values = column.values
  for (let i = 0; i < end; i++) {
    const value = values[i] as number
    if (value < minimum && value > Number.NEGATIVE_INFINITY) minimum = value
    if (value > maximum && value < Number.POSITIVE_INFINITY) maximum = value
  }
  if (minimum > maximum) minimum = maximum = Number.NaN
  return { name: column.name, storedType: column.storedType, unit: column.unit, minimum, maximum }
}

const ROLE_NAMES: Readonly<Record<FieldRole, readonly string[]>> = {
  intensity: ['intensity', 'reflectance', 'reflectivity', 'i', 'remission', 'scalar_intensity'],
  ring: ['ring', 'laser_number', 'laser_id', 'channel', 'laser', 'line', 'beam', 'scalar_ring'],
  time: ['offset_ns', 'lidar_dt', 't', 'time', 'timestamp', 'time_stamp', 'time_offset', 'point_time', 'scalar_time'],
}

/** Which field plays which role, by the names that the field's formats use. */
export function rolesOf(fields: readonly { readonly name: string }[]): Sweep['roles'] {
  const roles: Partial<Record<FieldRole, string>> = {}
  for (const role of ['intensity', 'ring', 'time'] as const)
    for (const candidate of ROLE_NAMES[role]) {
      const field = fields.find(({ name }) => name.toLowerCase() === candidate)
      if (!field) continue
      roles[role] = field.name
      break
    }
  return roles
}
