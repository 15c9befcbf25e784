import {
  CompressionType,
  compressionRegistry,
  type Data,
  DataType,
  MessageReader,
  RecordBatchReader,
  type Schema,
  type Table,
  tableFromIPC,
  type Vector,
} from 'apache-arrow'
import { decompress } from 'fzstd'
import type { FieldArray } from '../../sweep/sweep.ts'
import { decoding, malformed, readBytes, truncated } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'
import { decodeFloat16 } from './float16.ts'
import { decodeLz4Frames } from './lz4Frame.ts'

compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4Frames })
compressionRegistry.set(CompressionType.ZSTD, { decode: data => decompress(data) })

export interface ArrowColumn {
  readonly name: string
  /** `float16`, `uint8`, `int64`, `utf8`, `bool`, ... */
  readonly storedType: string
  readonly values: FieldArray | BigInt64Array | BigUint64Array | readonly string[]
}

export interface ArrowTable {
  readonly rows: number
  readonly columns: ReadonlyMap<string, ArrowColumn>
  /** Columns of types that have no use here (lists, structs, dates). */
  readonly skipped: readonly string[]
}

const MAGIC = 'ARROW1'
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes)

export const isArrowFile = (head: Uint8Array) => text(head.subarray(0, 6)) === MAGIC

/** Field names and types from the first bytes, and a check that the file's end is there. */
export async function readArrowSchema(file: InputFile, head: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const tail = await readBytes(file, Math.max(0, file.size - 6), file.size)
  if (file.size < 24 || text(tail) !== MAGIC) {
    const footer = `Arrow file without its closing "${MAGIC}"`
    throw truncated(file.path, `${footer}; at least one more byte than there is`, file.size + 1, file.size)
  }
  return decoding(file.path, 'The Arrow schema', async () => {
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
    const continued = view.getUint32(8, true) === 0xffffffff
    const length = view.getInt32(continued ? 12 : 8, true)
    const end = 16 + length
    if (length <= 0 || end > file.size)
      throw malformed(file.path, `The Arrow schema claims ${length} bytes at byte 12 of ${file.size}.`)
    const message = end <= head.length ? head.subarray(8, end) : await readBytes(file, 8, end)
    const schema = firstSchema(message) ?? RecordBatchReader.from(await readBytes(file)).open().schema
    return new Map(schema.fields.map(field => [field.name, typeName(field.type)]))
  })
}

/** The schema at a file's beginning; null for writers that put it into the footer alone (Arrow's own JavaScript one). */
function firstSchema(message: Uint8Array): Schema | null {
  const first = new MessageReader(message).next()
  return !first.done && first.value.isSchema() ? first.value.header() : null
}

/** Decodes a whole Arrow IPC file: plain, LZ4 frame or ZSTD. Null numbers become NaN in float columns. */
export async function readArrowTable(file: InputFile): Promise<ArrowTable> {
  const bytes = await readBytes(file)
  return decoding(file.path, 'The Arrow data', () => {
    const table: Table = tableFromIPC(bytes)
    const columns = new Map<string, ArrowColumn>()
    const skipped: string[] = []
    for (const field of table.schema.fields) {
      const vector: Vector | null = table.getChild(field.name)
      const values = vector ? valuesOf(vector, table.numRows) : null
      if (values) columns.set(field.name, { name: field.name, storedType: typeName(field.type), values })
      else skipped.push(field.name)
    }
    for (const column of columns.values())
      if (column.values.length !== table.numRows)
        throw malformed(
          file.path,
          `Column ${column.name} has ${column.values.length} values, the table ${table.numRows} rows.`,
        )
    return { rows: table.numRows, columns, skipped }
  })
}

function typeName(type: DataType): string {
  return String(type).toLowerCase()
}

function valuesOf(vector: Vector, rows: number): ArrowColumn['values'] | null {
  const type = vector.type
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isDictionary(type)) {
    const strings: string[] = new Array(rows)
    for (let i = 0; i < rows; i++) strings[i] = String(vector.get(i) ?? '')
    return strings
  }
  if (DataType.isBool(type)) {
    const flags = new Uint8Array(rows)
    for (let i = 0; i < rows; i++) flags[i] = vector.get(i) ? 1 : 0
    return flags
  }
  if (!DataType.isInt(type) && !DataType.isFloat(type) && !DataType.isTimestamp(type)) return null
  const joined = joinChunks(vector.data)
  if (!joined) return null
  const half = DataType.isFloat(type) && joined instanceof Uint16Array
  const values = half ? decodeFloat16(joined) : joined
  if (values instanceof Float32Array || values instanceof Float64Array) markNulls(vector.data, values)
  return values
}

type NumericArray = FieldArray | BigInt64Array | BigUint64Array

/** Copies the record batches' values one after another into an array of their own type; null when they are not numeric. */
function joinChunks(chunks: readonly Data[]): NumericArray | null {
  const first: unknown = chunks[0]?.values
  let length = 0
  for (const chunk of chunks) length += chunk.length
  const joined = emptyLike(first, length)
  if (!joined) return null
  let at = 0
  for (const chunk of chunks) {
    const values: unknown = chunk.values
    if (!ArrayBuffer.isView(values) || values instanceof DataView) return null
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    const wanted = chunk.length * joined.BYTES_PER_ELEMENT
    if (bytes.length < wanted) throw new Error(`a column holds ${bytes.length} bytes of ${wanted}`)
    new Uint8Array(joined.buffer).set(bytes.subarray(0, wanted), at)
    at += wanted
  }
  return joined
}

function emptyLike(sample: unknown, length: number): NumericArray | null {
  if (sample instanceof Float32Array) return new Float32Array(length)
  if (sample instanceof Float64Array) return new Float64Array(length)
  if (sample instanceof Uint8Array) return new Uint8Array(length)
  if (sample instanceof Int8Array) return new Int8Array(length)
  if (sample instanceof Uint16Array) return new Uint16Array(length)
  if (sample instanceof Int16Array) return new Int16Array(length)
  if (sample instanceof Uint32Array) return new Uint32Array(length)
  if (sample instanceof Int32Array) return new Int32Array(length)
  if (sample instanceof BigInt64Array) return new BigInt64Array(length)
  if (sample instanceof BigUint64Array) return new BigUint64Array(length)
  return null
}

function markNulls(chunks: readonly Data[], values: Float32Array | Float64Array): void {
  let at = 0
  for (const chunk of chunks) {
    if (chunk.nullCount > 0) for (let i = 0; i < chunk.length; i++) if (!chunk.getValid(i)) values[at + i] = Number.NaN
    at += chunk.length
  }
}
