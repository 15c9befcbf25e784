import type { CoarseResult, RejectionReason } from '../coarse/coarseResult.ts'
import { fitOrientedBox } from '../coarse/rigid/orientedBox.ts'
import type { Estimate, EstimateInstance, OrientedBox, Truth } from '../sweep/estimate.ts'
import { transformPoint } from '../sweep/transform.ts'

export const FAILURE_KINDS = [
  'ego-drift',
  'label-starvation',
  'motion-collapse',
  'unlabelled-mover',
  'rejected-with-evidence',
  'false-mover',
  'over-segmentation',
  'under-segmentation',
  'slow-mover',
  'range-edge',
  'appearing',
] as const
export type FailureKind = (typeof FAILURE_KINDS)[number]

/** Something that went wrong, or may have, in one pair: what, why it is thought so, and the points that show it. */
export interface Failure {
  readonly kind: FailureKind
  /** What happened, with the object's name: a line of a list. */
  readonly title: string
  /** Why it is thought so, with numbers. */
  readonly why: string
  /** Rows of sweep 0. */
  readonly points: Int32Array
  /** Around the points, sweep 0's frame; null when they are all over the place. */
  readonly box: OrientedBox | null
  /** Object of the estimate, cluster of the coarse stage that it is about. */
  readonly instance: number | null
  readonly cluster: number | null
  /** Of the cluster, when it was rejected. */
  readonly reason: RejectionReason | null
  /** Whether the truth says so, or the data alone suggests it. */
  readonly knownBy: 'truth' | 'data'
}

/** What a pair is judged by. N = points of sweep 0. */
export interface FailureInput {
  /** N x 3. */
  readonly positions: Float32Array
  readonly estimate: Estimate
  readonly coarse: Pick<CoarseResult, 'ground0' | 'evidence0' | 'cluster0' | 'motions' | 'egoMotion'>
  readonly truth: Truth | null
}

export type Recogniser = (input: FailureInput) => Failure[]

type Found = Pick<Failure, 'kind' | 'title' | 'why' | 'knownBy'> & Partial<Failure>

/** Fills in what most failures have in common. */
export function failure(positions: Float32Array, points: readonly number[] | Int32Array, found: Found): Failure {
  const rows = Int32Array.from(points)
  return {
    points: rows,
    box: rows.length > 0 ? fitOrientedBox(positions, rows, null) : null,
    instance: null,
    cluster: null,
    reason: null,
    ...found,
  }
}

/** Rows of each value of `ids`, in ascending order of rows; values that `wanted` refuses are left out. */
export function rowsById(ids: Int32Array, wanted: (id: number, row: number) => boolean): Map<number, number[]> {
  const rows = new Map<number, number[]>()
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number
    if (!wanted(id, i)) continue
    const own = rows.get(id)
    if (own) own.push(i)
    else rows.set(id, [i])
  }
  return rows
}

/** How far an object's motion takes a place beyond the estimate's ego motion: metres, sweep 1's axes. */
export function residualAt(
  object: Pick<EstimateInstance, 'sweep1FromSweep0'>,
  ego: Estimate['sweep1FromSweep0'],
  place: readonly [number, number, number],
): [number, number, number] {
  const moved = transformPoint(object.sweep1FromSweep0, ...place)
  const still = transformPoint(ego, ...place)
  return [moved[0] - still[0], moved[1] - still[1], moved[2] - still[2]]
}

/** Whether the truth speaks of a point at all. */
export function isKnown(truth: Truth, i: number): boolean {
  return truth.valid?.[i] !== 0 && truth.labelledRegion?.[i] !== 0
}

export function centimetres(metres: number): string {
  return `${(100 * metres).toFixed(metres < 0.1 ? 1 : 0)} cm`
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

/** `n thing(s)`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
