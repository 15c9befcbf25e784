import { malformed, readBytes, truncated } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'
import { columnsOfRows, type PointTable, tableOfColumns } from '../pointTable.ts'

/** Headerless float32 rows: KITTI's 4 values a point, nuScenes' 5, and relatives. */
export interface RowLayout {
  readonly names: readonly string[]
  readonly format: string
}

const KITTI: RowLayout = { names: ['x', 'y', 'z', 'intensity'], format: 'KITTI sweep (float32 x, y, z, intensity)' }
const NUSCENES: RowLayout = {
  names: ['x', 'y', 'z', 'intensity', 'ring'],
  format: 'nuScenes sweep (float32 x, y, z, intensity, ring)',
}
const XYZ: RowLayout = { names: ['x', 'y', 'z'], format: 'headerless float32 x, y, z' }
const TIMED: RowLayout = {
  names: ['x', 'y', 'z', 'intensity', 'ring', 'time'],
  format: 'headerless float32 x, y, z, intensity, ring, time',
}
const LAYOUTS = [KITTI, NUSCENES, TIMED, XYZ]

const NAMED_LIKE_ROWS = /\.bin$/i
const MAXIMUM_COORDINATE_METRES = 1e7

/**
 * The layout under which the head's values make sense, or null for bytes that are no float rows. Lengths do not decide:
 * a file of 5-value rows may also be a multiple of 16 bytes. Throws `file-truncated` when the length fits no
 * row size, and `file-malformed` when a file called `.bin` holds no coordinates.
 */
export function rowLayoutOf(file: InputFile, head: Uint8Array): RowLayout | null {
  const layout = LAYOUTS.find(candidate => rowsArePlausible(head, candidate))
  if (layout) {
    checkLength(file, file.size, layout)
    return layout
  }
  if (!NAMED_LIKE_ROWS.test(file.path)) return null
  if ([KITTI, NUSCENES].every(({ names }) => file.size % (4 * names.length) !== 0)) checkLength(file, file.size, KITTI)
  throw malformed(
    file.path,
    `The first ${Math.min(256, Math.floor(head.length / 16))} rows are not coordinates, neither as 4 nor as 5 float32 values a point.`,
  )
}

function checkLength(file: InputFile, bytes: number, layout: RowLayout): void {
  const size = 4 * layout.names.length
  const rows = Math.floor(bytes / size)
  const over = bytes - rows * size
  if (over === 0) return
  throw truncated(
    file.path,
    `${rows.toLocaleString('en-US')} whole points of ${size} bytes, then ${over} of the next point's ${size} bytes`,
    (rows + 1) * size,
    bytes,
  )
}

function rowsArePlausible(head: Uint8Array, layout: RowLayout): boolean {
  const width = layout.names.length
  const rows = Math.min(256, Math.floor(head.length / (4 * width)))
  if (rows === 0) return false
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  let good = 0
  let nonZero = 0
  let padding = 0
  for (let row = 0; row < rows; row++) {
    const value = (column: number) => view.getFloat32(4 * (row * width + column), true)
    const coordinates = [value(0), value(1), value(2)]
    if (coordinates.every(Number.isNaN)) {
      padding++
      continue
    }
    if (coordinates.some(v => v !== 0)) nonZero++
    if (!coordinates.every(isCoordinate)) continue
    if (width > 3 && !isIntensity(value(3))) continue
    if (width > 4 && !isRing(value(4))) continue
    if (width > 5 && !(Math.abs(value(5)) < 1e10)) continue
    good++
  }
  // A few wild returns occur in whole files; shifted columns fail nearly everywhere.
  return good >= 0.9 * (rows - padding) && nonZero > 0
}

function isCoordinate(v: number): boolean {
  return v === 0 || (Math.abs(v) < MAXIMUM_COORDINATE_METRES && Math.abs(v) > 1e-12)
}

function isIntensity(v: number): boolean {
  return v >= 0 && (v <= 1 || (v <= 255 && Number.isInteger(v)) || v <= 65535) && !(v > 0 && v < 1e-12)
}

function isRing(v: number): boolean {
  return Number.isInteger(v) && v >= -1 && v < 256
}

/** Decodes all rows; throws `file-truncated` when the file's length is no whole number of points. */
export async function readFloatRows(file: InputFile, layout: RowLayout): Promise<PointTable> {
  const bytes = await readBytes(file)
  checkLength(file, bytes.length, layout)
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const values = new Float32Array(aligned.buffer, aligned.byteOffset, bytes.length / 4)
  const table = tableOfColumns(columnsOfRows(values, layout.names, 'float32', { x: 'm', y: 'm', z: 'm' }))
  if (!table) throw malformed(file.path, `The layout ${layout.format} has no coordinates.`)
  return table
}
