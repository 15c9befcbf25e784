import { rigidLoss } from '../losses/rigidity.ts'
import { type Estimate, type EstimateInstance, FIRST_INSTANCE, type Truth } from '../sweep/estimate.ts'
import { evenSubset } from '../sweep/evenSubset.ts'
import { transformPoint } from '../sweep/transform.ts'
import {
  centimetres,
  counted,
  type Failure,
  type FailureInput,
  failure,
  isKnown,
  percent,
  residualAt,
  rowsById,
} from './failure.ts'

/** Points of a true object below which its pieces mean nothing, and the share of it that makes a piece. */
const FEWEST_POINTS = 20
const PIECE_SHARE = 0.1
/** Metres: objects that stand this close and move alike within the next are suspected to be one. */
const TOUCHING_METRES = 1
const ALIKE_METRES = 0.06
/** No road user is longer. */
const LONGEST_METRES = 20
/** Metres of nothing inside an object, and the share of its points on either side, that make it two. */
const GAP_METRES = 1.2
const SIDE_SHARE = 0.2
/** Metres that an object's points may on average stray from one rigid motion. */
const STRAY_METRES = 0.12

/** One object in several instances. */
export function overSegmented({ positions, estimate, truth }: FailureInput): Failure[] {
  const instances = objectRows(estimate)
  if (!truth) return suspectedPieces(positions, estimate, instances)
  const found: Failure[] = []
  for (const [object, rows] of trueMovers(truth)) {
    if (rows.length < FEWEST_POINTS) continue
    const pieces = [...rowsById(estimate.instance, id => id >= FIRST_INSTANCE)].filter(([, own]) => {
      const inside = own.filter(i => truth.instance[i] === object && isKnown(truth, i)).length
      return inside >= PIECE_SHARE * rows.length && inside > 0.5 * own.length
    })
    if (pieces.length < 2) continue
    found.push(
      failure(positions, rows, {
        kind: 'over-segmentation',
        title: `${nameIn(truth, object)} is in ${pieces.length} pieces`,
        why: `One true object of ${counted(rows.length, 'point')}; the estimate has ${pieces
          .map(([id, own]) => `${nameIn(estimate, id)} (${counted(own.length, 'point')})`)
          .join(', ')} in it.`,
        instance: pieces[0]?.[0] ?? null,
        knownBy: 'truth',
      }),
    )
  }
  return found
}

/** Without truth: neighbours that touch and move as one body would. */
function suspectedPieces(positions: Float32Array, estimate: Estimate, rows: Map<number, number[]>): Failure[] {
  const movers = estimate.instances.filter(object => object.moving && rows.has(object.id))
  const found: Failure[] = []
  movers.forEach((a, k) => {
    for (const b of movers.slice(k + 1)) {
      const apart = Math.hypot(a.box.center[0] - b.box.center[0], a.box.center[1] - b.box.center[1])
      const reach = (diagonal(a) + diagonal(b)) / 2
      if (apart > reach + TOUCHING_METRES || apart + reach > LONGEST_METRES) continue
      const difference = Math.max(motionDifference(a, b, a.box.center), motionDifference(a, b, b.box.center))
      if (difference > ALIKE_METRES) continue
      const own = [...(rows.get(a.id) ?? []), ...(rows.get(b.id) ?? [])]
      const gap = leastDistance(positions, rows.get(a.id) ?? [], rows.get(b.id) ?? [])
      if (gap > TOUCHING_METRES) continue
      found.push(
        failure(positions, own, {
          kind: 'over-segmentation',
          title: `${a.label} and ${b.label} may be one object`,
          why: `They stand ${gap.toFixed(1)} m apart and their motions differ by ${centimetres(difference)} a sweep.`,
          instance: a.id,
          knownBy: 'data',
        }),
      )
    }
  })
  return found
}

/** Several objects in one instance. */
export function underSegmented({ positions, estimate, truth }: FailureInput): Failure[] {
  const instances = objectRows(estimate)
  const found: Failure[] = []
  const movers = truth ? trueMovers(truth) : null
  for (const [id, rows] of instances) {
    if (!truth || !movers) {
      const suspicion = suspectedTwo(positions, estimate, id, rows)
      if (suspicion) found.push(suspicion)
      continue
    }
    const inside = rowsById(truth.instance, (object, i) => movers.has(object) && estimate.instance[i] === id)
    const held = [...inside].filter(([object, own]) => {
      const size = movers.get(object)?.length ?? 0
      return size >= FEWEST_POINTS / 2 && own.length > 0.5 * size
    })
    if (held.length < 2) continue
    found.push(
      failure(positions, rows, {
        kind: 'under-segmentation',
        title: `${nameIn(estimate, id)} holds ${held.length} objects`,
        why: `The truth has ${held.map(([object, own]) => `${nameIn(truth, object)} (${counted(own.length, 'point')})`).join(', ')} in it.`,
        instance: id,
        knownBy: 'truth',
      }),
    )
  }
  return found
}

/** Without truth: nothing for more than a metre inside it, or points that do not move as one body. */
function suspectedTwo(positions: Float32Array, estimate: Estimate, id: number, rows: number[]): Failure | null {
  const object = estimate.instances.find(instance => instance.id === id)
  if (!object?.moving || rows.length < FEWEST_POINTS) return null
  const name = nameIn(estimate, id)
  const gap = Math.max(...[0, Math.PI / 2].map(turn => widestGap(positions, rows, object.box.yaw + turn)))
  const stray = meanStray(positions, estimate.flow, rows)
  if (gap < GAP_METRES && stray < STRAY_METRES) return null
  return failure(positions, rows, {
    kind: 'under-segmentation',
    title: `${name} may be several objects`,
    why:
      gap >= GAP_METRES
        ? `There are ${gap.toFixed(1)} m of nothing between its parts.`
        : `Its points stray ${centimetres(stray)} on average from any one rigid motion.`,
    instance: id,
    knownBy: 'data',
  })
}

/** Metres between neighbours along a direction, where enough points lie on both sides. */
function widestGap(positions: Float32Array, rows: readonly number[], direction: number): number {
  const along = rows
    .map(
      i => (positions[3 * i] as number) * Math.cos(direction) + (positions[3 * i + 1] as number) * Math.sin(direction),
    )
    .sort((a, b) => a - b)
  let widest = 0
  const least = Math.ceil(SIDE_SHARE * along.length)
  for (let k = least; k <= along.length - least; k++)
    widest = Math.max(widest, (along[k] as number) - (along[k - 1] as number))
  return widest
}

function meanStray(positions: Float32Array, flow: Float32Array, rows: readonly number[]): number {
  const points = Float64Array.from(rows.flatMap(i => [...positions.subarray(3 * i, 3 * i + 3)]))
  const motion = Float64Array.from(rows.flatMap(i => [...flow.subarray(3 * i, 3 * i + 3)]))
  const values = Float64Array.from({ length: 2 * rows.length }, (_, n) => n % 2)
  const strays = rigidLoss(points, motion, { rows: rows.length, columns: 2, values })
  return strays.reduce((sum, value) => sum + value, 0) / strays.length
}

function leastDistance(positions: Float32Array, a: readonly number[], b: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY
  // The outline decides; 300 points of each show it.
  for (const m of evenSubset(a.length, 300))
    for (const n of evenSubset(b.length, 300)) {
      const [i, j] = [a[m] as number, b[n] as number]
      const dx = (positions[3 * i] as number) - (positions[3 * j] as number)
      const dy = (positions[3 * i + 1] as number) - (positions[3 * j + 1] as number)
      const dz = (positions[3 * i + 2] as number) - (positions[3 * j + 2] as number)
      least = Math.min(least, dx * dx + dy * dy + dz * dz)
    }
  return Math.sqrt(least)
}

function motionDifference(a: EstimateInstance, b: EstimateInstance, place: readonly [number, number, number]): number {
  const [p, q] = [transformPoint(a.sweep1FromSweep0, ...place), transformPoint(b.sweep1FromSweep0, ...place)]
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])
}

function diagonal({ box }: EstimateInstance): number {
  return Math.hypot(box.size[0], box.size[1])
}

function objectRows(estimate: Estimate): Map<number, number[]> {
  return rowsById(estimate.instance, id => id >= FIRST_INSTANCE)
}

/** Rows of each true object of which at least half of the known points move. */
export function trueMovers(truth: Truth): Map<number, number[]> {
  const rows = rowsById(truth.instance, (id, i) => id >= FIRST_INSTANCE && isKnown(truth, i))
  for (const [id, own] of rows)
    if (own.filter(i => (truth.dynamic[i] as number) >= 0.5).length < 0.5 * own.length) rows.delete(id)
  return rows
}

export function nameIn({ instances }: Estimate, id: number): string {
  return instances.find(instance => instance.id === id)?.label ?? `Object ${id - FIRST_INSTANCE + 1}`
}

/** Instances that share one motion, or a motion that none of them has. */
export function motionCollapsed({ positions, estimate, truth }: FailureInput): Failure[] {
  const movers = estimate.instances.filter(object => object.moving)
  const spread = motionSpread(estimate, movers)
  if (movers.length < 4 || !spread || spread.share > 0.05) return []
  const known = truth?.instances.filter(object => object.moving) ?? null
  const real = truth && known ? motionSpread(truth, known) : null
  // A column of cars at one speed is no failure.
  if (truth && (!real || real.share < 0.3)) return []
  const ids = new Set(movers.map(object => object.id))
  return [
    failure(positions, [...rowsById(estimate.instance, id => ids.has(id)).values()].flat(), {
      kind: 'motion-collapse',
      title: `${movers.length} objects share one motion`,
      why: `Their motions differ by ${percent(spread.share)} of ${centimetres(spread.mean)}${real ? `; the true ones by ${percent(real.share)}` : '; a column at one speed looks the same'}.`,
      box: null,
      knownBy: truth ? 'truth' : 'data',
    }),
  ]
}

function motionSpread(estimate: Estimate, objects: readonly EstimateInstance[]) {
  if (objects.length < 2) return null
  const motions = objects.map(object => residualAt(object, estimate.sweep1FromSweep0, object.box.center))
  const mean = [0, 1, 2].map(axis => motions.reduce((sum, m) => sum + (m[axis] as number), 0) / motions.length)
  const size = motions.reduce((sum, m) => sum + Math.hypot(...m), 0) / motions.length
  const off =
    motions.reduce((sum, m) => sum + Math.hypot(...m.map((value, axis) => value - (mean[axis] as number))), 0) /
    motions.length
  return size > 0 ? { share: off / size, mean: size } : null
}
