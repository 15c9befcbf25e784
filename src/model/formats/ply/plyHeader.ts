import { fieldMissing, malformed } from '../formatErrors.ts'
import { SCALAR_BYTES, type ScalarType } from '../stridedColumn.ts'

export interface PlyProperty {
  readonly name: string
  readonly type: ScalarType
  /** Type of the length for a list, null for a single number. */
  readonly listLength: ScalarType | null
}

export interface PlyElement {
  readonly name: string
  readonly count: number
  readonly properties: readonly PlyProperty[]
}

export interface PlyHeader {
  readonly encoding: 'ascii' | 'binary_little_endian' | 'binary_big_endian'
  readonly elements: readonly PlyElement[]
  readonly vertex: PlyElement
  /** First byte and first line (from 1) after the header. */
  readonly dataStart: number
  readonly dataLine: number
}

const TYPES: Readonly<Record<string, ScalarType>> = {
  char: 'int8',
  uchar: 'uint8',
  short: 'int16',
  ushort: 'uint16',
  int: 'int32',
  uint: 'uint32',
  float: 'float32',
  double: 'float64',
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  int64: 'int64',
  uint64: 'uint64',
  float32: 'float32',
  float64: 'float64',
}

/** Parses a PLY header (lines end in LF, CRLF or CR). Throws `file-malformed` with the line. */
export function parsePlyHeader(file: string, head: Uint8Array): PlyHeader {
  const { lines, dataStart } = headerLines(file, head)
  let encoding: string | undefined
  const elements: { name: string; count: number; properties: PlyProperty[] }[] = []
  for (const [i, line] of lines.entries()) {
    const words = line.trim().split(/\s+/)
    const where = `Line ${i + 1}`
    switch (words[0]) {
      case 'format':
        encoding = words[1]
        break
      case 'element': {
        const count = Number(words[2])
        if (!words[1] || !Number.isInteger(count) || count < 0)
          throw malformed(file, `${where}: "${line.slice(0, 60)}" names no element with a count.`)
        elements.push({ name: words[1], count, properties: [] })
        break
      }
      case 'property': {
        const element = elements.at(-1)
        if (!element) throw malformed(file, `${where}: a property before any element.`)
        element.properties.push(propertyOf(file, where, line, words))
        break
      }
    }
  }
  if (encoding !== 'ascii' && encoding !== 'binary_little_endian' && encoding !== 'binary_big_endian')
    throw malformed(file, `The PLY format is "${encoding ?? 'missing'}", expected ascii or binary of either endian.`)
  const vertex = elements.find(element => element.name === 'vertex')
  if (!vertex)
    throw fieldMissing(
      file,
      'an element called vertex',
      elements.map(({ name }) => name),
    )
  for (const name of ['x', 'y', 'z'])
    if (!vertex.properties.some(property => property.name.toLowerCase() === name && !property.listLength))
      throw fieldMissing(
        file,
        `vertex properties x, y and z (${name} is missing)`,
        vertex.properties.map(p => p.name),
      )
  return { encoding, elements, vertex, dataStart, dataLine: lines.length + 1 }
}

function headerLines(file: string, head: Uint8Array): { lines: string[]; dataStart: number } {
  const lines: string[] = []
  let at = 0
  while (at < head.length) {
    let end = at
    while (end < head.length && head[end] !== 10 && head[end] !== 13) end++
    if (end >= head.length) break
    const line = String.fromCharCode(...head.subarray(at, Math.min(end, at + 4096)))
    lines.push(line)
    at = end + (head[end] === 13 && head[end + 1] === 10 ? 2 : 1)
    if (line.trim() === 'end_header') return { lines, dataStart: at }
  }
  throw malformed(file, `The PLY header has no end_header in its first ${head.length} bytes (${lines.length} lines).`)
}

function propertyOf(file: string, where: string, line: string, words: readonly string[]): PlyProperty {
  const isList = words[1] === 'list'
  const type = TYPES[words[isList ? 3 : 1] ?? '']
  const listLength = isList ? TYPES[words[2] ?? ''] : null
  const name = words[isList ? 4 : 2]
  if (!type || listLength === undefined || !name)
    throw malformed(file, `${where}: "${line.slice(0, 60)}" is no property of a known type.`)
  return { name, type, listLength }
}

/** Bytes of one row in a binary body; null when it has lists. */
export function plyRowBytes(element: PlyElement): number | null {
  let bytes = 0
  for (const property of element.properties) {
    if (property.listLength) return null
    bytes += SCALAR_BYTES[property.type]
  }
  return bytes
}
