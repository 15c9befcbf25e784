import type { Transform } from '../../sweep/transform.ts'

/** One annotated cuboid of one sweep. */
export interface LabelledBox {
  /** Stable over the sequence, from 0; the instance id is this + 2. */
  readonly track: number
  readonly category: string
  /** Pose of the box's centre, x along its length, in the frame of its own sweep (metres). */
  readonly sweepFromBox: Transform<'sweep', 'box'>
  /** Length, width, height in metres. */
  readonly size: readonly [number, number, number]
}

/** Numbers tracks in order of first appearance. */
export class TrackNumbers {
  private readonly numbers = new Map<string, number>()
  of(key: string): number {
    let number = this.numbers.get(key)
    if (number === undefined) {
      number = this.numbers.size
      this.numbers.set(key, number)
    }
    return number
  }
}
