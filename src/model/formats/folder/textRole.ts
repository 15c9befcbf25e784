import { baseName } from '../inputFile.ts'
import { isBoxesHeader, isTrackingLabel } from '../kitti/boxTables.ts'
import { oxtsOfLine } from '../kitti/oxts.ts'
import { poseOfLine } from '../kitti/poseRows.ts'
import type { SniffedFile } from '../sniff.ts'

/** What a text file can be beside sweeps. */
export type TextRole =
  | 'poses'
  | 'relative-poses'
  | 'calibration'
  | 'oxts-rows'
  | 'oxts-table'
  | 'boxes'
  | 'tracking-labels'
  | 'tracklets'
  | 'times'
  | 'points'
  | 'transform'
  | 'other'

/** Tells a text file by its first lines; the name only decides between absolute and relative poses. */
export function textRole({ file, head }: SniffedFile): TextRole {
  const text = new TextDecoder('latin1').decode(head)
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '')
  const first = lines[0] ?? ''
  const name = baseName(file.path).toLowerCase()
  if (text.includes('<boost_serialization') && text.includes('tracklets')) return 'tracklets'
  if (isBoxesHeader(first)) return 'boxes'
  if (/(^|,)lat,lon,alt(,|$)/.test(first)) return 'oxts-table'
  if (isTrackingLabel(first)) return 'tracking-labels'
  if (oxtsOfLine(first)) return 'oxts-rows'
  if (poseOfLine(first)) return /^rel|relative/.test(name) ? 'relative-poses' : 'poses'
  if (
    /^(Tr|Tr_velo_to_cam|Tr_velo_cam|P[0-3]|P_rect_0[0-3]|R0_rect|R_rect_00|R|T|calib_time):?\s/m.test(text) &&
    file.path.toLowerCase().includes('calib')
  )
    return 'calibration'
  if (/^(P0|Tr|Tr_velo_to_cam):\s/m.test(text)) return 'calibration'
  if (/^times(tamps)?(_[a-z]+)?\.txt$/.test(name)) return 'times'
  if (/\.(csv|xyz|asc|pts|txt|xyzi|xyzrgb)$/.test(name)) {
    const rows = lines.slice(0, 8).map(line =>
      line
        .trim()
        .split(/[\s,;]+/)
        .map(Number),
    )
    const numeric = (row: readonly number[] | undefined) => row?.every(Number.isFinite) ?? false
    if (rows.length === 4 && rows.every(row => row.length === 4 && numeric(row))) return 'transform'
    const names = first.toLowerCase().split(/[\s,;]+/)
    if (['x', 'y', 'z'].every(axis => names.includes(axis)) && numeric(rows[1])) return 'points'
    if (rows.length >= 8 && rows.slice(1).every(row => row.length >= 3 && row.length <= 10 && numeric(row)))
      return 'points'
  }
  return 'other'
}
