import type { Transform } from '../../sweep/transform.ts'
import { breathe, type TaskOptions } from '../../task/task.ts'
import { readArrowTable } from '../arrow/arrowTable.ts'
import { compareNaturally, timestampOfName } from '../fileNames.ts'
import { baseName, folderOf, type InputFile } from '../inputFile.ts'
import type { ReportBook } from '../reportBook.ts'
import type { PoseTrack, SequencePlan, SweepSource } from '../sequencePlan.ts'
import { type SniffedFile, sniffArrow } from '../sniff.ts'
import type { LabelledBox } from '../truth/labelledBox.ts'
import { readArrowSweep } from './av2Sweep.ts'
import {
  AV2_UP_LIDAR,
  type Av2Calibration,
  Av2Poses,
  av2Boxes,
  av2Calibration,
  bothLidars,
  USUAL_LIDARS,
} from './av2Tables.ts'
import { Av2Truth } from './av2Truth.ts'

const FORMAT = 'Argoverse 2'

interface LogFiles {
  readonly sweeps: InputFile[]
  readonly poses: InputFile[]
  readonly calibration: InputFile[]
  readonly annotations: InputFile[]
  readonly labels: InputFile[]
}

/** Sorts Arrow files into logs by folder and opens their poses, calibration and annotations. */
export async function planAv2Logs(
  arrowFiles: readonly SniffedFile[],
  book: ReportBook,
  task: TaskOptions,
): Promise<SequencePlan[]> {
  const logs = new Map<string, LogFiles>()
  const logOf = (file: InputFile) => {
    const root = logRoot(file.path)
    const known = logs.get(root)
    if (known) return known
    const fresh: LogFiles = { sweeps: [], poses: [], calibration: [], annotations: [], labels: [] }
    logs.set(root, fresh)
    return fresh
  }
  for (const sniffed of arrowFiles) {
    await breathe(task.signal)
    const { file } = sniffed
    try {
      const table = await sniffArrow(sniffed)
      const log = logOf(file)
      switch (table?.kind) {
        case 'sweep':
          log.sweeps.push(file)
          book.sweep(file, `${FORMAT} sweep (Arrow)`, `ego frame; columns ${[...table.columns.keys()].join(', ')}`)
          break
        case 'poses':
          log.poses.push(file)
          break
        case 'calibration':
          log.calibration.push(file)
          break
        case 'annotations':
          log.annotations.push(file)
          break
        case 'flow-labels':
          log.labels.push(file)
          break
        case 'intrinsics':
          book.ignored(file, `${FORMAT} camera intrinsics (Arrow)`, 'cameras are not shown')
          break
        default:
          book.ignored(
            file,
            'Arrow table',
            `no known use of its columns ${[...(table?.columns.keys() ?? [])].join(', ')}`,
          )
      }
    } catch (thrown) {
      book.failed(file, 'Arrow table', thrown)
    }
  }
  const plans: SequencePlan[] = []
  for (const [root, log] of logs) {
    if (log.sweeps.length > 0) plans.push(await planLog(root, log, book))
    else noteUnused(log, book)
  }
  return plans
}

/** `log/sensors/lidar/1.feather` and `log/calibration/x.feather` -> `log`; other files: their folder. */
function logRoot(path: string): string {
  const folder = folderOf(path)
  return folder.replace(/(^|\/)(sensors\/lidar|sensors|lidar|calibration)$/, '')
}

async function planLog(root: string, log: LogFiles, book: ReportBook): Promise<SequencePlan> {
  const files = [...log.sweeps].sort((a, b) => compareNaturally(baseName(a.path), baseName(b.path)))
  const sources = files.map(sourceOf)
  const times = sources.map(source => source.timestampNanoseconds)

  const poses = await firstReadable(log.poses, book, `${FORMAT} poses (Arrow)`, async file => {
    const table = await readArrowTable(file)
    return { value: new Av2Poses(file.path, table), note: `${table.rows} poses of the ego frame in the city` }
  })
  const calibration = await firstReadable(log.calibration, book, `${FORMAT} calibration (Arrow)`, async file => {
    const value = av2Calibration(file.path, await readArrowTable(file))
    return { value, note: value ? 'where the two lidars stand' : 'names no up_lidar and down_lidar' }
  })
  const boxes = await firstReadable(log.annotations, book, `${FORMAT} annotations (Arrow)`, async file => {
    const value = av2Boxes(file.path, await readArrowTable(file))
    let count = 0
    for (const ofSweep of value.values()) count += ofSweep.length
    return { value, note: `${count} cuboids of ${value.size} sweeps: ground truth` }
  })
  const labels = log.labels[0] ?? null
  for (const file of log.labels)
    book.sidecar(
      file,
      `${FORMAT} flow labels (Arrow)`,
      file === labels ? 'flow truth where it fits a sweep' : 'not used',
    )

  const track = poses ? poseTrack(poses, times) : null
  return planOf(root, sources, times, track, calibration, boxes, labels)
}

function planOf(
  root: string,
  sources: readonly SweepSource[],
  times: readonly (bigint | null)[],
  track: PoseTrack | null,
  calibration: Av2Calibration | null,
  boxes: ReadonlyMap<bigint, readonly LabelledBox[]> | null,
  labels: InputFile | null,
): SequencePlan {
  const hasPose = (index: number) => (track?.poseOf(index) ?? null) !== null
  return {
    name: baseName(root) || (sources.length === 1 ? (sources[0]?.name ?? FORMAT) : `${FORMAT} sweeps`),
    format: `${FORMAT} log`,
    sources,
    poses: track ? [track] : [],
    truth:
      boxes || labels
        ? new Av2Truth(
            boxes ?? new Map(),
            times.map(time => time ?? -1n),
            hasPose,
            labels,
          )
        : null,
    frame: 'ego',
    frameIsGuessed: false,
    lidarsIn: frame =>
      calibration?.lidarsIn(frame) ?? (frame === 'ego' ? USUAL_LIDARS : bothLidars([0, 0, 0], [0, 0, -0.11])),
    egoFromSensor: calibration?.egoFromUpLidar ?? AV2_UP_LIDAR,
    sensorClass: 'av2-dual-32',
  }
}

function sourceOf(file: InputFile): SweepSource {
  return {
    name: baseName(file.path),
    path: file.path,
    bytes: file.size,
    format: `${FORMAT} sweep (Arrow)`,
    timestampNanoseconds: timestampOfName(file.path),
    decode: () => readArrowSweep(file),
  }
}

function poseTrack(poses: Av2Poses, times: readonly (bigint | null)[]): PoseTrack {
  const id = 'city_SE3_egovehicle'
  return {
    id,
    label: 'City poses of the log (city_SE3_egovehicle)',
    frame: 'ego',
    poseOf(index: number): Transform<'world', 'poseFrame'> | null {
      const time = times[index] ?? null
      return time === null ? null : poses.at(time)
    },
  }
}

/** Opens the first of several candidates that can be read; the others are reported, and none of them stops the log. */
async function firstReadable<T>(
  files: readonly InputFile[],
  book: ReportBook,
  format: string,
  open: (file: InputFile) => Promise<{ readonly value: T | null; readonly note: string }>,
): Promise<T | null> {
  let found: T | null = null
  for (const file of files) {
    try {
      if (found !== null) {
        book.sidecar(file, format, 'not used: another of its kind was read first')
        continue
      }
      const { value, note } = await open(file)
      found = value
      book.sidecar(file, format, note)
    } catch (thrown) {
      book.failed(file, format, thrown)
    }
  }
  return found
}

function noteUnused(log: LogFiles, book: ReportBook): void {
  for (const files of [log.poses, log.calibration, log.annotations, log.labels])
    for (const file of files)
      book.sidecar(file, `${FORMAT} table (Arrow)`, 'not used: no sweeps of its log in the drop')
}
