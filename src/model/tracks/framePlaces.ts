import { compose, identity, inverse, type Transform } from '../sweep/transform.ts'

/** Where a frame stands. Two frames of one `world` can be brought together, frames of different ones cannot. */
export interface FramePlace {
  readonly world: number
  readonly worldFromSweep: Transform<'world', 'sweep'>
}

/** Poses have one world. @param poses of the points as given, by position; null where there is none */
export function placesFromPoses(poses: readonly (Transform<'world', 'sweep'> | null)[]): (FramePlace | null)[] {
  return poses.map(pose => pose && { world: 0, worldFromSweep: pose })
}

/**
 * Without poses: the motions between consecutive sweeps, one after another. Where one is missing a new world begins.
 * @param motions of the pair at each position
 * @param count of the sweeps
 */
export function placesFromMotions(
  motions: readonly (Transform<'sweep1', 'sweep0'> | null)[],
  count: number,
): (FramePlace | null)[] {
  const places: (FramePlace | null)[] = []
  for (let position = 0; position < count; position++) {
    const before = places[position - 1]
    const motion: Transform | null = motions[position - 1] ?? null
    if (before && motion) {
      const worldFromSweep: Transform = compose(before.worldFromSweep, inverse(motion))
      places.push({ world: before.world, worldFromSweep: worldFromSweep as Transform<'world', 'sweep'> })
    } else places.push(motions[position] ? { world: position, worldFromSweep: identity() } : null)
  }
  return places
}

/** Takes points of one frame to where the world has them in another; null when nobody knows how the two stand. */
export function between(
  to: FramePlace | null | undefined,
  from: FramePlace | null | undefined,
): Transform<'to', 'from'> | null {
  if (!to || !from || to.world !== from.world) return null
  const toFromWorld: Transform = inverse(to.worldFromSweep)
  return compose(toFromWorld, from.worldFromSweep as Transform) as Transform<'to', 'from'>
}
