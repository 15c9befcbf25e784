import type { Estimate } from '../sweep/estimate.ts'
import { FIRST_INSTANCE } from '../sweep/estimate.ts'
import type { Transform } from '../sweep/transform.ts'

/** An estimate, and the pseudo-labels that it is held against. N, M = points of sweeps 0 and 1. */
export interface LossJob {
  readonly positions0: Float32Array
  readonly positions1: Float32Array
  readonly ground0: Uint8Array
  readonly ground1: Uint8Array
  readonly labels: Pick<Estimate, 'flow' | 'instance' | 'dynamic' | 'confidence' | 'sweep1FromSweep0'>
  readonly estimate: Pick<Estimate, 'flow' | 'instance' | 'dynamic' | 'valid'>
  /** N x 3, from each point to its object's centre; null when the estimate does not vote. */
  readonly votes: Float32Array | null
}

/** Half the side of the network's grid, metres: what the training sees. */
const RANGE_METRES = 51.2

/** The points that training would ask for, in sweep 1's frame with the ego motion removed, and what it would compare. P points. */
export interface JudgedPoints {
  /** P rows of sweep 0. */
  readonly rows: Int32Array
  /** P x 3. */
  readonly points: Float64Array
  /** P x 3: the estimate's residual flow. */
  readonly flow: Float64Array
  /** P: the estimate's probability of moving, and its object. */
  readonly dynamic: Float64Array
  readonly instance: Int32Array
  readonly votes: Float64Array | null
  readonly target: {
    /** P x 3: residual flow of the pseudo-labels, 0 where they stand. */
    readonly flow: Float64Array
    /** P of 0 or 1. */
    readonly dynamic: Uint8Array
    /** P; moving pseudo-objects, 0 = none. */
    readonly instance: Int32Array
    readonly confidence: Float64Array
  }
}

/**
 * Points that are not ground, inside the network's grid, of known flow and of a label that is trusted at all; as
 * `training/semanticflow_training/data/prepared_pair.py` prepares them (heights are not levelled: no loss depends on it).
 */
export function judgedPoints(job: LossJob): JudgedPoints {
  const { positions0, ground0, labels, estimate } = job
  const ego = labels.sweep1FromSweep0
  const moved = new Float64Array(3)
  const kept: number[] = []
  for (let i = 0; i < ground0.length; i++) {
    if (ground0[i] === 1 || estimate.valid?.[i] === 0 || (labels.confidence && !((labels.confidence[i] as number) > 0)))
      continue
    applyTo(moved, ego, positions0, i)
    if (Math.abs(moved[0] as number) < RANGE_METRES && Math.abs(moved[1] as number) < RANGE_METRES) kept.push(i)
  }
  const rows = Int32Array.from(kept)
  const count = rows.length
  const points = new Float64Array(3 * count)
  const flow = new Float64Array(3 * count)
  const targetFlow = new Float64Array(3 * count)
  const targetDynamic = new Uint8Array(count)
  rows.forEach((i, k) => {
    applyTo(moved, ego, positions0, i)
    targetDynamic[k] = (labels.dynamic[i] as number) >= 0.5 ? 1 : 0
    for (let axis = 0; axis < 3; axis++) {
      const still = (moved[axis] as number) - (positions0[3 * i + axis] as number)
      points[3 * k + axis] = moved[axis] as number
      flow[3 * k + axis] = (estimate.flow[3 * i + axis] as number) - still
      if (targetDynamic[k] === 1) targetFlow[3 * k + axis] = (labels.flow[3 * i + axis] as number) - still
    }
  })
  const { votes } = job
  return {
    rows,
    points,
    flow,
    dynamic: Float64Array.from(rows, i => estimate.dynamic[i] as number),
    instance: rows.map(i => estimate.instance[i] as number),
    votes:
      votes &&
      Float64Array.from(
        { length: 3 * count },
        (_, n) => votes[3 * (rows[Math.floor(n / 3)] as number) + (n % 3)] as number,
      ),
    target: {
      flow: targetFlow,
      dynamic: targetDynamic,
      instance: movingObjectsOf(
        rows.map(i => labels.instance[i] as number),
        targetDynamic,
      ),
      confidence: Float64Array.from(rows, i => labels.confidence?.[i] ?? 1),
    },
  }
}

/** Points of sweep 1 that are not ground and inside the grid, and their coordinates. */
export function surfacePoints(job: LossJob): { readonly rows: Int32Array; readonly points: Float64Array } {
  const { positions1, ground1 } = job
  const kept: number[] = []
  for (let i = 0; i < ground1.length; i++)
    if (
      ground1[i] === 0 &&
      Math.abs(positions1[3 * i] as number) < RANGE_METRES &&
      Math.abs(positions1[3 * i + 1] as number) < RANGE_METRES
    )
      kept.push(i)
  const points = new Float64Array(3 * kept.length)
  kept.forEach((i, k) => {
    points.set(positions1.subarray(3 * i, 3 * i + 3), 3 * k)
  })
  return { rows: Int32Array.from(kept), points }
}

function applyTo(out: Float64Array, { rotation: r, translation: t }: Transform, positions: Float32Array, i: number) {
  for (let axis = 0; axis < 3; axis++)
    out[axis] =
      (r[3 * axis] as number) * (positions[3 * i] as number) +
      (r[3 * axis + 1] as number) * (positions[3 * i + 1] as number) +
      (r[3 * axis + 2] as number) * (positions[3 * i + 2] as number) +
      (t[axis] as number)
}

/** Objects of which at least half of the points move; 0 elsewhere. */
function movingObjectsOf(instance: Int32Array, dynamic: Uint8Array): Int32Array {
  const size = new Map<number, number>()
  const moving = new Map<number, number>()
  instance.forEach((id, i) => {
    size.set(id, (size.get(id) ?? 0) + 1)
    if (dynamic[i] === 1) moving.set(id, (moving.get(id) ?? 0) + 1)
  })
  return instance.map(id => (id >= FIRST_INSTANCE && (moving.get(id) ?? 0) >= 0.5 * (size.get(id) ?? 0) ? id : 0))
}
