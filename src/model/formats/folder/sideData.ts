import type { Transform } from '../../sweep/transform.ts'
import { frameNumberOfName } from '../fileNames.ts'
import { readBytes } from '../formatErrors.ts'
import { baseName, type InputFile } from '../inputFile.ts'
import { type BoxesByFrame, parseBoxesCsv, parseTrackingLabels } from '../kitti/boxTables.ts'
import { type KittiCalibration, kittiCalibration, parseCalibrationText } from '../kitti/calibration.ts'
import { type OxtsRecord, oxtsOfLine, oxtsOfTable, secondsToNanoseconds, sensorPoseOfOxts } from '../kitti/oxts.ts'
import { chainRelativePoses, frameOfPoseRows, parsePoseRows, sensorPosesFromCamera } from '../kitti/poseRows.ts'
import { parseTracklets } from '../kitti/tracklets.ts'
import type { ReportBook } from '../reportBook.ts'
import type { PoseTrack } from '../sequencePlan.ts'
import { rowsFor } from './frameNumbers.ts'
import type { TextRole } from './textRole.ts'

export interface SideFile {
  readonly file: InputFile
  readonly role: TextRole
}

/** What the files beside a sequence's sweeps say. */
export interface SideData {
  /** Best first: registration between sweeps before poses of unknown origin before OXTS (which differs by centimetres). */
  readonly poses: readonly PoseTrack[]
  readonly boxes: BoxesByFrame | null
  readonly calibration: KittiCalibration
  /** One a sweep; null where unknown. */
  readonly times: readonly (bigint | null)[] | null
}

type Pose = Transform<'world', 'poseFrame'>

/** Reads all side files of a sequence whose sweeps have the frame numbers `numbers`; damaged ones are reported and left out. */
export async function readSideData(
  files: readonly SideFile[],
  numbers: readonly number[],
  book: ReportBook,
): Promise<SideData> {
  const ofRole = (role: TextRole) => files.filter(side => side.role === role).map(side => side.file)
  const entries = new Map<string, readonly number[]>()
  for (const file of ofRole('calibration'))
    await using(file, book, 'KITTI calibration', text => {
      const own = parseCalibrationText(baseName(file.path), text)
      for (const [key, values] of own) entries.set(key, values)
      return { value: own, note: `${own.size} entries` }
    })
  const calibration = kittiCalibration(entries)
  const poses = await poseTracks(ofRole, numbers, calibration, entries.has('Tr'), book)
  const oxts = await oxtsRecords(ofRole, numbers, book)
  if (oxts) poses.push(oxtsTrack(oxts, calibration))
  const boxes = await boxTable(ofRole, calibration, book)
  const stamped = await timesOf(ofRole('times'), numbers, book)
  const oxtsTimes = oxts?.map(record => record?.timestampNanoseconds ?? null)
  const times = stamped ?? (oxtsTimes?.some(time => time !== null) ? oxtsTimes : null)
  return { poses, boxes, calibration, times }
}

async function poseTracks(
  ofRole: (role: TextRole) => readonly InputFile[],
  numbers: readonly number[],
  calibration: KittiCalibration,
  hasOdometryCalibration: boolean,
  book: ReportBook,
): Promise<PoseTrack[]> {
  const tracks: (PoseTrack | null)[] = []
  for (const file of ofRole('relative-poses'))
    tracks.push(
      await using(file, book, 'relative poses', text => {
        const steps = parsePoseRows(file.path, text)
        const label = `Registration between sweeps (${baseName(file.path)})`
        const note = `${steps.length} motions from one sweep to the next, chained`
        return { value: rowTrack(file, label, chainRelativePoses(steps), numbers), note }
      }),
    )
  const registeredFirst = [...ofRole('poses')].sort((a, b) => Number(/icp/i.test(b.path)) - Number(/icp/i.test(a.path)))
  for (const file of registeredFirst)
    tracks.push(
      await using(file, book, 'poses', text => {
        const rows = parsePoseRows(file.path, text)
        const camera = frameOfPoseRows(rows, hasOdometryCalibration) === 'camera'
        const poses = camera ? sensorPosesFromCamera(rows, calibration) : rows
        const assumed = camera && calibration.assumed.includes('camera') ? ', calibration of 2011_09_26 assumed' : ''
        const whose = camera ? `left camera's${assumed}` : "LiDAR's own"
        const label = `Poses (${baseName(file.path)}, ${whose})`
        return {
          value: rowTrack(file, label, poses, numbers),
          note: `${rows.length} poses, taken to be the ${whose}`,
        }
      }),
    )
  return tracks.filter(track => track !== null)
}

function rowTrack(file: InputFile, label: string, poses: readonly Pose[], numbers: readonly number[]): PoseTrack {
  const rows = rowsFor(numbers, poses.length)
  return { id: baseName(file.path), label, frame: 'sweep', poseOf: index => poses[rows[index] ?? -1] ?? null }
}

async function oxtsRecords(
  ofRole: (role: TextRole) => readonly InputFile[],
  numbers: readonly number[],
  book: ReportBook,
): Promise<(OxtsRecord | null)[] | null> {
  for (const file of ofRole('oxts-table')) {
    const table = await using(file, book, 'OXTS table', text => {
      const value = oxtsOfTable(text)
      return { value, note: `${value.length} positions: poses and times` }
    })
    if (table) return tableRows(table, numbers)
  }
  const files = ofRole('oxts-rows')
  if (files.length === 0) return null
  const byNumber = new Map<number, OxtsRecord>()
  for (const file of files) {
    const records = await using(file, book, 'OXTS', text => {
      const lines = text.split('\n').filter(line => line.trim() !== '')
      return { value: lines.map(oxtsOfLine), note: `${lines.length} position(s)` }
    })
    if (records && records.length > 1) return tableRows(records, numbers)
    const number = frameNumberOfName(file.path)
    if (records?.[0] && number !== null) byNumber.set(number, records[0])
  }
  return numbers.map(number => byNumber.get(number) ?? null)
}

function tableRows(table: readonly (OxtsRecord | null)[], numbers: readonly number[]): (OxtsRecord | null)[] {
  const rows = rowsFor(numbers, table.length)
  return numbers.map((_, index) => table[rows[index] ?? -1] ?? null)
}

function oxtsTrack(records: readonly (OxtsRecord | null)[], calibration: KittiCalibration): PoseTrack {
  const firstLatitude = records.find(record => record !== null)?.latitude ?? 0
  const assumed = calibration.assumed.includes('imu') ? ', calibration of 2011_09_26 assumed' : ''
  return {
    id: 'oxts',
    label: `OXTS (GPS and inertial${assumed})`,
    frame: 'sweep',
    poseOf(index) {
      const record = records[index] ?? null
      return record ? sensorPoseOfOxts(record, firstLatitude, calibration) : null
    },
  }
}

async function boxTable(
  ofRole: (role: TextRole) => readonly InputFile[],
  calibration: KittiCalibration,
  book: ReportBook,
): Promise<BoxesByFrame | null> {
  type Parse = (file: string, text: string) => BoxesByFrame | Promise<BoxesByFrame>
  const kinds: readonly (readonly [TextRole, string, Parse])[] = [
    ['boxes', 'tracked boxes (CSV)', parseBoxesCsv],
    ['tracklets', 'KITTI tracklets (XML)', parseTracklets],
    ['tracking-labels', 'KITTI tracking labels', (file, text) => parseTrackingLabels(file, text, calibration)],
  ]
  let boxes: BoxesByFrame | null = null
  for (const [role, format, parse] of kinds)
    for (const file of ofRole(role)) {
      if (boxes) {
        book.sidecar(file, format, 'not used: boxes were read from another file already')
        continue
      }
      boxes = await using(file, book, format, async text => {
        const value = await parse(file.path, text)
        const count = [...value.values()].reduce((sum, ofFrame) => sum + ofFrame.length, 0)
        return { value, note: `${count} boxes of ${value.size} frames: ground truth` }
      })
    }
  return boxes
}

/** `times.txt` (seconds) or `timestamps.txt` (dates); those of the LiDAR before those of other sensors. */
async function timesOf(
  files: readonly InputFile[],
  numbers: readonly number[],
  book: ReportBook,
): Promise<(bigint | null)[] | null> {
  const rank = (file: InputFile) =>
    /velodyne|lidar/i.test(file.path) ? 0 : /image|oxts|camera/i.test(file.path) ? 2 : 1
  let times: (bigint | null)[] | null = null
  for (const file of [...files].sort((a, b) => rank(a) - rank(b))) {
    if (times || rank(file) === 2 || /_(start|end)\.txt$/i.test(file.path)) {
      book.sidecar(file, 'timestamps', 'not used: not the times of the sweeps')
      continue
    }
    times = await using(file, book, 'timestamps', text => {
      const lines = text.split('\n').filter(line => line.trim() !== '')
      const all = lines.map(timeOfLine)
      const rows = rowsFor(numbers, all.length)
      return { value: numbers.map((_, index) => all[rows[index] ?? -1] ?? null), note: `${all.length} times` }
    })
  }
  return times
}

/** Seconds, also as 1.23e+01, or `2011-09-26 13:02:25.594360375`; null for anything else. */
export function timeOfLine(line: string): bigint | null {
  const seconds = secondsToNanoseconds(line)
  if (seconds !== null) return seconds
  const value = Number(line)
  if (line.trim() !== '' && Number.isFinite(value) && value >= 0) return BigInt(Math.round(value * 1e9))
  const date = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?\s*$/.exec(line.trim())
  const milliseconds = date ? Date.parse(`${date[1]}T${date[2]}Z`) : Number.NaN
  if (!Number.isFinite(milliseconds)) return null
  return BigInt(milliseconds) * 1_000_000n + BigInt((date?.[3] ?? '').padEnd(9, '0'))
}

interface SideReading<T> {
  readonly value: T
  readonly note: string
}

/** Reads one side file and reports it; null when it is damaged. */
async function using<T>(
  file: InputFile,
  book: ReportBook,
  format: string,
  use: (text: string) => SideReading<T> | Promise<SideReading<T>>,
): Promise<T | null> {
  try {
    const { value, note } = await use(new TextDecoder().decode(await readBytes(file)))
    book.sidecar(file, format, note)
    return value
  } catch (thrown) {
    book.failed(file, format, thrown)
    return null
  }
}
