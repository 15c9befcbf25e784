import { FIRST_INSTANCE, type OrientedBox, type Truth } from '../../sweep/estimate.ts'
import type { FieldArray } from '../../sweep/sweep.ts'
import { fromMatrix, identity, inverse, type Transform } from '../../sweep/transform.ts'
import type { TaskOptions } from '../../task/task.ts'
import { malformed } from '../formatErrors.ts'
import { baseName } from '../inputFile.ts'
import { type PointColumn, type PointTable, unitOfField } from '../pointTable.ts'
import type { SensorGuess } from '../sensorGuess.ts'
import {
  type PoseTrack,
  type SequencePlan,
  SINGLE_LIDAR,
  type SweepSource,
  type TruthRequest,
  type TruthSource,
} from '../sequencePlan.ts'
import { type PointLabels, truthFromPointLabels } from '../truth/pointTruth.ts'
import { staticMotionOf } from '../truth/staticMotion.ts'
import { tableOfArray } from './npyPoints.ts'
import type { NpzArchive } from './npzArchive.ts'

const EGO_NAMES = ['ego1_SE3_ego0', 'ego_motion'] as const
/** Arrays that are labels or meta data, not fields of a sweep. */
const NOT_FIELDS = /^(pc|instance|classes|category|ground|ground_mask|gm|dynamic|valid|boxes|city_SE3_ego|pose)[01]$/

export const isNpzPair = (archive: NpzArchive) => archive.has('pc0') && archive.has('pc1')

/** Plan of an archive that holds both sweeps of a pair (`pc0`, `pc1`) and, optionally, ego motion and labels. */
export async function planNpzPair(
  archive: NpzArchive,
  guess: (table: PointTable) => SensorGuess,
  task: TaskOptions,
): Promise<SequencePlan> {
  const times = archive.has('timestamps') ? await archive.array('timestamps') : null
  const stored = await egoMotion(archive)
  const implied = stored ? null : await impliedMotion(archive)
  const ego = stored ?? implied
  const path = archive.file.path
  const sources = ([0, 1] as const).map(
    (which): SweepSource => ({
      name: `${baseName(path)} pc${which}`,
      path,
      bytes: archive.file.size,
      format: 'npz pair',
      // Doubles hold today's nanoseconds to 256 ns, enough for an interval.
      timestampNanoseconds:
        times && times.values.length === 2 ? BigInt(Math.round(times.values[which] as number)) : null,
      decode: () => sweepTable(archive, which),
    }),
  )
  const sample = await sweepTable(archive, 0)
  const { frame, sensorClass } = guess(sample)
  task.onProgress?.({ stage: `Reading ${baseName(path)}`, done: 1, total: 1 })
  const label = stored ? 'Ego motion stored with the pair' : 'Ego motion of the points that stand still in the flow'
  const poses = ego ? [poseTrack(ego, label)] : []
  return {
    name: baseName(path),
    format: 'npz pair',
    sources,
    poses,
    truth: ego && archive.has('flow') ? new NpzTruth(archive) : null,
    frame,
    frameIsGuessed: true,
    lidarsIn: () => SINGLE_LIDAR,
    egoFromSensor: null,
    sensorClass,
  }
}

async function sweepTable(archive: NpzArchive, which: 0 | 1): Promise<PointTable> {
  const points = await archive.array(`pc${which}`)
  const rows = points.shape[0] ?? 0
  const extra: PointColumn[] = []
  for (const name of archive.names) {
    if (!name.endsWith(String(which)) || NOT_FIELDS.test(name)) continue
    const header = await archive.header(name)
    if (header.structured || header.shape.length !== 1 || header.shape[0] !== rows) continue
    const array = await archive.array(name)
    const field = name.slice(0, -1).replace(/_$/, '')
    extra.push({ name: field, storedType: array.storedType, unit: unitOfField(field), values: array.values })
  }
  return tableOfArray(archive.file.path, points, extra)
}

async function egoMotion(archive: NpzArchive): Promise<Transform<'sweep1', 'sweep0'> | null> {
  const array = await archive.firstOf(...EGO_NAMES)
  if (!array) return null
  if (array.values.length !== 16 || !Array.from(array.values).every(Number.isFinite))
    throw malformed(
      archive.file.path,
      `The ego motion has the shape ${array.shape.join(' x ')}, expected 4 x 4 numbers.`,
    )
  return fromMatrix(array.values)
}

/** A pair with flow but without ego motion: most points stand still, so the flow tells it. */
async function impliedMotion(archive: NpzArchive): Promise<Transform<'sweep1', 'sweep0'> | null> {
  if (!archive.has('flow')) return null
  const [points, flow] = [await archive.array('pc0'), await archive.array('flow')]
  const columns = points.shape[1] ?? 0
  const rows = points.shape[0] ?? 0
  if (points.shape.length !== 2 || columns < 3 || flow.values.length !== 3 * rows) return null
  const positions = Float64Array.from(
    { length: 3 * rows },
    (_, k) => points.values[columns * Math.floor(k / 3) + (k % 3)] as number,
  )
  return staticMotionOf(positions, flow.values)
}

function poseTrack(ego: Transform<'sweep1', 'sweep0'>, label: string): PoseTrack {
  const world0: Transform<'world', 'poseFrame'> = identity()
  const world1 = inverse(ego as Transform as Transform<'poseFrame', 'world'>)
  return {
    id: EGO_NAMES[0],
    label,
    frame: 'sweep',
    poseOf: index => (index === 0 ? world0 : index === 1 ? world1 : null),
  }
}

class NpzTruth implements TruthSource {
  private readonly archive: NpzArchive
  constructor(archive: NpzArchive) {
    this.archive = archive
  }

  has(index0: number, index1: number): boolean {
    return index0 === 0 && index1 === 1
  }

  async read(request: TruthRequest): Promise<Truth> {
    return truthFromPointLabels({
      file: this.archive.file.path,
      sweep0: request.sweep0,
      labels: await labelsOf(this.archive),
      sweep1FromSweep0: request.sweep1FromSweep0,
      intervalSeconds: request.intervalSeconds,
      task: request.task,
    })
  }
}

async function labelsOf(archive: NpzArchive): Promise<PointLabels> {
  const flow = await archive.array('flow')
  const rows = flow.shape[0] ?? 0
  if (flow.shape.length !== 2 || flow.shape[1] !== 3)
    throw malformed(archive.file.path, `The flow has the shape ${flow.shape.join(' x ')}, expected N x 3.`)
  const perPoint = async (...names: readonly string[]) => {
    const array = await archive.firstOf(...names)
    if (array && array.values.length !== rows)
      throw malformed(archive.file.path, `${names[0]} has ${array.values.length} values for ${rows} rows of flow.`)
    return array?.values ?? null
  }
  return {
    rows,
    flow: flow.values,
    valid: await perPoint('flow_is_valid', 'valid0', 'valid'),
    category: await perPoint('classes0', 'category0', 'flow_category_indices'),
    instance: (await perPoint('instance0', 'flow_instance_id')) ?? objectsOf(await perPoint('instance')),
    dynamic: (await perPoint('dynamic0', 'dynamic'))?.map(probability => (probability >= 0.5 ? 1 : 0)) ?? null,
    ground: await perPoint('ground0', 'ground_mask0', 'gm0', 'ground'),
    boxes: await boxesOf(archive),
  }
}

/** `instance` of our own exports counts objects from 2: 1 is what moves without being one. */
function objectsOf(instance: FieldArray | null): FieldArray | null {
  return instance?.map(id => Math.max(0, id - FIRST_INSTANCE + 1)) ?? null
}

/** `boxes0`: rows of id, x, y, z, length, width, height, yaw. */
async function boxesOf(archive: NpzArchive): Promise<ReadonlyMap<number, OrientedBox>> {
  const boxes = new Map<number, OrientedBox>()
  const array = await archive.firstOf('boxes0')
  if (array?.shape.length !== 2 || array.shape[1] !== 8) return boxes
  for (let row = 0; row < (array.shape[0] ?? 0); row++) {
    const at = (column: number) => array.values[8 * row + column] as number
    boxes.set(at(0), { center: [at(1), at(2), at(3)], size: [at(4), at(5), at(6)], yaw: at(7) })
  }
  return boxes
}
