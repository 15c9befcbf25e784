import { type ComparedEstimate, objectOf, regionOf } from './compared.ts'
import { MOTION_DIFFERENCE } from './differences.ts'
import type { InstanceMatching } from './instanceMatching.ts'

/** Points by what A (first) and B (second) say of them, over those where both know. */
export interface MotionConfusion {
  readonly bothStand: number
  readonly bothMove: number
  readonly onlyA: number
  readonly onlyB: number
}

/** @param motion N; codes of the `motion` difference */
export function motionConfusion(motion: Uint8Array): MotionConfusion {
  const counts = new Uint32Array(256)
  for (let i = 0; i < motion.length; i++) counts[motion[i] as number] = (counts[motion[i] as number] as number) + 1
  const of = (code: number) => counts[code] as number
  return {
    bothStand: of(MOTION_DIFFERENCE.bothStand),
    bothMove: of(MOTION_DIFFERENCE.bothMove),
    onlyA: of(MOTION_DIFFERENCE.onlyA),
    onlyB: of(MOTION_DIFFERENCE.onlyB),
  }
}

/** A row or a column of the matrix of objects. */
export interface ObjectEntry {
  /** As its estimate numbers it; 0 = background. */
  readonly id: number
  readonly points: number
  /** The same object in the other estimate; null = none, and for the background. */
  readonly counterpart: number | null
  /** IoU with the counterpart; 0 without one. */
  readonly iou: number
}

export interface ObjectConfusion {
  /** Objects of A, of B: matched ones first and in the same order, so that they stand on the diagonal; the background last. */
  readonly rows: readonly ObjectEntry[]
  readonly columns: readonly ObjectEntry[]
  /** Points in common of an object of A and one of B, by id; 0 = background. */
  points(a: number, b: number): number
}

export function objectConfusion({ overlap, ofA, ofB }: InstanceMatching): ObjectConfusion {
  const { trueIds, claimedIds, trueSize, claimedSize, common } = overlap
  const rowOf = new Map(trueIds.map((id, row) => [id, row]))
  const columnOf = new Map(claimedIds.map((id, column) => [id, column]))
  const sizeIn = (index: ReadonlyMap<number, number>, sizes: Float64Array, id: number) =>
    sizes[index.get(id) ?? -1] ?? 0
  const pairs = [...ofA.values()].sort((p, q) => q.points - p.points || p.a - q.a)
  const entries = (side: 'a' | 'b'): ObjectEntry[] => {
    const [ids, sizes, index, matched] =
      side === 'a' ? [trueIds, trueSize, rowOf, ofA] : [claimedIds, claimedSize, columnOf, ofB]
    const alone = ids.filter(id => id !== 0 && !matched.has(id)).map(id => entry(id))
    function entry(id: number): ObjectEntry {
      return { id, points: sizeIn(index, sizes, id), counterpart: null, iou: 0 }
    }
    const other = side === 'a' ? 'b' : 'a'
    return [
      ...pairs.map(pair => ({ ...entry(pair[side]), counterpart: pair[other], iou: pair.iou })),
      ...alone.sort((p, q) => q.points - p.points || p.id - q.id),
      entry(0),
    ]
  }
  return {
    rows: entries('a'),
    columns: entries('b'),
    points: (a, b) => {
      const [row, column] = [rowOf.get(a), columnOf.get(b)]
      if (row === undefined || column === undefined) return 0
      return common[row * claimedIds.length + column] as number
    },
  }
}

/** N; 1 = the point is in object `inA` of A and in `inB` of B (0 = background), where both speak. */
export function objectCellMask(a: ComparedEstimate, b: ComparedEstimate, inA: number, inB: number): Uint8Array {
  const [regionA, regionB] = [regionOf(a), regionOf(b)]
  const mask = new Uint8Array(a.instance.length)
  for (let i = 0; i < mask.length; i++)
    if (
      objectOf(a.instance[i] as number) === inA &&
      objectOf(b.instance[i] as number) === inB &&
      regionA?.[i] !== 0 &&
      regionB?.[i] !== 0
    )
      mask[i] = 1
  return mask
}

/** N; 1 = the `motion` difference of the point has this code. */
export function motionCellMask(motion: Uint8Array, code: number): Uint8Array {
  return motion.map(value => (value === code ? 1 : 0))
}
