import type { SweepMatches } from './sweepMatches.ts'

/** Mean foreground probability from which an instance needs no second witness. */
export const SURE = 0.88
/** Moving has to bring the points this much nearer to sweep 1, else it does not confirm. */
const GAIN = 0.85

/** An instance's points before and after its motion. */
export interface InstancePlaces {
  /** k x 3, metres. */
  readonly source: Float64Array
  /** k x 3, where the flow takes them. */
  readonly target: Float64Array
  /** Mean foreground probability. */
  readonly sureness: number
}

/**
 * @param rows of the instance
 * @param points n x 3, metres
 * @param flow n x 3, metres
 */
export function placesOf(
  rows: Int32Array,
  points: Float32Array,
  flow: Float32Array,
  probability: Float32Array,
): InstancePlaces {
  const source = new Float64Array(3 * rows.length)
  const target = new Float64Array(3 * rows.length)
  let sureness = 0
  rows.forEach((i, k) => {
    sureness += (probability[i] as number) / rows.length
    for (let axis = 0; axis < 3; axis++) {
      source[3 * k + axis] = points[3 * i + axis] as number
      target[3 * k + axis] = (points[3 * i + axis] as number) + (flow[3 * i + axis] as number)
    }
  })
  return { source, target, sureness }
}

/** Whether the network is sure of an instance, or sweep 1 lies clearly nearer to its moved points than to the unmoved ones. */
export function isConfirmed({ source, sureness }: InstancePlaces, moved: Float64Array, sweep1: SweepMatches): boolean {
  return sureness >= SURE || sweep1.score(moved) <= GAIN * sweep1.score(source)
}
