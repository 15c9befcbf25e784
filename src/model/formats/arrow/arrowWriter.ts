import { Bool, Float16, makeData, makeVector, Table, tableToIPC, type Vector } from 'apache-arrow'
import type { FieldArray } from '../../sweep/sweep.ts'
import { encodeFloat16 } from './float16.ts'

export interface ColumnToWrite {
  readonly name: string
  /** How the values are stored: as they are, rounded to half precision, or as bits of 0 and not 0. */
  readonly as: 'is' | 'float16' | 'bool'
  readonly values: FieldArray
}

/** An uncompressed Arrow IPC file (feather, version 2): one record batch, no nulls. */
export function arrowFile(
  columns: readonly ColumnToWrite[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const table = new Table(Object.fromEntries(columns.map(column => [column.name, vectorOf(column)])))
  for (const [name, text] of Object.entries(metadata)) table.schema.metadata.set(name, text)
  return tableToIPC(table, 'file') as Uint8Array<ArrayBuffer>
}

function vectorOf({ as, values }: ColumnToWrite): Vector {
  const { length } = values
  if (as === 'float16')
    return makeVector(makeData({ type: new Float16(), data: encodeFloat16(Float32Array.from(values)), length }))
  if (as === 'bool') return makeVector(makeData({ type: new Bool(), data: bitsOf(values), length }))
  // A copy: the library's writer garbles columns that share a buffer. Types follow the array.
  return makeVector(values.slice() as Float32Array)
}

function bitsOf(flags: FieldArray): Uint8Array {
  const bits = new Uint8Array(Math.ceil(flags.length / 8))
  for (let i = 0; i < flags.length; i++) if (flags[i]) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7))
  return bits
}
