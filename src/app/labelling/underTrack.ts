import type { EstimateInstance } from '#model/sweep/estimate.ts'

/** Objects that have no name but a number. */
const NUMBERED = /^Object \d+$/

/** An object under its number over the sequence; one that is named by number is named by this one, the same in every frame. */
export function underTrack(instance: EstimateInstance, track: number): EstimateInstance {
  return { ...instance, track, label: NUMBERED.test(instance.label) ? `Object ${track}` : instance.label }
}

export function isUnderTrack({ track: own, label }: EstimateInstance, track: number): boolean {
  return own === track && (!NUMBERED.test(label) || label === `Object ${track}`)
}
