import { arrowFile } from '../formats/arrow/arrowWriter.ts'
import { describeFrame, type ExportFrame } from './exportFrame.ts'
import { pointColumns } from './pointColumns.ts'

/** Arrow IPC file with the columns of `pointColumns`; flags are booleans, the schema's metadata says what the columns are. */
export function featherFile(frame: ExportFrame): Uint8Array<ArrayBuffer> {
  const columns = pointColumns(frame).map(({ name, values, isFlag }) => ({
    name,
    values,
    as: isFlag ? ('bool' as const) : ('is' as const),
  }))
  return arrowFile(columns, describeFrame(frame))
}
