import type { OrientedBox } from '../sweep/estimate.ts'
import type { ObjectFrames, ObjectTrack } from './objectTracks.ts'

/** Speed over ground by position, m/s; NaN where the object was not seen. @param count positions of the curve */
export function speedCurve({ positions, instances }: ObjectTrack, count: number): number[] {
  const speeds: number[] = Array(count).fill(Number.NaN)
  positions.forEach((position, k) => {
    if (position < count) speeds[position] = instances[k]?.speedMetresPerSecond ?? Number.NaN
  })
  return speeds
}

/** Mean |a - b| over the positions where both are known; null where they never are together. */
export function meanDifference(a: readonly number[], b: readonly number[]): number | null {
  let [sum, count] = [0, 0]
  a.forEach((value, position) => {
    const difference = Math.abs(value - (b[position] ?? Number.NaN))
    if (!Number.isFinite(difference)) return
    sum += difference
    count++
  })
  return count === 0 ? null : sum / count
}

/** Boxes are fitted to the side that is seen: their centre may lie this much outside of the whole object, metres. */
const OUTSIDE_METRES = 0.25

/**
 * The true object that a track follows: the one in whose box its own centre lies most often; null when it lies in none.
 * @param truth by position
 */
export function trueTrackOf(track: ObjectTrack, truth: ObjectFrames): number | null {
  const votes = new Map<number, number>()
  track.positions.forEach((position, k) => {
    const box = track.instances[k]?.box
    let nearest: { track: number; metres: number } | null = null
    for (const object of (box && truth[position]) ?? []) {
      if (!box || !isInside(object.box, box.center)) continue
      const metres = Math.hypot(object.box.center[0] - box.center[0], object.box.center[1] - box.center[1])
      if (!nearest || metres < nearest.metres) nearest = { track: object.track, metres }
    }
    if (nearest) votes.set(nearest.track, (votes.get(nearest.track) ?? 0) + 1)
  })
  let best: number | null = null
  for (const [number, count] of votes) if (best === null || count > (votes.get(best) ?? 0)) best = number
  return best
}

/** Seen from above. */
function isInside(box: OrientedBox, [x, y]: readonly [number, number, number]): boolean {
  const [dx, dy] = [x - box.center[0], y - box.center[1]]
  const along = Math.cos(box.yaw) * dx + Math.sin(box.yaw) * dy
  const across = Math.cos(box.yaw) * dy - Math.sin(box.yaw) * dx
  return Math.abs(along) <= box.size[0] / 2 + OUTSIDE_METRES && Math.abs(across) <= box.size[1] / 2 + OUTSIDE_METRES
}
