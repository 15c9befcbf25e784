import { AV2_CATEGORIES } from '../../sweep/av2Categories.ts'
import { MOVING_UNCLUSTERED, type Truth } from '../../sweep/estimate.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { type ArrowTable, readArrowTable } from '../arrow/arrowTable.ts'
import { fieldMissing } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'
import type { TruthRequest, TruthSource } from '../sequencePlan.ts'
import { poseFlow, truthFromBoxes } from '../truth/boxTruth.ts'
import type { LabelledBox } from '../truth/labelledBox.ts'

/** Length and width of the cuboids are grown by this in sum, as AV2's scene-flow labels do. */
const AV2_GROWTH_METRES = 0.2
/** Float16 labels and poses agree to millimetres on the background; labels of another sweep do not. */
const LABELS_FIT_METRES = 0.1

interface FlowLabels {
  readonly rows: number
  readonly flow: readonly [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>]
  readonly classes: ArrayLike<number> | null
  readonly dynamic: ArrayLike<number> | null
  readonly ground: ArrayLike<number> | null
  readonly valid: ArrayLike<number> | null
}

/**
 * Truth of an AV2 log: flow, class, ground from `flow_labels.feather` where it fits the sweep (row count, and its
 * background agrees with the poses), else from the cuboids; instances from the cuboids in both cases.
 */
export class Av2Truth implements TruthSource {
  private readonly boxes: ReadonlyMap<bigint, readonly LabelledBox[]>
  private readonly times: readonly bigint[]
  private readonly hasPose: (index: number) => boolean
  private readonly labelsFile: InputFile | null

  constructor(
    boxes: ReadonlyMap<bigint, readonly LabelledBox[]>,
    times: readonly bigint[],
    hasPose: (index: number) => boolean,
    labelsFile: InputFile | null,
  ) {
    this.boxes = boxes
    this.times = times
    this.hasPose = hasPose
    this.labelsFile = labelsFile
  }

  has(index0: number, index1: number): boolean {
    if (index0 === index1 || !this.hasPose(index0) || !this.hasPose(index1)) return false
    return (this.boxesOf(index0) !== null && this.boxesOf(index1) !== null) || this.labelsMayCover(index0, index1)
  }

  async read(request: TruthRequest): Promise<Truth | null> {
    const { sweep0, index0, index1 } = request
    const boxes0 = this.boxesOf(index0)
    const boxes1 = this.boxesOf(index1)
    const fromBoxes = await truthFromBoxes({
      sweep0,
      boxes0: boxes0 && boxes1 ? boxes0 : [],
      boxes1: boxes1 ?? [],
      sweep1FromSweep0: request.sweep1FromSweep0,
      intervalSeconds: request.intervalSeconds,
      growMetres: AV2_GROWTH_METRES,
      categories: AV2_CATEGORIES,
      labelledRegion: null,
      task: request.task,
    })
    if (this.labelsFile && this.labelsMayCover(index0, index1)) {
      const labels = flowLabelsOf(this.labelsFile.path, await readArrowTable(this.labelsFile))
      const background = await poseFlow(sweep0, request.sweep1FromSweep0, request.task)
      if (labelsFit(labels, sweep0, background)) return withLabels(fromBoxes, labels, sweep0)
    }
    return boxes0 && boxes1 ? fromBoxes : null
  }

  private boxesOf(index: number): readonly LabelledBox[] | null {
    const time = this.times[index]
    return time === undefined ? null : (this.boxes.get(time) ?? null)
  }

  private labelsMayCover(index0: number, index1: number): boolean {
    return this.labelsFile !== null && index1 === index0 + 1
  }
}

function flowLabelsOf(file: string, table: ArrowTable): FlowLabels {
  const column = (name: string): ArrayLike<number> | null => {
    const values = table.columns.get(name)?.values
    if (!values || Array.isArray(values) || values instanceof BigInt64Array || values instanceof BigUint64Array)
      return null
    return values as ArrayLike<number>
  }
  const flow = ['flow_tx_m', 'flow_ty_m', 'flow_tz_m'].map(name => {
    const values = column(name)
    if (!values) throw fieldMissing(file, `the number column ${name}`, [...table.columns.keys()])
    return values
  }) as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>]
  return {
    rows: table.rows,
    flow,
    classes: column('classes') ?? column('classes_0'),
    dynamic: column('dynamic') ?? column('dynamic_0'),
    ground: column('is_ground_0'),
    valid: column('is_valid') ?? column('valid'),
  }
}

/** Same number of rows, and the static majority moves as the poses say: labels carry no timestamp of their own. */
function labelsFit(labels: FlowLabels, sweep0: Sweep, background: Float32Array): boolean {
  const lastRow = sweep0.sourceRows ? (sweep0.sourceRows[sweep0.count - 1] as number) : sweep0.count - 1
  if (sweep0.sourceRows ? lastRow >= labels.rows : sweep0.count !== labels.rows) return false
  const differences: number[] = []
  const step = Math.max(1, Math.floor(sweep0.count / 2000))
  for (let i = 0; i < sweep0.count; i += step) {
    const row = sweep0.sourceRows ? (sweep0.sourceRows[i] as number) : i
    if (labels.classes && labels.classes[row] !== 0) continue
    const d = [0, 1, 2].map(axis => (labels.flow[axis]?.[row] as number) - (background[3 * i + axis] as number))
    differences.push(Math.hypot(...d))
  }
  differences.sort((a, b) => a - b)
  const median = differences[differences.length >> 1]
  return median === undefined || median < LABELS_FIT_METRES
}

function withLabels(fromBoxes: Truth, labels: FlowLabels, sweep0: Sweep): Truth {
  const n = sweep0.count
  const flow = new Float32Array(3 * n)
  const category = fromBoxes.category.slice()
  const dynamic = fromBoxes.dynamic.slice()
  const valid = fromBoxes.valid?.slice() ?? new Uint8Array(n).fill(1)
  const ground = labels.ground ? new Uint8Array(n) : null
  const instance = fromBoxes.instance.slice()
  const [tx, ty, tz] = labels.flow
  for (let i = 0; i < n; i++) {
    const row = sweep0.sourceRows ? (sweep0.sourceRows[i] as number) : i
    flow[3 * i] = tx[row] as number
    flow[3 * i + 1] = ty[row] as number
    flow[3 * i + 2] = tz[row] as number
    if (labels.classes) category[i] = labels.classes[row] as number
    if (labels.dynamic) dynamic[i] = labels.dynamic[row] ? 1 : 0
    if (labels.valid) valid[i] = labels.valid[row] ? 1 : 0
    if (ground && labels.ground) ground[i] = labels.ground[row] ? 1 : 0
    // Without cuboids the labels still say what moves, only not which object it is.
    if (fromBoxes.instances.length === 0 && dynamic[i] === 1) instance[i] = MOVING_UNCLUSTERED
    if (!Number.isFinite((tx[row] as number) + (ty[row] as number) + (tz[row] as number))) {
      flow.fill(0, 3 * i, 3 * i + 3)
      valid[i] = 0
    }
  }
  return { ...fromBoxes, flow, category, dynamic, valid, ground, instance }
}
