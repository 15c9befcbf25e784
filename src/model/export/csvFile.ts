import { breathe, type TaskOptions } from '../task/task.ts'
import type { ExportFrame } from './exportFrame.ts'
import { type PointColumn, pointColumns } from './pointColumns.ts'
import { joinParts } from './zipWriter.ts'

const ROWS_AT_ONCE = 4096

/** One line a point under a header of names with their unit (`x_m`, `flow_x_m`, `instance`); numbers keep all that they hold. */
export async function csvFile(frame: ExportFrame, task: TaskOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const columns = pointColumns(frame)
  const n = frame.sweep0.count
  const encoder = new TextEncoder()
  const parts = [encoder.encode(`${columns.map(({ name, unit }) => (unit ? `${name}_${unit}` : name)).join(',')}\n`)]
  const texts = columns.map(textOf)
  for (let start = 0; start < n; start += ROWS_AT_ONCE) {
    let lines = ''
    for (let i = start; i < Math.min(n, start + ROWS_AT_ONCE); i++) {
      let line = ''
      for (const text of texts) line += `${line === '' ? '' : ','}${text(i)}`
      lines += `${line}\n`
    }
    parts.push(encoder.encode(lines))
    await breathe(task.signal)
  }
  return joinParts(parts)
}

/** Nine digits give every float32 back bit by bit; doubles say themselves. */
function textOf({ values }: PointColumn): (row: number) => string {
  if (values instanceof Float32Array) return row => String(Number((values[row] as number).toPrecision(9)))
  return row => String(values[row])
}
