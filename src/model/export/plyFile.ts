import type { FieldArray } from '../sweep/sweep.ts'
import { breathe, type TaskOptions } from '../task/task.ts'
import { describeFrame, type ExportFrame } from './exportFrame.ts'
import { pointColumns } from './pointColumns.ts'

/** Binary little-endian PLY: one vertex a point with the columns of `pointColumns` as properties; comments say what they are. */
export async function plyFile(frame: ExportFrame, task: TaskOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const columns = pointColumns(frame)
  const n = frame.sweep0.count
  const head = new TextEncoder().encode(
    [
      'ply',
      'format binary_little_endian 1.0',
      ...Object.entries(describeFrame(frame)).map(([name, text]) => `comment ${name}: ${text.replace(/\s+/g, ' ')}`),
      `element vertex ${n}`,
      ...columns.map(({ name, values }) => `property ${typeOf(values)} ${name}`),
      'end_header',
      '',
    ].join('\n'),
  )
  const stride = columns.reduce((sum, { values }) => sum + values.BYTES_PER_ELEMENT, 0)
  const bytes = new Uint8Array(head.length + n * stride)
  bytes.set(head)
  const view = new DataView(bytes.buffer)
  let offset = head.length
  for (const { values } of columns) {
    const put = putterOf(view, values)
    for (let i = 0, at = offset; i < n; i++, at += stride) put(at, values[i] as number)
    offset += values.BYTES_PER_ELEMENT
    await breathe(task.signal)
  }
  return bytes
}

function typeOf(values: FieldArray): string {
  if (values instanceof Float32Array) return 'float'
  if (values instanceof Float64Array) return 'double'
  if (values instanceof Uint8Array) return 'uchar'
  if (values instanceof Int8Array) return 'char'
  if (values instanceof Uint16Array) return 'ushort'
  if (values instanceof Int16Array) return 'short'
  if (values instanceof Uint32Array) return 'uint'
  return 'int'
}

function putterOf(view: DataView, values: FieldArray): (at: number, value: number) => void {
  if (values instanceof Float32Array) return (at, value) => view.setFloat32(at, value, true)
  if (values instanceof Float64Array) return (at, value) => view.setFloat64(at, value, true)
  if (values instanceof Uint8Array || values instanceof Int8Array) return (at, value) => view.setUint8(at, value)
  if (values instanceof Uint16Array || values instanceof Int16Array)
    return (at, value) => view.setUint16(at, value, true)
  return (at, value) => view.setUint32(at, value, true)
}
