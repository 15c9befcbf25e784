import type { FieldArray } from '../sweep/sweep.ts'
import { float16 } from './arrow/float16.ts'

/** Number types of the binary formats. */
export type ScalarType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'bool'

export const SCALAR_BYTES: Readonly<Record<ScalarType, number>> = {
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
}

/** An array of N that holds the type's values; 64-bit integers become doubles (exact to 2^53), halves float32. */
export function arrayFor(type: ScalarType, count: number): FieldArray {
  switch (type) {
    case 'int8':
      return new Int8Array(count)
    case 'uint8':
    case 'bool':
      return new Uint8Array(count)
    case 'int16':
      return new Int16Array(count)
    case 'uint16':
      return new Uint16Array(count)
    case 'int32':
      return new Int32Array(count)
    case 'uint32':
      return new Uint32Array(count)
    case 'float16':
    case 'float32':
      return new Float32Array(count)
    case 'int64':
    case 'uint64':
    case 'float64':
      return new Float64Array(count)
  }
}

/** Reads one number of `type` at a byte offset. */
export type ScalarReader = (view: DataView, at: number) => number

export function scalarReader(type: ScalarType, littleEndian: boolean): ScalarReader {
  switch (type) {
    case 'int8':
      return (view, at) => view.getInt8(at)
    case 'uint8':
      return (view, at) => view.getUint8(at)
    case 'bool':
      return (view, at) => (view.getUint8(at) === 0 ? 0 : 1)
    case 'int16':
      return (view, at) => view.getInt16(at, littleEndian)
    case 'uint16':
      return (view, at) => view.getUint16(at, littleEndian)
    case 'int32':
      return (view, at) => view.getInt32(at, littleEndian)
    case 'uint32':
      return (view, at) => view.getUint32(at, littleEndian)
    case 'int64':
      return (view, at) => Number(view.getBigInt64(at, littleEndian))
    case 'uint64':
      return (view, at) => Number(view.getBigUint64(at, littleEndian))
    case 'float16':
      return (view, at) => float16(view.getUint16(at, littleEndian))
    case 'float32':
      return (view, at) => view.getFloat32(at, littleEndian)
    case 'float64':
      return (view, at) => view.getFloat64(at, littleEndian)
  }
}

export interface StridedColumn {
  readonly type: ScalarType
  readonly littleEndian: boolean
  /** First value's byte, and the bytes from one value to the next. */
  readonly offset: number
  readonly stride: number
  readonly count: number
}

/** Copies one column out of rows of bytes; throws a RangeError beyond the end. */
export function readStridedColumn(bytes: Uint8Array, column: StridedColumn): FieldArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const last = column.offset + (column.count - 1) * column.stride + SCALAR_BYTES[column.type]
  if (column.count > 0 && last > bytes.length) throw new RangeError(`a column ends at byte ${last} of ${bytes.length}`)
  const values = arrayFor(column.type, column.count)
  const read = scalarReader(column.type, column.littleEndian)
  for (let i = 0, at = column.offset; i < column.count; i++, at += column.stride) values[i] = read(view, at)
  return values
}
