import type { SequenceInfo, SequenceSettings } from '#model/sweep/sequence.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import { worldFromSweep } from '#model/sweep/sweep.ts'
import { compose, inverse, type Transform } from '#model/sweep/transform.ts'

/** Measured intervals outside this range of the nominal one are gaps or errors of the clock. */
const PLAUSIBLE = { shortest: 0.2, longest: 5 } as const

/**
 * Seconds between the sweeps at `position` and the next: measured from the timestamps when these exist and the user
 * has not set another time step.
 */
export function pairIntervalSeconds(info: SequenceInfo, settings: SequenceSettings, position: number): number {
  const nominal = settings.intervalSeconds
  if (info.intervalIsAssumed || nominal !== info.intervalSeconds) return nominal
  const from = info.frames[settings.order[position] ?? -1]
  const to = info.frames[settings.order[position + 1] ?? -1]
  if (!from || !to) return nominal
  const measured = Math.abs(Number(to.timestampNanoseconds - from.timestampNanoseconds)) / 1e9
  return measured > nominal * PLAUSIBLE.shortest && measured < nominal * PLAUSIBLE.longest ? measured : nominal
}

/** E = inv(worldFromSweep1) * worldFromSweep0, in double precision; null without both poses or when the user wants it estimated. */
export function givenEgoMotion(
  settings: SequenceSettings,
  sweep0: Sweep,
  sweep1: Sweep,
): Transform<'sweep1', 'sweep0'> | null {
  return relativePose<'sweep1', 'sweep0'>(settings, sweep1, sweep0)
}

/** Takes points of `from` into the frame of `to` by their poses. */
export function relativePose<To extends string, From extends string>(
  settings: SequenceSettings,
  to: Sweep,
  from: Sweep,
): Transform<To, From> | null {
  if (settings.poseSource === null) return null
  const worldFromTo = worldFromSweep(to)
  const worldFromFrom = worldFromSweep(from)
  if (!worldFromTo || !worldFromFrom) return null
  const product: Transform = compose(inverse(worldFromTo), worldFromFrom)
  return shifted(product, from.originShift, to.originShift) as Transform<To, From>
}

/** Poses speak of original coordinates, positions are given after each sweep's own shift: p = original - shift. */
function shifted(
  toFromFrom: Transform,
  fromShift: readonly [number, number, number],
  toShift: readonly [number, number, number],
): Transform {
  if (fromShift.every(v => v === 0) && toShift.every(v => v === 0)) return toFromFrom
  const moved = compose(toFromFrom, { rotation: IDENTITY, translation: Float64Array.from(fromShift) })
  return {
    rotation: moved.rotation,
    translation: moved.translation.map((value, axis) => value - (toShift[axis] ?? 0)),
  }
}

const IDENTITY = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)
