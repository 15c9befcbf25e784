import { kittiDrive, realDataFolder } from '../../tests/realData.ts'
import { av2Log } from '../inputs.ts'

/** Pairs whose errors are pooled into one row of a table. */
export interface EvaluationSet {
  readonly name: string
  readonly pairs: readonly { readonly input: string; readonly index: number }[]
}

const SENSORS = ['av2', 'hdl-64e', 'spinning-32'] as const
/** One pair of each street, a second after its start: everything is on its way by then. */
const STREET_PAIR = 10
/** Every second pair of the 50 sweeps. */
const DRIVE_PAIRS = Array.from({ length: 25 }, (_, k) => 2 * k)

/** The annotated pairs that are at hand; they are measured on and nothing is tuned on them. */
export function realSets(): EvaluationSet[] {
  const log = av2Log()
  const sets: EvaluationSet[] = log ? [{ name: 'Argoverse 2 pair', pairs: [{ input: log, index: 0 }] }] : []
  if (!realDataFolder) return sets
  for (const drive of ['drive_0005', 'drive_0001']) {
    const input = kittiDrive(drive)
    sets.push({ name: `KITTI ${drive}, camera view`, pairs: DRIVE_PAIRS.map(index => ({ input, index })) })
  }
  return sets
}

/** Simulated streets of the seeds `first`..`last`, one set a sensor. */
export function streetSets(first: number, last: number): EvaluationSet[] {
  return SENSORS.map(sensor => ({
    name: `simulated ${sensor}, seeds ${first}-${last}`,
    pairs: Array.from({ length: last - first + 1 }, (_, k) => ({
      input: `simulate:${sensor}:${first + k}`,
      index: STREET_PAIR,
    })),
  }))
}

/** Thresholds were chosen on these. */
export const TUNING_SEEDS = [101, 170] as const
/** And never looked at on these before the numbers were final. */
export const TEST_SEEDS = [201, 220] as const
/** More of those. */
export const MORE_SEEDS = [401, 500] as const
