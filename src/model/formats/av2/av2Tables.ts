import type { LidarMount, PointFrame } from '../../sweep/sweep.ts'
import { compose, fromQuaternion, inverse, type Transform } from '../../sweep/transform.ts'
import type { ArrowTable } from '../arrow/arrowTable.ts'
import { fieldMissing, malformed } from '../formatErrors.ts'
import { type LabelledBox, TrackNumbers } from '../truth/labelledBox.ts'

/** What an AV2 Arrow file is, told by its columns. */
export type Av2TableKind = 'sweep' | 'poses' | 'calibration' | 'annotations' | 'flow-labels' | 'intrinsics' | 'other'

export function av2TableKind(columns: ReadonlySet<string>): Av2TableKind {
  const has = (...names: string[]) => names.every(name => columns.has(name))
  if (has('x', 'y', 'z')) return 'sweep'
  if (has('flow_tx_m', 'flow_ty_m', 'flow_tz_m')) return 'flow-labels'
  if (has('track_uuid', 'category', 'timestamp_ns', 'length_m')) return 'annotations'
  if (has('sensor_name', 'qw', 'tx_m')) return 'calibration'
  if (has('timestamp_ns', 'qw', 'tx_m')) return 'poses'
  if (has('sensor_name', 'fx_px')) return 'intrinsics'
  return 'other'
}

type NumberAt = (row: number) => number

function numbers(file: string, table: ArrowTable, name: string): NumberAt {
  const values = table.columns.get(name)?.values
  if (!values) throw fieldMissing(file, `the column ${name}`, [...table.columns.keys()])
  if (Array.isArray(values)) throw malformed(file, `Column ${name} holds text, expected numbers.`)
  const numeric = values as Exclude<typeof values, readonly string[]>
  return row => Number(numeric[row])
}

function strings(file: string, table: ArrowTable, name: string): readonly string[] {
  const values = table.columns.get(name)?.values
  if (!Array.isArray(values)) throw fieldMissing(file, `the text column ${name}`, [...table.columns.keys()])
  return values
}

function timestamps(file: string, table: ArrowTable): BigInt64Array {
  const values = table.columns.get('timestamp_ns')?.values
  if (!(values instanceof BigInt64Array)) throw fieldMissing(file, 'timestamp_ns as int64', [...table.columns.keys()])
  return values
}

function transforms<To extends string, From extends string>(
  file: string,
  table: ArrowTable,
): (row: number) => Transform<To, From> {
  const [qw, qx, qy, qz, tx, ty, tz] = ['qw', 'qx', 'qy', 'qz', 'tx_m', 'ty_m', 'tz_m'].map(name =>
    numbers(file, table, name),
  ) as [NumberAt, NumberAt, NumberAt, NumberAt, NumberAt, NumberAt, NumberAt]
  return row => {
    const pose = fromQuaternion<To, From>([qw(row), qx(row), qy(row), qz(row)], [tx(row), ty(row), tz(row)])
    if (![...pose.rotation, ...pose.translation].every(Number.isFinite))
      throw malformed(file, `Row ${row} holds no valid pose (a number is not finite or the quaternion is zero).`)
    return pose
  }
}

/** Poses by time; a sweep's own timestamp is in the table, so only exact (or 1 ms near) times count. */
export class Av2Poses {
  private readonly times: BigInt64Array
  private readonly rows: Uint32Array
  private readonly poseOfRow: (row: number) => Transform<'world', 'poseFrame'>

  constructor(file: string, table: ArrowTable) {
    const unsorted = timestamps(file, table)
    this.rows = Uint32Array.from(unsorted.keys()).sort((a, b) => {
      const step = (unsorted[a] as bigint) - (unsorted[b] as bigint)
      return step < 0n ? -1 : step > 0n ? 1 : 0
    })
    this.times = BigInt64Array.from(this.rows, row => unsorted[row] as bigint)
    this.poseOfRow = transforms(file, table)
    for (const row of this.rows) this.poseOfRow(row)
  }

  at(timestampNanoseconds: bigint): Transform<'world', 'poseFrame'> | null {
    let low = 0
    let high = this.times.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.times[middle] as bigint) < timestampNanoseconds) low = middle + 1
      else high = middle
    }
    for (const candidate of [low, low - 1]) {
      const time = this.times[candidate]
      if (time === undefined) continue
      const gap = time - timestampNanoseconds
      if (gap <= 1_000_000n && gap >= -1_000_000n) return this.poseOfRow(this.rows[candidate] as number)
    }
    return null
  }
}

/** Annotations by sweep timestamp, in the ego frame of their own sweep. */
export function av2Boxes(file: string, table: ArrowTable): Map<bigint, LabelledBox[]> {
  const times = timestamps(file, table)
  const categories = strings(file, table, 'category')
  const tracks = strings(file, table, 'track_uuid')
  const [length, width, height] = ['length_m', 'width_m', 'height_m'].map(name => numbers(file, table, name)) as [
    NumberAt,
    NumberAt,
    NumberAt,
  ]
  const poseOf = transforms<'sweep', 'box'>(file, table)
  const trackNumbers = new TrackNumbers()
  const boxes = new Map<bigint, LabelledBox[]>()
  for (const [row, time] of times.entries()) {
    const box: LabelledBox = {
      track: trackNumbers.of(tracks[row] as string),
      category: categories[row] as string,
      sweepFromBox: poseOf(row),
      size: [length(row), width(row), height(row)],
    }
    const ofSweep = boxes.get(time)
    if (ofSweep) ofSweep.push(box)
    else boxes.set(time, [box])
  }
  return boxes
}

export interface Av2Calibration {
  readonly egoFromUpLidar: Transform<'ego', 'sensor'>
  lidarsIn(frame: PointFrame): readonly LidarMount[]
}

/** Where the two lidars stand; null when the table does not name both. */
export function av2Calibration(file: string, table: ArrowTable): Av2Calibration | null {
  const names = strings(file, table, 'sensor_name')
  const poseOf = transforms<'ego', 'sensor'>(file, table)
  const up = names.indexOf('up_lidar')
  const down = names.indexOf('down_lidar')
  if (up < 0 || down < 0) return null
  const egoFromUp = poseOf(up)
  const egoFromDown = poseOf(down)
  const upFromDown = compose(inverse(egoFromUp), egoFromDown)
  const inEgo = bothLidars(originOf(egoFromUp), originOf(egoFromDown))
  const inUpLidar = bothLidars([0, 0, 0], originOf(upFromDown))
  return { egoFromUpLidar: egoFromUp, lidarsIn: frame => (frame === 'ego' ? inEgo : inUpLidar) }
}

/** The upper lidar on published logs' cars (metres, ego frame; it differs by millimetres and half a degree between them). */
export const AV2_UP_LIDAR: Transform<'ego', 'sensor'> = {
  rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  translation: Float64Array.of(1.35, 0, 1.64),
}
export const USUAL_LIDARS = bothLidars([1.35, 0, 1.64], [1.35, 0, 1.53])

/** The two stacked 32-beam lidars share one `laser_number`: 0-31 upper, 32-63 lower. */
export function bothLidars(up: LidarMount['origin'], down: LidarMount['origin']): LidarMount[] {
  return [
    { name: 'up_lidar', origin: up, rings: [0, 31] },
    { name: 'down_lidar', origin: down, rings: [32, 63] },
  ]
}

function originOf(t: Transform): [number, number, number] {
  return [t.translation[0] as number, t.translation[1] as number, t.translation[2] as number]
}
