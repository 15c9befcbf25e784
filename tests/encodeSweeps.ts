/** Small writers of the formats under test: independent of the readers, as plain as the specifications allow. */

import { deflateRawSync } from 'node:zlib'
import { Float16, Float32, makeData, makeVector, Table, tableToIPC } from 'apache-arrow'
import type { InputFile } from '#model/formats/inputFile.ts'

export function memoryFile(path: string, content: Uint8Array | string): InputFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return {
    path,
    size: bytes.length,
    read: async (start = 0, end = bytes.length) => bytes.slice(start, Math.min(end, bytes.length)),
  }
}

/** Mulberry32: numbers in [0, 1) that depend on the seed alone. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function joinBytes(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const all = parts.map(part => (typeof part === 'string' ? new TextEncoder().encode(part) : part))
  const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of all) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export type NumberType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'float32' | 'float64'
const BYTES: Record<NumberType, number> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
}

function put(view: DataView, at: number, type: NumberType, value: number, little: boolean): void {
  if (type === 'int8') view.setInt8(at, value)
  else if (type === 'uint8') view.setUint8(at, value)
  else if (type === 'int16') view.setInt16(at, value, little)
  else if (type === 'uint16') view.setUint16(at, value, little)
  else if (type === 'int32') view.setInt32(at, value, little)
  else if (type === 'uint32') view.setUint32(at, value, little)
  else if (type === 'int64') view.setBigInt64(at, BigInt(value), little)
  else if (type === 'float32') view.setFloat32(at, value, little)
  else view.setFloat64(at, value, little)
}

export interface Column {
  readonly name: string
  readonly type: NumberType
  readonly values: readonly number[]
}

/** Row after row. */
export function packRows(columns: readonly Column[], little = true): Uint8Array {
  const rows = columns[0]?.values.length ?? 0
  const stride = columns.reduce((sum, column) => sum + BYTES[column.type], 0)
  const bytes = new Uint8Array(rows * stride)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let row = 0; row < rows; row++)
    for (const { type, values } of columns) {
      put(view, at, type, values[row] as number, little)
      at += BYTES[type]
    }
  return bytes
}

const PCD_TYPE: Record<NumberType, string> = {
  int8: 'I',
  int16: 'I',
  int32: 'I',
  int64: 'I',
  uint8: 'U',
  uint16: 'U',
  uint32: 'U',
  float32: 'F',
  float64: 'F',
}

export function encodePcd(columns: readonly Column[], encoding: 'ascii' | 'binary' | 'binary_compressed'): Uint8Array {
  const rows = columns[0]?.values.length ?? 0
  const header = [
    '# .PCD v0.7 - Point Cloud Data file format',
    'VERSION 0.7',
    `FIELDS ${columns.map(c => c.name).join(' ')}`,
    `SIZE ${columns.map(c => BYTES[c.type]).join(' ')}`,
    `TYPE ${columns.map(c => PCD_TYPE[c.type]).join(' ')}`,
    `COUNT ${columns.map(() => 1).join(' ')}`,
    `WIDTH ${rows}`,
    'HEIGHT 1',
    'VIEWPOINT 0 0 0 1 0 0 0',
    `POINTS ${rows}`,
    `DATA ${encoding}`,
    '',
  ].join('\n')
  if (encoding === 'ascii') {
    const lines = Array.from({ length: rows }, (_, row) => columns.map(c => String(c.values[row])).join(' '))
    return joinBytes(header, `${lines.join('\n')}\n`)
  }
  if (encoding === 'binary') return joinBytes(header, packRows(columns))
  const plain = joinBytes(...columns.map(column => packRows([column])))
  const packed = encodeLzf(plain)
  const sizes = new Uint8Array(8)
  new DataView(sizes.buffer).setUint32(0, packed.length, true)
  new DataView(sizes.buffer).setUint32(4, plain.length, true)
  return joinBytes(header, sizes, packed)
}

/** Greedy LZF with a search of the last 300 bytes: slow, and makes literals, short, long and overlapping matches. */
export function encodeLzf(input: Uint8Array): Uint8Array {
  const out: number[] = []
  let literals: number[] = []
  const flush = () => {
    for (let i = 0; i < literals.length; i += 32) {
      const run = literals.slice(i, i + 32)
      out.push(run.length - 1, ...run)
    }
    literals = []
  }
  let at = 0
  while (at < input.length) {
    let best = 0
    let distance = 0
    for (let d = 1; d <= Math.min(at, 300); d++) {
      let length = 0
      while (length < 264 && at + length < input.length && input[at + length] === input[at + length - d]) length++
      if (length > best) {
        best = length
        distance = d
      }
    }
    if (best < 3) {
      literals.push(input[at++] as number)
      continue
    }
    flush()
    const code = best - 2
    const back = distance - 1
    if (code < 7) out.push((code << 5) | (back >> 8), back & 255)
    else out.push((7 << 5) | (back >> 8), code - 7, back & 255)
    at += best
  }
  flush()
  return Uint8Array.from(out)
}

const PLY_TYPE: Record<NumberType, string> = {
  int8: 'char',
  uint8: 'uchar',
  int16: 'short',
  uint16: 'ushort',
  int32: 'int',
  uint32: 'uint',
  int64: 'int64',
  float32: 'float',
  float64: 'double',
}

export function encodePly(
  columns: readonly Column[],
  encoding: 'ascii' | 'binary_little_endian' | 'binary_big_endian',
  before: { readonly header: string; readonly body: Uint8Array } = { header: '', body: new Uint8Array() },
): Uint8Array {
  const rows = columns[0]?.values.length ?? 0
  const properties = columns.map(c => `property ${PLY_TYPE[c.type]} ${c.name}\n`).join('')
  const header = `ply\nformat ${encoding} 1.0\ncomment made for a test\n${before.header}element vertex ${rows}\n${properties}end_header\n`
  if (encoding === 'ascii') {
    const lines = Array.from({ length: rows }, (_, row) => columns.map(c => String(c.values[row])).join(' '))
    return joinBytes(header, before.body, `${lines.join('\n')}\n`)
  }
  return joinBytes(header, before.body, packRows(columns, encoding === 'binary_little_endian'))
}

export function encodeNpy(descr: string, shape: readonly number[], data: Uint8Array, fortran = false): Uint8Array {
  const shapeText = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const quoted = descr.startsWith('[') ? descr : `'${descr}'`
  let text = `{'descr': ${quoted}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shapeText}, }`
  text = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`
  const start = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8)
  return joinBytes(start, text, data)
}

/** Bitwise CRC-32, without a table. */
function slowCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

export function encodeNpz(arrays: Readonly<Record<string, Uint8Array>>, deflated: boolean): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const [key, data] of Object.entries(arrays)) {
    const name = new TextEncoder().encode(`${key}.npy`)
    const packed = deflated ? new Uint8Array(deflateRawSync(data)) : data
    const common = new Uint8Array(26)
    const view = new DataView(common.buffer)
    view.setUint16(0, 20, true)
    view.setUint16(4, deflated ? 8 : 0, true)
    view.setUint32(10, slowCrc32(data), true)
    view.setUint32(14, packed.length, true)
    view.setUint32(18, data.length, true)
    view.setUint16(22, name.length, true)
    const local = joinBytes(Uint8Array.of(0x50, 0x4b, 3, 4), common, name, packed)
    const tail = new Uint8Array(14)
    new DataView(tail.buffer).setUint32(10, offset, true)
    directory.push(joinBytes(Uint8Array.of(0x50, 0x4b, 1, 2, 20, 0), common, tail, name))
    parts.push(local)
    offset += local.length
  }
  const central = joinBytes(...directory)
  const end = new Uint8Array(18)
  const view = new DataView(end.buffer)
  view.setUint16(4, directory.length, true)
  view.setUint16(6, directory.length, true)
  view.setUint32(8, central.length, true)
  view.setUint32(12, offset, true)
  return joinBytes(...parts, central, Uint8Array.of(0x50, 0x4b, 5, 6), end)
}

/** An AV2-like sweep as an uncompressed Arrow file: x, y, z as float16 bits or float32, laser_number uint8. */
export function encodeFeather(
  coordinates: readonly (Uint16Array | Float32Array)[],
  laserNumber: Uint8Array,
): Uint8Array {
  const children = coordinates.map(shared => {
    // Arrow's writer garbles columns that share one buffer.
    const values = shared.slice()
    const { length } = values
    if (values instanceof Uint16Array) return makeVector(makeData({ type: new Float16(), data: values, length }))
    return makeVector(makeData({ type: new Float32(), data: values, length }))
  })
  const [x, y, z] = children
  if (!x || !y || !z) throw new Error('three coordinates are needed')
  return tableToIPC(new Table({ x, y, z, laser_number: makeVector(laserNumber) }), 'file')
}
