import type { FieldArray } from '../sweep/sweep.ts'
import {
  checkExportFrame,
  describeFrame,
  type ExportFrame,
  originalEgoMotion,
  originalFlow,
  originalPositions,
} from './exportFrame.ts'
import { joinParts, ZipWriter } from './zipWriter.ts'

/**
 * A NumPy archive of one pair (docs/exports.md): pc0 (N, 3), pc1 (M, 3) when the next sweep is at hand, flow (N, 3), instance (N,),
 * dynamic (N,), confidence, valid and ground (N,) where known, ego_motion (4, 4), timestamps (2,) in nanoseconds, and the entry
 * `export.json`, which says what they are.
 */
export function npzFile(frame: ExportFrame): Uint8Array<ArrayBuffer> {
  checkExportFrame(frame)
  const { sweep0, sweep1, estimate, ground0 } = frame
  const n = sweep0.count
  const zip = new ZipWriter()
  const put = (name: string, shape: readonly number[], values: NpyValues, isFlag = false) =>
    zip.add(`${name}.npy`, npyBytes(shape, values, isFlag), 'deflated')
  put('pc0', [n, 3], originalPositions(sweep0))
  if (sweep1) put('pc1', [sweep1.count, 3], originalPositions(sweep1))
  put('flow', [n, 3], originalFlow(frame))
  put('instance', [n], estimate.instance)
  put('dynamic', [n], estimate.dynamic)
  if (estimate.confidence) put('confidence', [n], estimate.confidence)
  if (estimate.valid) put('valid', [n], estimate.valid, true)
  if (ground0) put('ground', [n], ground0, true)
  if (sweep0.sourceRows) put('source_row', [n], sweep0.sourceRows)
  put('ego_motion', [4, 4], originalEgoMotion(frame))
  if (sweep1) put('timestamps', [2], BigInt64Array.of(sweep0.timestampNanoseconds, sweep1.timestampNanoseconds))
  zip.add('export.json', new TextEncoder().encode(JSON.stringify(describeFrame(frame), null, 2)), 'deflated')
  return joinParts(zip.finish())
}

type NpyValues = FieldArray | BigInt64Array

/** A `.npy` of version 1.0, C order, little endian; `isFlag` makes bytes of 0 and 1 NumPy's bool. */
export function npyBytes(shape: readonly number[], values: NpyValues, isFlag = false): Uint8Array {
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${isFlag ? '|b1' : codeOf(values)}', 'fortran_order': False, 'shape': (${extents}), }`
  // The data begins at a multiple of 64 bytes, as NumPy writes it.
  const headerBytes = 64 * Math.ceil((10 + text.length + 1) / 64) - 10
  const head = new Uint8Array(10 + headerBytes)
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, headerBytes & 255, headerBytes >> 8])
  head.set(new TextEncoder().encode(`${text.padEnd(headerBytes - 1)}\n`), 10)
  return joinParts([head, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)])
}

function codeOf(values: NpyValues): string {
  if (values instanceof Float32Array) return '<f4'
  if (values instanceof Float64Array) return '<f8'
  if (values instanceof Uint8Array) return '|u1'
  if (values instanceof Int8Array) return '|i1'
  if (values instanceof Uint16Array) return '<u2'
  if (values instanceof Int16Array) return '<i2'
  if (values instanceof Uint32Array) return '<u4'
  if (values instanceof BigInt64Array) return '<i8'
  return '<i4'
}
