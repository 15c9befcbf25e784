import type { TaskOptions } from '../task/task.ts'
import { csvFile } from './csvFile.ts'
import type { PointFormat } from './exportFormats.ts'
import type { ExportFrame } from './exportFrame.ts'
import { featherFile } from './featherFile.ts'
import { npzFile } from './npzFile.ts'
import { plyFile } from './plyFile.ts'

/** The file of one pair. */
export async function pointFile(
  format: PointFormat,
  frame: ExportFrame,
  task: TaskOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  switch (format) {
    case 'npz':
      return npzFile(frame)
    case 'ply':
      return plyFile(frame, task)
    case 'csv':
      return csvFile(frame, task)
    case 'feather':
      return featherFile(frame)
  }
}
