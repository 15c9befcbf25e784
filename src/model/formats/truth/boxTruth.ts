import { type EstimateInstance, FIRST_INSTANCE, STATIC_RESIDUAL_METRES, type Truth } from '../../sweep/estimate.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { compose, inverse, type Transform, transformPoint, yawOf } from '../../sweep/transform.ts'
import { breathe, type TaskOptions } from '../../task/task.ts'
import type { LabelledBox } from './labelledBox.ts'

/** The interval that the field's static threshold (0.05 m per sweep) is stated for. */
const THRESHOLD_INTERVAL_SECONDS = 0.1

export interface BoxTruthInput {
  readonly sweep0: Sweep
  readonly boxes0: readonly LabelledBox[]
  readonly boxes1: readonly LabelledBox[]
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly intervalSeconds: number
  /** Added to length and width in sum (metres). */
  readonly growMetres: number
  /** `categories[0]` is the background; unknown categories are appended. */
  readonly categories: readonly string[]
  readonly labelledRegion: Uint8Array | null
  /** Tracks that stand, whatever the two boxes say: their points have the pose flow. None when left out. */
  readonly standing?: (track: number) => boolean
  readonly task: TaskOptions
}

/**
 * Truth of a pair from cuboids (the way of AV2's scene flow): a point inside a box moves as the box does,
 * T1 * inv(T0) p - p; all others have the pose flow; points of a track that vanishes are not valid.
 * Where boxes overlap the later one wins. Boxes are given in the original coordinates of their own sweeps.
 */
export async function truthFromBoxes(input: BoxTruthInput): Promise<Truth> {
  const { sweep0, sweep1FromSweep0: ego, intervalSeconds } = input
  const n = sweep0.count
  const flow = await poseFlow(sweep0, ego, input.task)
  const instance = new Int32Array(n)
  const category = new Uint8Array(n)
  const dynamic = new Float32Array(n)
  const valid = new Uint8Array(n).fill(1)
  const categories = categoriesOf(input)
  const later = new Map(input.boxes1.map(box => [box.track, box]))
  const instances: EstimateInstance[] = []
  const threshold = (STATIC_RESIDUAL_METRES * intervalSeconds) / THRESHOLD_INTERVAL_SECONDS

  for (const original of input.boxes0) {
    const box0 = inShiftedFrame(original, sweep0.originShift)
    const match = later.get(original.track)
    const box1 = match ? inShiftedFrame(match, sweep0.originShift) : null
    const motion = box1 && !input.standing?.(original.track) ? boxMotion(box0, box1) : ego
    const id = FIRST_INSTANCE + original.track
    const rows = pointsInside(sweep0.positions, n, box0, input.growMetres)
    const code = categories.indexOf(original.category)
    for (const i of rows) {
      const [x, y, z] = pointAt(sweep0.positions, i)
      const moved = transformPoint(motion, x, y, z)
      const still = transformPoint(ego, x, y, z)
      instance[i] = id
      category[i] = code
      valid[i] = box1 ? 1 : 0
      dynamic[i] = distance(moved, still) >= threshold ? 1 : 0
      flow[3 * i] = moved[0] - x
      flow[3 * i + 1] = moved[1] - y
      flow[3 * i + 2] = moved[2] - z
    }
    const center = centerOf(box0)
    const residual = distance(transformPoint(motion, ...center), transformPoint(ego, ...center))
    instances.push({
      id,
      track: id,
      label: original.category,
      box: { center, size: original.size, yaw: yawOf(box0.sweepFromBox) },
      sweep1FromSweep0: motion,
      speedMetresPerSecond: residual / intervalSeconds,
      moving: residual >= threshold,
      pointCount: 0,
      confidence: null,
    })
    await breathe(input.task.signal)
  }
  return {
    source: 'truth',
    name: 'Truth',
    flow,
    instance,
    dynamic,
    confidence: null,
    valid,
    instances: withPointCounts(instances, instance),
    sweep1FromSweep0: ego,
    intervalSeconds,
    category,
    categories,
    ground: null,
    labelledRegion: input.labelledRegion,
  }
}

/** N x 3: E p - p. */
export async function poseFlow(
  sweep: Sweep,
  ego: Transform<'sweep1', 'sweep0'>,
  task: TaskOptions,
): Promise<Float32Array> {
  const flow = new Float32Array(3 * sweep.count)
  const r = ego.rotation
  const t = ego.translation
  const at = (i: number) => r[i] as number
  const [a, b, c, d, e, f, g, h, k] = [at(0) - 1, at(1), at(2), at(3), at(4) - 1, at(5), at(6), at(7), at(8) - 1]
  const [tx, ty, tz] = [t[0] as number, t[1] as number, t[2] as number]
  const p = sweep.positions
  for (let i = 0; i < flow.length; i += 3) {
    const x = p[i] as number
    const y = p[i + 1] as number
    const z = p[i + 2] as number
    flow[i] = a * x + b * y + c * z + tx
    flow[i + 1] = d * x + e * y + f * z + ty
    flow[i + 2] = g * x + h * y + k * z + tz
  }
  await breathe(task.signal)
  return flow
}

/** Rows of the points inside the box whose length and width are grown by `growMetres` in sum. */
export function pointsInside(positions: Float32Array, count: number, box: LabelledBox, growMetres: number): number[] {
  const r = box.sweepFromBox.rotation
  const [cx, cy, cz] = centerOf(box)
  const half = [(box.size[0] + growMetres) / 2, (box.size[1] + growMetres) / 2, box.size[2] / 2] as const
  const reach = Math.hypot(...half)
  const at = (i: number) => r[i] as number
  const rows: number[] = []
  for (let i = 0; i < count; i++) {
    const x = (positions[3 * i] as number) - cx
    if (x > reach || x < -reach) continue
    const y = (positions[3 * i + 1] as number) - cy
    if (y > reach || y < -reach) continue
    const z = (positions[3 * i + 2] as number) - cz
    if (Math.abs(at(0) * x + at(3) * y + at(6) * z) > half[0]) continue
    if (Math.abs(at(1) * x + at(4) * y + at(7) * z) > half[1]) continue
    if (Math.abs(at(2) * x + at(5) * y + at(8) * z) > half[2]) continue
    rows.push(i)
  }
  return rows
}

export function withPointCounts(instances: readonly EstimateInstance[], instance: Int32Array): EstimateInstance[] {
  const counts = new Map<number, number>()
  for (const id of instance) if (id >= FIRST_INSTANCE) counts.set(id, (counts.get(id) ?? 0) + 1)
  return instances.map(object => ({ ...object, pointCount: counts.get(object.id) ?? 0 }))
}

function boxMotion(box0: LabelledBox, box1: LabelledBox): Transform<'sweep1', 'sweep0'> {
  const sweep1FromBox: Transform = box1.sweepFromBox
  const boxFromSweep0: Transform = inverse(box0.sweepFromBox)
  return compose(sweep1FromBox, boxFromSweep0) as Transform<'sweep1', 'sweep0'>
}

function inShiftedFrame(box: LabelledBox, shift: readonly [number, number, number]): LabelledBox {
  const { rotation, translation } = box.sweepFromBox
  return {
    ...box,
    sweepFromBox: { rotation, translation: translation.map((value, axis) => value - (shift[axis] ?? 0)) },
  }
}

function categoriesOf(input: BoxTruthInput): string[] {
  const known = new Set(input.categories)
  for (const box of input.boxes0) known.add(box.category)
  return [...known]
}

function centerOf(box: LabelledBox): [number, number, number] {
  const t = box.sweepFromBox.translation
  return [t[0] as number, t[1] as number, t[2] as number]
}

function pointAt(positions: Float32Array, i: number): [number, number, number] {
  return [positions[3 * i] as number, positions[3 * i + 1] as number, positions[3 * i + 2] as number]
}

function distance(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}
