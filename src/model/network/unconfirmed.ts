import { isConfirmed, placesOf, SURE } from './confirmation.ts'
import { type ContextObjects, confidenceInMover } from './contextObjects.ts'
import { rowsByInstance } from './standing.ts'
import { SweepMatches } from './sweepMatches.ts'

/**
 * Points from which an instance stays whatever sweep 1 says: its flow may be off by too much to be confirmed before polish, and the
 * network hardly imagines larger things (2 of 43 that stood on simulated streets).
 */
const LARGE = 500

export interface DoubtedReading {
  /** n x 3 and m x 3, metres, sweep 1's frame. */
  readonly points0: Float32Array
  readonly points1: Float32Array
  /** n x 3 residual flow, metres. */
  readonly flow: Float32Array
  readonly probability: Float32Array
  /** Null = the network ran alone. */
  readonly context: ContextObjects | null
}

/**
 * Takes out small instances that the network doubts and the coarse stage, if it looked there too, does not call moving, unless sweep 1
 * confirms the motion: of 39 that neither confirmed on simulated streets 30 stood. Changes `instance` and `foreground`.
 * @param instance n; 0 = none
 */
export function leaveOutUnconfirmed(
  instance: Int32Array,
  foreground: Uint8Array,
  { points0, points1, flow, probability, context }: DoubtedReading,
): void {
  const lone = [...rowsByInstance(instance).values()].filter(
    rows => rows.length < LARGE && (!context || confidenceInMover(context, rows) === null),
  )
  // Sorting sweep 1 is what costs here, and mostly there is nothing to be asked of it.
  let sweep1: SweepMatches | null = null
  for (const rows of lone) {
    const places = placesOf(rows, points0, flow, probability)
    if (places.sureness >= SURE) continue
    sweep1 ??= new SweepMatches(points1)
    if (isConfirmed(places, places.target, sweep1)) continue
    for (const i of rows) {
      instance[i] = 0
      foreground[i] = 0
    }
  }
}
