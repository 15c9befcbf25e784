import { AV2_CATEGORIES } from '../../sweep/av2Categories.ts'
import {
  type EstimateInstance,
  FIRST_INSTANCE,
  MOVING_UNCLUSTERED,
  type OrientedBox,
  STATIC_RESIDUAL_METRES,
  type Truth,
} from '../../sweep/estimate.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { type Transform, transformPoint } from '../../sweep/transform.ts'
import { breathe, type TaskOptions } from '../../task/task.ts'
import { malformed } from '../formatErrors.ts'
import { poseFlow } from './boxTruth.ts'
import { fittedBox, planarMotion } from './fittedBox.ts'

/** Labels stored a point, rows as in the file; what is null the file does not have. */
export interface PointLabels {
  readonly rows: number
  /** rows x 3, ego motion included. */
  readonly flow: ArrayLike<number>
  readonly valid: ArrayLike<number> | null
  readonly category: ArrayLike<number> | null
  /** 0 = background, any other number an object. */
  readonly instance: ArrayLike<number> | null
  readonly dynamic: ArrayLike<number> | null
  readonly ground: ArrayLike<number> | null
  /** Annotated boxes by the file's instance number. */
  readonly boxes: ReadonlyMap<number, OrientedBox>
}

export interface PointTruthInput {
  readonly file: string
  readonly sweep0: Sweep
  readonly labels: PointLabels
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
  readonly intervalSeconds: number
  readonly task: TaskOptions
}

/** Fewer points than this do not fix a rotation. */
const FEWEST_FOR_ROTATION = 10

/** Truth from labels that are stored with the points; boxes that are not stored are fitted to the points. */
export async function truthFromPointLabels(input: PointTruthInput): Promise<Truth> {
  const { sweep0, labels, sweep1FromSweep0: ego } = input
  const n = sweep0.count
  const lastRow = sweep0.sourceRows ? (sweep0.sourceRows[n - 1] as number) : n - 1
  if (lastRow >= labels.rows)
    throw malformed(input.file, `The flow has ${labels.rows} rows, the sweep has a point in row ${lastRow}.`)
  const still = await poseFlow(sweep0, ego, input.task)
  const flow = new Float32Array(3 * n)
  const valid = new Uint8Array(n).fill(1)
  const category = new Uint8Array(n)
  const dynamic = new Float32Array(n)
  const instance = new Int32Array(n)
  const ground = labels.ground ? new Uint8Array(n) : null
  const rowsOf = new Map<number, number[]>()
  const threshold = (STATIC_RESIDUAL_METRES * input.intervalSeconds) / 0.1
  for (let i = 0; i < n; i++) {
    const row = sweep0.sourceRows ? (sweep0.sourceRows[i] as number) : i
    let squared = 0
    for (let axis = 0; axis < 3; axis++) {
      const value = labels.flow[3 * row + axis] as number
      flow[3 * i + axis] = value
      squared += (value - (still[3 * i + axis] as number)) ** 2
    }
    if (!Number.isFinite(squared)) {
      flow.set(still.subarray(3 * i, 3 * i + 3), 3 * i)
      valid[i] = 0
      squared = 0
    }
    if (labels.valid && !labels.valid[row]) valid[i] = 0
    if (labels.category) category[i] = labels.category[row] as number
    if (ground && labels.ground) ground[i] = labels.ground[row] ? 1 : 0
    const moves = labels.dynamic ? Boolean(labels.dynamic[row]) : valid[i] === 1 && Math.sqrt(squared) >= threshold
    dynamic[i] = moves ? 1 : 0
    const object = labels.instance ? (labels.instance[row] as number) : 0
    if (object > 0) {
      instance[i] = FIRST_INSTANCE + object
      const rows = rowsOf.get(object)
      if (rows) rows.push(i)
      else rowsOf.set(object, [i])
    } else if (moves) instance[i] = MOVING_UNCLUSTERED
    if ((i & 0x3fff) === 0) await breathe(input.task.signal)
  }
  const instances: EstimateInstance[] = []
  for (const [object, rows] of [...rowsOf].sort(([a], [b]) => a - b)) {
    await breathe(input.task.signal)
    const box = labels.boxes.get(object) ?? fittedBox(sweep0.positions, rows)
    const motion =
      rows.length < FEWEST_FOR_ROTATION
        ? translated(ego, flow, still, rows)
        : planarMotion(sweep0.positions, flow, rows)
    const a = transformPoint(motion, ...box.center)
    const b = transformPoint(ego, ...box.center)
    const residual = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
    instances.push({
      id: FIRST_INSTANCE + object,
      track: FIRST_INSTANCE + object,
      label: AV2_CATEGORIES[commonest(category, rows)] ?? 'object',
      box,
      sweep1FromSweep0: motion,
      speedMetresPerSecond: residual / input.intervalSeconds,
      moving: residual >= threshold,
      pointCount: rows.length,
      confidence: null,
    })
  }
  return {
    source: 'truth',
    name: 'Truth',
    flow,
    instance,
    dynamic,
    confidence: null,
    valid,
    instances,
    sweep1FromSweep0: ego,
    intervalSeconds: input.intervalSeconds,
    category,
    categories: AV2_CATEGORIES,
    ground,
    labelledRegion: null,
  }
}

/** Ego motion, then the mean residual of the rows. */
function translated(
  ego: Transform<'sweep1', 'sweep0'>,
  flow: Float32Array,
  still: Float32Array,
  rows: readonly number[],
): Transform<'sweep1', 'sweep0'> {
  const translation = ego.translation.map((value, axis) => {
    let residual = 0
    for (const i of rows) residual += (flow[3 * i + axis] as number) - (still[3 * i + axis] as number)
    return value + residual / rows.length
  })
  return { rotation: ego.rotation, translation }
}

function commonest(category: Uint8Array, rows: readonly number[]): number {
  const counts = new Uint32Array(256)
  for (const i of rows) counts[category[i] as number] = (counts[category[i] as number] as number) + 1
  return counts.indexOf(Math.max(...counts))
}
