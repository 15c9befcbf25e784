import type { EstimateInstance } from '../sweep/estimate.ts'
import { transformPoint } from '../sweep/transform.ts'
import { type Failure, type FailureInput, failure, rowsById } from './failure.ts'

/** Half the side of the grid that the network sees and the training learns from, metres. */
const RANGE_METRES = 51.2

/** Moving objects that lie across the edge of the range, or cross it in this pair. */
export function atRangeEdge({ positions, estimate, truth }: FailureInput): Failure[] {
  // The truth also knows of objects that the estimate has missed out there.
  const source = truth ?? estimate
  const rows = rowsById(source.instance, id => id > 1)
  return source.instances.flatMap(object => {
    const own = rows.get(object.id) ?? []
    if (!object.moving || own.length === 0) return []
    const outside = own.filter(i => farness(positions, 3 * i) > RANGE_METRES).length
    const before = Math.max(Math.abs(object.box.center[0]), Math.abs(object.box.center[1]))
    const after = farthestAfter(object)
    const lies = outside > 0 && outside < own.length
    const crosses = before > RANGE_METRES !== after > RANGE_METRES
    if (!lies && !crosses) return []
    return failure(positions, own, {
      kind: 'range-edge',
      title: `${object.label} is at the edge of the range`,
      why: lies
        ? `${outside} of its ${own.length} points lie beyond ±${RANGE_METRES} m: only a part of it is seen by the network.`
        : `Its middle goes from ${before.toFixed(1)} m to ${after.toFixed(1)} m, across the edge at ${RANGE_METRES} m.`,
      box: object.box,
      instance: truth ? null : object.id,
      knownBy: truth ? 'truth' : 'data',
    })
  })
}

function farness(positions: Float32Array, at: number): number {
  return Math.max(Math.abs(positions[at] as number), Math.abs(positions[at + 1] as number))
}

function farthestAfter({ box, sweep1FromSweep0 }: EstimateInstance): number {
  const [x, y] = transformPoint(sweep1FromSweep0, ...box.center)
  return Math.max(Math.abs(x), Math.abs(y))
}
