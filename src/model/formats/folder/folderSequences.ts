import type { TaskOptions } from '../../task/task.ts'
import { compareNaturally, timestampOfName } from '../fileNames.ts'
import { baseName, folderOf } from '../inputFile.ts'
import { readFloatRows, rowLayoutOf } from '../kitti/floatRows.ts'
import type { ReportBook } from '../reportBook.ts'
import { type SequencePlan, SINGLE_LIDAR, type SweepSource } from '../sequencePlan.ts'
import type { SniffedFile } from '../sniff.ts'

/** Groups the sweeps of a folder into sequences. */
export async function planFolders(
  files: readonly SniffedFile[],
  book: ReportBook,
  _task: TaskOptions,
): Promise<SequencePlan[]> {
  const groups = new Map<string, SweepSource[]>()
  for (const { file, head, kind } of files) {
    if (kind !== 'float-rows') continue
    const layout = rowLayoutOf(file, head)
    if (!layout) continue
    book.sweep(file, layout.format, 'sensor frame')
    const key = `${folderOf(file.path)}\n${layout.format}`
    const source: SweepSource = {
      name: baseName(file.path),
      path: file.path,
      bytes: file.size,
      format: layout.format,
      timestampNanoseconds: timestampOfName(file.path),
      decode: () => readFloatRows(file, layout),
    }
    groups.set(key, [...(groups.get(key) ?? []), source])
  }
  return [...groups].map(([key, sources]): SequencePlan => {
    const [folder = '', format = ''] = key.split('\n')
    return {
      name: baseName(folder) || format,
      format,
      sources: sources.sort((a, b) => compareNaturally(a.name, b.name)),
      poses: [],
      truth: null,
      frame: 'sensor',
      frameIsGuessed: false,
      lidarsIn: () => SINGLE_LIDAR,
      egoFromSensor: null,
      sensorClass: format.startsWith('nuScenes') ? 'spinning-32' : 'spinning-64',
    }
  })
}
