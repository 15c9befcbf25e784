import { fromYaw, transformPoint } from '../../sweep/transform.ts'
import { malformed } from '../formatErrors.ts'
import { type LabelledBox, TrackNumbers } from '../truth/labelledBox.ts'
import { type KittiCalibration, sensorFromCamera } from './calibration.ts'

/** Boxes by frame number, in the LiDAR frame of their own sweep. */
export type BoxesByFrame = ReadonlyMap<number, readonly LabelledBox[]>

export class BoxTable {
  readonly frames = new Map<number, LabelledBox[]>()
  private readonly tracks = new TrackNumbers()

  /** Centre in metres, yaw in radians. Throws `file-malformed` when a number is not finite. */
  add(
    file: string,
    where: string,
    frame: number,
    trackKey: string,
    category: string,
    center: readonly [number, number, number],
    size: readonly [number, number, number],
    yaw: number,
  ): void {
    if (!Number.isInteger(frame) || ![...center, ...size, yaw].every(Number.isFinite) || size.some(side => side < 0))
      throw malformed(
        file,
        `${where} is no box: frame ${frame}, centre (${center.join(', ')}), size ${size.join(' x ')}.`,
      )
    const box = { track: this.tracks.of(trackKey), category, sweepFromBox: fromYaw<'sweep', 'box'>(yaw, center), size }
    const ofFrame = this.frames.get(frame)
    if (ofFrame) ofFrame.push(box)
    else this.frames.set(frame, [box])
  }

  /** A frame that was looked at counts as labelled, boxes or not. */
  touch(frame: number): void {
    if (Number.isInteger(frame) && !this.frames.has(frame)) this.frames.set(frame, [])
  }
}

const BOX_COLUMNS = ['frame', 'track_id', 'class', 'x', 'y', 'z', 'length', 'width', 'height', 'yaw']

export const isBoxesHeader = (line: string) => {
  const names = line.trim().split(',')
  return BOX_COLUMNS.every(name => names.includes(name))
}

/** `boxes.csv`: one box a row, centre and yaw in the sweep's own frame. */
export function parseBoxesCsv(file: string, text: string): BoxesByFrame {
  const lines = text.split('\n')
  const names = (lines[0] ?? '').trim().split(',')
  const table = new BoxTable()
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === '') continue
    const words = line.trim().split(',')
    const word = (name: string) => words[names.indexOf(name)] ?? ''
    const at = (name: string) => (word(name) === '' ? Number.NaN : Number(word(name)))
    const center = [at('x'), at('y'), at('z')] as const
    const size = [at('length'), at('width'), at('height')] as const
    table.add(file, `Line ${i + 1}`, at('frame'), word('track_id'), word('class'), center, size, at('yaw'))
  }
  return table.frames
}

/** A line of KITTI tracking labels: frame, track, type, truncation, occlusion, alpha, 2-D box, h w l, x y z, rotation_y. */
export function isTrackingLabel(line: string): boolean {
  const words = line.trim().split(/\s+/)
  return (
    (words.length === 17 || words.length === 18) &&
    /^[0-9]+$/.test(words[0] ?? '') &&
    /^-?[0-9]+$/.test(words[1] ?? '') &&
    /^[A-Za-z_]+$/.test(words[2] ?? '') &&
    words.slice(3).every(word => Number.isFinite(Number(word)))
  )
}

/** `label_02/NNNN.txt`: boxes in the rectified camera frame (bottom centre), taken to the LiDAR by the calibration. */
export function parseTrackingLabels(file: string, text: string, calibration: KittiCalibration): BoxesByFrame {
  const table = new BoxTable()
  const sensor = sensorFromCamera(calibration)
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    if (!isTrackingLabel(line)) throw malformed(file, `Line ${i + 1} is no tracking label: "${line.slice(0, 60)}"`)
    const words = line.trim().split(/\s+/)
    const at = (column: number) => Number(words[column])
    table.touch(at(0))
    if (words[2] === 'DontCare') continue
    const [height, width, length] = [at(10), at(11), at(12)]
    // The camera's y points down: the centre lies half the height above the bottom.
    const center = transformPoint(sensor, at(13), at(14) - height / 2, at(15))
    const ahead = transformPoint(sensor, at(13) + Math.cos(at(16)), at(14) - height / 2, at(15) - Math.sin(at(16)))
    const yaw = Math.atan2(ahead[1] - center[1], ahead[0] - center[0])
    table.add(file, `Line ${i + 1}`, at(0), words[1] ?? '', words[2] ?? '', center, [length, width, height], yaw)
  }
  return table.frames
}
