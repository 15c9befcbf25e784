import { breathe, type TaskOptions } from '../../task/task.ts'
import { asciiNumber } from '../asciiNumbers.ts'
import { fieldMissing, malformed, readBytes, truncated } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'
import { type PointColumn, type PointTable, tableOfColumns, unitOfField } from '../pointTable.ts'
import { arrayFor, readStridedColumn, SCALAR_BYTES, scalarReader } from '../stridedColumn.ts'
import { type PlyElement, type PlyHeader, parsePlyHeader, plyRowBytes } from './plyHeader.ts'

const HEADER_LIMIT = 1 << 20

/** Throws `file-truncated` when the elements up to the vertices cannot be whole: the check that needs no reading. */
export function checkPlySize(path: string, size: number, header: PlyHeader): void {
  if (header.encoding === 'ascii') return
  let expected = header.dataStart
  for (const element of header.elements) {
    const row = plyRowBytes(element)
    if (row === null) return
    expected += row * element.count
    if (element === header.vertex) break
  }
  if (size < expected) {
    const row = plyRowBytes(header.vertex) ?? 0
    throw truncated(path, `${header.vertex.count} vertices of ${row} bytes`, expected, size)
  }
}

/** Reads the vertices of a PLY of any encoding and property order; faces and lists are skipped. */
export async function readPly(file: InputFile, task: TaskOptions): Promise<PointTable> {
  const bytes = await readBytes(file)
  const header = parsePlyHeader(file.path, bytes.subarray(0, HEADER_LIMIT))
  checkPlySize(file.path, bytes.length, header)
  const lists = header.vertex.properties.filter(property => property.listLength).map(({ name }) => name)
  const warnings = lists.length > 0 ? [`List properties of the vertices were skipped: ${lists.join(', ')}.`] : []
  const columns =
    header.encoding === 'ascii'
      ? await asciiVertices(file.path, bytes, header, task)
      : await binaryVertices(file.path, bytes, header, task)
  const table = tableOfColumns(columns, warnings)
  if (!table)
    throw fieldMissing(
      file.path,
      'vertex properties x, y and z',
      columns.map(({ name }) => name),
    )
  return table
}

/** One array a single-number property, and where it stands in the list of properties. */
function emptyColumns(element: PlyElement): (PointColumn | null)[] {
  return element.properties.map(({ name, type, listLength }) =>
    listLength ? null : { name, storedType: type, unit: unitOfField(name), values: arrayFor(type, element.count) },
  )
}

async function binaryVertices(
  file: string,
  bytes: Uint8Array,
  header: PlyHeader,
  task: TaskOptions,
): Promise<PointColumn[]> {
  const little = header.encoding === 'binary_little_endian'
  const { vertex } = header
  let at = header.dataStart
  for (const element of header.elements) {
    if (element === vertex) break
    at = await walkRows(file, bytes, at, element, little, null, task)
  }
  const stride = plyRowBytes(vertex)
  if (stride === null) {
    checkCount(file, vertex, bytes.length - at)
    const columns = emptyColumns(vertex)
    await walkRows(file, bytes, at, vertex, little, columns, task)
    return columns.filter(column => column !== null)
  }
  if (at + stride * vertex.count > bytes.length)
    throw truncated(file, `${vertex.count} vertices of ${stride} bytes`, at + stride * vertex.count, bytes.length)
  const columns: PointColumn[] = []
  let offset = at
  for (const { name, type } of vertex.properties) {
    const values = readStridedColumn(bytes, { type, littleEndian: little, offset, stride, count: vertex.count })
    columns.push({ name, storedType: type, unit: unitOfField(name), values })
    offset += SCALAR_BYTES[type]
    await breathe(task.signal)
  }
  return columns
}

/** Every row has at least one byte a property: a larger count is damage, and would allocate gigabytes. */
function checkCount(file: string, element: PlyElement, left: number): void {
  const least = element.count * Math.max(1, element.properties.length)
  if (least > left) throw truncated(file, `${element.count} rows of ${element.name} need at least`, least, left)
}

async function walkRows(
  file: string,
  bytes: Uint8Array,
  start: number,
  element: PlyElement,
  little: boolean,
  into: readonly (PointColumn | null)[] | null,
  task: TaskOptions,
): Promise<number> {
  checkCount(file, element, bytes.length - start)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const readers = element.properties.map(({ type, listLength }) => ({
    read: scalarReader(type, little),
    bytes: SCALAR_BYTES[type],
    length: listLength ? scalarReader(listLength, little) : null,
    lengthBytes: listLength ? SCALAR_BYTES[listLength] : 0,
  }))
  let at = start
  for (let row = 0; row < element.count; row++) {
    for (const [i, reader] of readers.entries()) {
      const needed = at + (reader.length ? reader.lengthBytes : reader.bytes)
      if (needed > bytes.length)
        throw truncated(file, `Row ${row} of ${element.count} of ${element.name} needs`, needed, bytes.length)
      if (reader.length) {
        const length = reader.length(view, at)
        if (length < 0)
          throw malformed(file, `A list of ${element.name} ${row} has the length ${length} at byte ${at}.`)
        at += reader.lengthBytes + length * reader.bytes
        if (at > bytes.length)
          throw truncated(file, `A list of ${length} values in ${element.name} ${row} needs`, at, bytes.length)
      } else {
        const column = into?.[i]
        if (column) column.values[row] = reader.read(view, at)
        at += reader.bytes
      }
    }
    if ((row & 0x3fff) === 0) await breathe(task.signal)
  }
  return at
}

async function asciiVertices(
  file: string,
  bytes: Uint8Array,
  header: PlyHeader,
  task: TaskOptions,
): Promise<PointColumn[]> {
  const decoder = new TextDecoder('latin1')
  let at = header.dataStart
  let line = header.dataLine
  const nextLine = (element: PlyElement, row: number): string[] => {
    for (;;) {
      if (at >= bytes.length)
        throw truncated(
          file,
          `The text ends at line ${line - 1} before row ${row} of ${element.count} of ${element.name}; at least`,
          bytes.length + (element.count - row) * 2 * element.properties.length,
          bytes.length,
        )
      let end = bytes.indexOf(10, at)
      if (end < 0) end = bytes.length
      const text = decoder.decode(bytes.subarray(at, end)).trim()
      at = end + 1
      line++
      if (text !== '') return text.split(/\s+/)
    }
  }
  const columns = emptyColumnsChecked(file, header.vertex, bytes.length - at)
  for (const element of header.elements) {
    for (let row = 0; row < element.count; row++) {
      const words = nextLine(element, row)
      if ((row & 0x3ff) === 0) await breathe(task.signal)
      if (element !== header.vertex) continue
      let word = 0
      for (const [i, property] of element.properties.entries()) {
        if (property.listLength) {
          word += 1 + Math.max(0, Number(words[word]) || 0)
          continue
        }
        const text = words[word++]
        const column = columns[i]
        if (text === undefined)
          throw malformed(
            file,
            `Line ${line - 1} has ${words.length} numbers, too few for ${element.properties.length} properties.`,
          )
        if (column) column.values[row] = asciiNumber(file, text, line - 1)
      }
    }
    if (element === header.vertex) break
  }
  return columns.filter(column => column !== null)
}

function emptyColumnsChecked(file: string, element: PlyElement, left: number): (PointColumn | null)[] {
  checkCount(file, element, left)
  return emptyColumns(element)
}
