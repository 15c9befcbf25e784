import { breathe, type TaskOptions } from '../../task/task.ts'
import { readAsciiNumbers } from '../asciiNumbers.ts'
import { fieldMissing, readBytes, truncated } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'
import { type PointColumn, type PointTable, tableOfColumns, unitOfField } from '../pointTable.ts'
import { arrayFor, readStridedColumn, SCALAR_BYTES } from '../stridedColumn.ts'
import { decodeLzf } from './lzf.ts'
import { type PcdField, type PcdHeader, parsePcdHeader } from './pcdHeader.ts'

/** Throws `file-truncated` when a binary body cannot be whole: the check that needs no reading. */
export function checkPcdSize(path: string, size: number, header: PcdHeader): void {
  if (header.encoding !== 'binary') return
  const expected = header.dataStart + header.points * header.rowBytes
  if (size < expected) throw truncated(path, `${header.points} points of ${header.rowBytes} bytes`, expected, size)
}

/** Reads a PCD of any encoding; padding (`_`) is left out, fields of several values become `name_0`, `name_1`, ... */
export async function readPcd(file: InputFile, task: TaskOptions): Promise<PointTable> {
  const bytes = await readBytes(file)
  const header = parsePcdHeader(file.path, bytes.subarray(0, 65536))
  checkPcdSize(file.path, bytes.length, header)
  const columns: PointColumn[] = []
  if (header.encoding === 'ascii') columns.push(...(await asciiColumns(file.path, bytes, header, task)))
  else {
    const compressed = header.encoding === 'binary_compressed'
    const body = compressed ? decompressed(file.path, bytes, header) : bytes.subarray(header.dataStart)
    let fieldStart = 0
    for (const field of header.fields) {
      const size = SCALAR_BYTES[field.type]
      for (let k = 0; k < field.count; k++) {
        if (field.name === '_') continue
        // Compressed bodies hold one field after another, plain ones point after point.
        const values = readStridedColumn(body, {
          type: field.type,
          littleEndian: true,
          offset: compressed ? fieldStart + k * size : field.offset + k * size,
          stride: compressed ? field.count * size : header.rowBytes,
          count: header.points,
        })
        columns.push(...namedColumns(field, k, values))
      }
      fieldStart += fieldBytes(header, field) * header.points
      await breathe(task.signal)
    }
  }
  const table = tableOfColumns(columns, header.warnings)
  if (!table)
    throw fieldMissing(
      file.path,
      'the fields x, y and z',
      header.fields.map(({ name }) => name),
    )
  return table
}

function fieldBytes(header: PcdHeader, field: PcdField): number {
  const next = header.fields[header.fields.indexOf(field) + 1]
  return (next ? next.offset : header.rowBytes) - field.offset
}

function decompressed(file: string, bytes: Uint8Array, header: PcdHeader): Uint8Array {
  const start = header.dataStart
  if (bytes.length < start + 8) throw truncated(file, 'The sizes of the compressed body', start + 8, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packed = view.getUint32(start, true)
  const plain = view.getUint32(start + 4, true)
  if (bytes.length < start + 8 + packed)
    throw truncated(file, `A compressed body of ${packed} bytes`, start + 8 + packed, bytes.length)
  const expected = header.points * header.rowBytes
  if (plain !== expected)
    throw truncated(file, `${header.points} points of ${header.rowBytes} bytes, unpacked`, expected, plain)
  // LZF packs at most 264 bytes into 3: a larger claim is damage, and would allocate gigabytes.
  if (plain > packed * 100)
    throw truncated(file, `${plain} bytes cannot come of so few packed ones`, plain / 100, packed)
  return decodeLzf(bytes.subarray(start + 8, start + 8 + packed), plain)
}

async function asciiColumns(
  file: string,
  bytes: Uint8Array,
  header: PcdHeader,
  task: TaskOptions,
): Promise<PointColumn[]> {
  const width = header.fields.reduce((sum, field) => sum + field.count, 0)
  const { dataStart, dataLine, points } = header
  const { values } = await readAsciiNumbers(file, bytes, dataStart, dataLine, points, width, task.signal)
  const columns: PointColumn[] = []
  let column = 0
  for (const field of header.fields)
    for (let k = 0; k < field.count; k++, column++) {
      if (field.name === '_') continue
      const own = arrayFor(field.type, points)
      for (let i = 0, at = column; i < points; i++, at += width) own[i] = values[at] as number
      columns.push(...namedColumns(field, k, own))
    }
  return columns
}

function namedColumns(field: PcdField, k: number, values: PointColumn['values']): PointColumn[] {
  const packed = /^rgba?$/i.test(field.name) && field.count === 1 && values.BYTES_PER_ELEMENT === 4
  if (!packed) {
    const name = field.count === 1 ? field.name : `${field.name}_${k}`
    return [{ name, storedType: field.type, unit: unitOfField(field.name), values }]
  }
  // PCL packs a colour into the bits of one number, whatever type it declares.
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  return (['red', 'green', 'blue'] as const).map((name, channel) => ({
    name,
    storedType: `uint8 of ${field.name}`,
    values: Uint8Array.from(bits, word => (word >>> (16 - 8 * channel)) & 255),
  }))
}
