import { type Transform, transformPoint } from '../../sweep/transform.ts'
import type { BoxesByFrame } from './boxTables.ts'

/** Frames before and after: two seconds at 10 Hz, over which the annotators' jitter averages out. */
const HALF_WINDOW_FRAMES = 10
/** Metres a second (METHOD: static means below 0.05 m a sweep at 10 Hz). */
const STANDING_SPEED = 0.5

export interface StandingInput {
  readonly boxes: BoxesByFrame
  /** World pose of the sweep of a frame number, null where unknown. */
  readonly worldFromSweep: (frame: number) => Transform | null
  readonly secondsPerFrame: number
}

/**
 * Whether a track stands at a frame. KITTI's boxes are drawn by hand at key frames and interpolated between them in the moving
 * sensor's frame, so the box of a parked car wanders by up to 0.2 m a frame: one step of it says nothing. What counts is how far
 * the centre gets in the world over the two seconds around the frame. With few sweeps at hand the window is as short as they are.
 */
export function isStanding({ boxes, worldFromSweep, secondsPerFrame }: StandingInput, track: number, frame: number) {
  const first = farthest(frame, -1)
  const last = farthest(frame, 1)
  if (!first || !last || last.frame === first.frame) return false
  const seconds = (last.frame - first.frame) * secondsPerFrame
  const metres = Math.hypot(last.at[0] - first.at[0], last.at[1] - first.at[1], last.at[2] - first.at[2])
  return metres < STANDING_SPEED * seconds

  function farthest(from: number, step: 1 | -1) {
    let found: { frame: number; at: readonly [number, number, number] } | null = null
    for (let k = 0; k <= HALF_WINDOW_FRAMES; k++) {
      const number = from + step * k
      const at = centreInWorld(number)
      if (at) found = { frame: number, at }
    }
    return found
  }

  function centreInWorld(number: number): [number, number, number] | null {
    const box = boxes.get(number)?.find(candidate => candidate.track === track)
    const pose = worldFromSweep(number)
    if (!box || !pose) return null
    const [x, y, z] = box.sweepFromBox.translation
    return transformPoint(pose, x as number, y as number, z as number)
  }
}
