import type { FieldArray, Sweep } from '../sweep/sweep.ts'

/** One column of a sweep's file as it is stored. */
export interface PointColumn {
  readonly name: string
  /** `float16`, `float32`, `uint8`, ... */
  readonly storedType: string
  readonly unit?: string | undefined
  /** Length N. */
  readonly values: FieldArray
}

/** What every point decoder gives: coordinates and any number of further columns, rows as in the file. */
export interface PointTable {
  readonly count: number
  readonly x: PointColumn
  readonly y: PointColumn
  readonly z: PointColumn
  readonly fields: readonly PointColumn[]
  readonly warnings: readonly string[]
  /** Roles that the names do not tell. */
  readonly roles?: Sweep['roles'] | undefined
}

const COORDINATES = new Set(['x', 'y', 'z'])

/** Splits columns into x, y, z and the rest (names compared without case); null when a coordinate is missing. */
export function tableOfColumns(columns: readonly PointColumn[], warnings: readonly string[] = []): PointTable | null {
  const coordinate = (name: string) => columns.find(column => column.name.toLowerCase() === name)
  const x = coordinate('x')
  const y = coordinate('y')
  const z = coordinate('z')
  if (!x || !y || !z) return null
  const fields = columns.filter(column => !COORDINATES.has(column.name.toLowerCase()))
  return { count: x.values.length, x, y, z, fields, warnings }
}

/** Columns of N rows of `names.length` interleaved float32 values. */
export function columnsOfRows(
  rows: Float32Array | Float64Array,
  names: readonly string[],
  storedType: string,
  units: Readonly<Record<string, string>> = {},
): PointColumn[] {
  const width = names.length
  const count = Math.floor(rows.length / width)
  return names.map((name, column) => {
    const values = rows instanceof Float64Array ? new Float64Array(count) : new Float32Array(count)
    for (let i = 0, at = column; i < count; i++, at += width) values[i] = rows[at] as number
    return { name, storedType, unit: units[name], values }
  })
}

/** Unit of a field that is known by its name in some format of the field. */
export function unitOfField(name: string): string | undefined {
  const lower = name.toLowerCase()
  if (lower === 'x' || lower === 'y' || lower === 'z' || lower === 'distance') return 'm'
  if (lower.endsWith('_ns') || lower === 'time_stamp') return 'ns'
  if (lower === 'lidar_dt') return 's'
  return undefined
}
