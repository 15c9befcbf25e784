import type { FieldArray } from '../../sweep/sweep.ts'
import { malformed, truncated } from '../formatErrors.ts'
import { readStridedColumn, SCALAR_BYTES, type ScalarType } from '../stridedColumn.ts'

export interface NpyHeader {
  /** Plain arrays have one unnamed column a value; structured ones named columns. */
  readonly columns: readonly NpyColumn[]
  readonly structured: boolean
  readonly fortranOrder: boolean
  readonly shape: readonly number[]
  /** Bytes of one item. */
  readonly itemBytes: number
  readonly dataStart: number
}

export interface NpyColumn {
  readonly name: string
  readonly type: ScalarType
  readonly littleEndian: boolean
  readonly offset: number
}

/** An array in C order; 64-bit integers as doubles, halves as float32, booleans as 0 and 1. */
export interface NpyArray {
  readonly shape: readonly number[]
  readonly storedType: ScalarType
  readonly values: FieldArray
}

const TYPES: Readonly<Record<string, ScalarType>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
}

/** Parses the header of a `.npy` (format versions 1 to 3) from its first bytes. */
export function parseNpyHeader(file: string, head: Uint8Array): NpyHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (head.length < 12) throw truncated(file, 'The .npy header', 12, head.length)
  const version = head[6] as number
  if (version < 1 || version > 3) throw malformed(file, `The .npy version is ${version} at byte 6, expected 1, 2 or 3.`)
  const start = version === 1 ? 10 : 12
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const dataStart = start + length
  if (dataStart > head.length) throw truncated(file, 'The .npy header', dataStart, head.length)
  const text = new TextDecoder('latin1').decode(head.subarray(start, dataStart))

  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1]
  const shapeText = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1]
  const descriptor = /'descr'\s*:\s*('[^']*'|\[.*?\](?=\s*,\s*'(?:fortran_order|shape)'|\s*,?\s*\}))/s.exec(text)?.[1]
  if (order === undefined || shapeText === undefined || descriptor === undefined)
    throw malformed(file, `The .npy header at byte ${start} lacks descr, fortran_order or shape: ${text.slice(0, 120)}`)
  const shape = shapeText
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(Number)
  if (!shape.every(extent => Number.isInteger(extent) && extent >= 0))
    throw malformed(file, `The .npy shape is (${shapeText}), expected whole numbers.`)
  const { columns, itemBytes } = columnsOf(file, descriptor)
  return {
    columns,
    structured: descriptor.startsWith('['),
    fortranOrder: order === 'True',
    shape,
    itemBytes,
    dataStart,
  }
}

function columnsOf(file: string, descriptor: string): { columns: NpyColumn[]; itemBytes: number } {
  const columns: NpyColumn[] = []
  let itemBytes = 0
  const add = (name: string, code: string) => {
    const type = TYPES[code.slice(1)]
    if (!type || !'<>|='.includes(code[0] ?? '?'))
      throw malformed(
        file,
        `The .npy type "${code}" is not a number (strings, objects and complex numbers are not read).`,
      )
    columns.push({ name, type, littleEndian: code[0] !== '>', offset: itemBytes })
    itemBytes += SCALAR_BYTES[type]
  }
  if (descriptor.startsWith("'")) add('', descriptor.slice(1, -1))
  else {
    for (const [, name = '', code = '', extra] of descriptor.matchAll(
      /\(\s*'([^']*)'\s*,\s*'([^']*)'\s*(,[^)]*)?\)/g,
    )) {
      if (extra?.includes('(')) throw malformed(file, `The .npy column ${name} has several values a row.`)
      add(name, code)
    }
    if (columns.length === 0) throw malformed(file, `The .npy descr ${descriptor.slice(0, 80)} names no columns.`)
  }
  return { columns, itemBytes }
}

export function npyItems(header: NpyHeader): number {
  return header.shape.reduce((product, extent) => product * extent, 1)
}

/** Throws `file-truncated` when the data cannot be whole. */
export function checkNpySize(file: string, size: number, header: NpyHeader): void {
  const expected = header.dataStart + npyItems(header) * header.itemBytes
  if (size < expected)
    throw truncated(file, `An array of ${header.shape.join(' x ')} items of ${header.itemBytes} bytes`, expected, size)
}

/** Decodes a plain (not structured) array into C order. */
export function readNpyArray(file: string, bytes: Uint8Array): NpyArray {
  const header = parseNpyHeader(file, bytes)
  checkNpySize(file, bytes.length, header)
  const column = header.columns[0]
  if (header.structured || !column) throw malformed(file, 'A structured array where a plain one is expected.')
  const values = readStridedColumn(bytes, {
    type: column.type,
    littleEndian: column.littleEndian,
    offset: header.dataStart,
    stride: header.itemBytes,
    count: npyItems(header),
  })
  const ordered = header.fortranOrder && header.shape.length > 1 ? toRowMajor(values, header.shape) : values
  return { shape: header.shape, storedType: column.type, values: ordered }
}

/** From the first index running fastest to the last index running fastest. */
function toRowMajor(values: FieldArray, shape: readonly number[]): FieldArray {
  const ordered = values.slice()
  const index = shape.map(() => 0)
  const strides: number[] = []
  let stride = 1
  for (const extent of shape) {
    strides.push(stride)
    stride *= extent
  }
  let from = 0
  for (let to = 0; to < ordered.length; to++) {
    ordered[to] = values[from] as number
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const extent = shape[axis] as number
      const step = strides[axis] as number
      from += step
      index[axis] = (index[axis] as number) + 1
      if ((index[axis] as number) < extent) break
      from -= step * extent
      index[axis] = 0
    }
  }
  return ordered
}
