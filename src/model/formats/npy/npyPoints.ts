import type { FieldArray } from '../../sweep/sweep.ts'
import { fieldMissing, malformed, readBytes } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'
import { type PointColumn, type PointTable, tableOfColumns, unitOfField } from '../pointTable.ts'
import { readStridedColumn } from '../stridedColumn.ts'
import { checkNpySize, type NpyArray, type NpyHeader, npyItems, parseNpyHeader, readNpyArray } from './npyArray.ts'

/** Rows of more values than this are pictures or rasters, not points. */
const MAXIMUM_COLUMNS = 32

/** Whether an array of this shape can be points: N x 3+ (or H x W x 3+), 3+ x N, or named columns with x, y, z. */
export function holdsPoints(header: NpyHeader): boolean {
  if (header.structured) {
    const names = new Set(header.columns.map(({ name }) => name.toLowerCase()))
    return ['x', 'y', 'z'].every(name => names.has(name))
  }
  const type = header.columns[0]?.type
  return (type === 'float16' || type === 'float32' || type === 'float64') && layoutOf(header.shape) !== null
}

interface Layout {
  readonly rows: number
  readonly width: number
  readonly transposed: boolean
}

function layoutOf(shape: readonly number[]): Layout | null {
  const width = shape.at(-1) ?? 0
  if (shape.length < 2 || shape.length > 3) return null
  const rows = shape.slice(0, -1).reduce((product, extent) => product * extent, 1)
  if (width >= 3 && width <= MAXIMUM_COLUMNS) return { rows, width, transposed: false }
  const first = shape[0] ?? 0
  if (shape.length === 2 && first >= 3 && first <= 6 && width > MAXIMUM_COLUMNS)
    return { rows: width, width: first, transposed: true }
  return null
}

/** Reads a `.npy` of points. The fourth column is taken for intensity, as in KITTI; further ones keep their number. */
export async function readNpyPoints(file: InputFile): Promise<PointTable> {
  const bytes = await readBytes(file)
  const header = parseNpyHeader(file.path, bytes)
  if (!header.structured) return tableOfArray(file.path, readNpyArray(file.path, bytes))
  checkNpySize(file.path, bytes.length, header)
  const count = npyItems(header)
  const columns = header.columns.map(({ name, type, littleEndian, offset }) => ({
    name,
    storedType: type,
    unit: unitOfField(name),
    values: readStridedColumn(bytes, {
      type,
      littleEndian,
      offset: header.dataStart + offset,
      stride: header.itemBytes,
      count,
    }),
  }))
  const table = tableOfColumns(columns)
  if (!table)
    throw fieldMissing(
      file.path,
      'columns x, y and z',
      columns.map(({ name }) => name),
    )
  return table
}

/** Points of an N x 3+ array; `extra` columns of length N are added as fields. */
export function tableOfArray(file: string, array: NpyArray, extra: readonly PointColumn[] = []): PointTable {
  const layout = layoutOf(array.shape)
  if (!layout) throw malformed(file, `An array of ${array.shape.join(' x ')} holds no points, expected N x 3 or more.`)
  const { rows, width, transposed } = layout
  const columns = Array.from({ length: width }, (_, column): PointColumn => {
    const name = ['x', 'y', 'z', 'intensity'][column] ?? `column${column}`
    const values: FieldArray = transposed
      ? array.values.slice(column * rows, (column + 1) * rows)
      : everyNth(array.values, column, width, rows)
    return { name, storedType: array.storedType, unit: unitOfField(name), values }
  })
  const table = tableOfColumns([...columns, ...extra])
  if (!table) throw malformed(file, 'The array has no coordinates.')
  return table
}

function everyNth(values: FieldArray, start: number, step: number, count: number): FieldArray {
  const own = values.slice(0, count)
  for (let i = 0, at = start; i < count; i++, at += step) own[i] = values[at] as number
  return own
}
