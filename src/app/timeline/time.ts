import type { SequenceInfo, SequenceSettings } from '#model/sweep/sequence.ts'
import { pairIntervalSeconds } from '../stores/pairGeometry.ts'

/** Seconds from the first sweep in playing order. */
export function secondsAt(info: SequenceInfo, settings: SequenceSettings, position: number): number {
  let seconds = 0
  for (let p = 0; p < position; p++) seconds += pairIntervalSeconds(info, settings, p)
  return seconds
}
