import { breathe } from '../task/task.ts'
import { AngularWindow } from './angularWindow.ts'
import type { CompiledObject, CompiledPart, CompiledScene } from './compiledScene.ts'
import type { LidarScan } from './lidarScan.ts'
import { hash32 } from './random.ts'
import { POSE_LENGTH, type Primitive } from './scene.ts'
import { CHANCE, ENTER, ENTER_NORMAL, HIT_LENGTH, MATERIAL } from './shapes/shape.ts'

const ray = new Float64Array(6)
const hit = new Float64Array(HIT_LENGTH)

/** Nothing nearer to a lidar than this is seen, metres. */
const BLIND = 0.5

/** Room in a window for what moves between the three moments that it is taken at, radians and sines. */
const AZIMUTH_MARGIN = 0.004
const SINE_MARGIN = 0.004

/**
 * Casts a scan's rays against the scene, object by object from near to far: each primitive is drawn into the window of
 * columns and rows that can see it, against the ranges kept so far (a depth buffer over rays, not pixels), at the pose that
 * it has when the column fires.
 */
export async function scanObjects(
  scan: LidarScan,
  scene: CompiledScene,
  maximumRange: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const caster = new Caster(scan, scene, maximumRange)
  for (const { entry } of caster.nearToFar()) {
    await breathe(signal)
    caster.cast(entry, seed)
  }
}

/** Casts one object after the other; its methods are called often enough to be compiled with all of their branches seen. */
class Caster {
  private readonly scan: LidarScan
  private readonly scene: CompiledScene
  private readonly maximumRange: number
  /** Columns at whose moments windows are taken, and what moves is posed. */
  private readonly moments: Int32Array
  private readonly momentPoses: readonly Float64Array[]
  private readonly columnPoses: Float64Array
  private readonly objectPoses: Float64Array
  private readonly window = new AngularWindow()

  constructor(scan: LidarScan, scene: CompiledScene, maximumRange: number) {
    this.scan = scan
    this.scene = scene
    this.maximumRange = maximumRange
    this.moments = Int32Array.of(0, scan.columns >> 1, scan.columns - 1)
    this.momentPoses = Array.from(this.moments, () => new Float64Array(scene.largestPartCount * POSE_LENGTH))
    this.objectPoses = new Float64Array(scene.largestPartCount * POSE_LENGTH)
    this.columnPoses = new Float64Array(scan.columns * scene.largestPartCount * POSE_LENGTH)
  }

  nearToFar(): { entry: CompiledObject; near: number }[] {
    const order: { entry: CompiledObject; near: number }[] = []
    for (const entry of this.scene.objects) {
      this.poseMoments(entry)
      this.viewObject(entry)
      if (this.window.near < this.maximumRange) order.push({ entry, near: this.window.near })
    }
    return order.sort((a, b) => a.near - b.near || a.entry.index - b.entry.index)
  }

  cast(entry: CompiledObject, seed: number): void {
    this.poseMoments(entry)
    if (!entry.fixedPoses) this.poseColumns(entry)
    for (let k = 0; k < entry.parts.length; k++) {
      const part = entry.parts[k] as CompiledPart
      for (let p = 0; p < part.primitives.length; p++) {
        const salt = hash32(seed, part.firstPrimitive + p, 0x51ed270b)
        this.castPrimitive(entry, k, part.primitives[p] as Primitive, salt)
      }
    }
  }

  private castPrimitive(entry: CompiledObject, k: number, primitive: Primitive, salt: number): void {
    const { scan, window } = this
    window.clear()
    this.view(entry, k, primitive.shape.bounds)
    if (window.near >= this.maximumRange) return
    const [first, count] = columnsOf(scan, window)
    const lowRow = rowAtLeast(scan.sines, window.lowSine - SINE_MARGIN)
    const highRow = rowAtLeast(scan.sines, window.highSine + SINE_MARGIN)
    if (count === 0 || lowRow >= highRow) return
    const fixed = entry.fixedPoses
    const drawing: Drawing = {
      poses: fixed ?? this.columnPoses,
      stride: fixed ? 0 : entry.parts.length * POSE_LENGTH,
      offset: k * POSE_LENGTH,
      lowRow,
      highRow,
      near: window.near,
      part: entry.firstPart + k,
      salt,
    }
    for (let at = first; at < first + count; at++)
      drawColumn(scan, primitive, drawing, at < scan.columns ? at : at - scan.columns)
  }

  private poseMoments(entry: CompiledObject): void {
    if (entry.fixedPoses) return
    for (let k = 0; k < this.moments.length; k++)
      entry.object.pose(this.scan.times[this.moments[k] as number] as number, this.momentPoses[k] as Float64Array)
  }

  /** Poses of what moves at every column that can see it. */
  private poseColumns(entry: CompiledObject): void {
    this.viewObject(entry)
    const { scan, columnPoses, objectPoses } = this
    const [first, count] = columnsOf(scan, this.window)
    const stride = entry.parts.length * POSE_LENGTH
    for (let k = 0; k < count; k++) {
      const column = (first + k) % scan.columns
      entry.object.pose(scan.times[column] as number, objectPoses)
      // A view of the column's part of the array would be an object a column: copying is cheaper.
      const at = column * stride
      for (let value = 0; value < stride; value++) columnPoses[at + value] = objectPoses[value] as number
    }
  }

  private viewObject(entry: CompiledObject): void {
    this.window.clear()
    for (let k = 0; k < entry.parts.length; k++) this.view(entry, k, (entry.parts[k] as CompiledPart).bounds)
  }

  private view(entry: CompiledObject, partIndex: number, bounds: Float64Array): void {
    for (let k = 0; k < this.moments.length; k++) {
      const poses = entry.fixedPoses ?? (this.momentPoses[k] as Float64Array)
      this.window.add(this.scan, this.moments[k] as number, poses, partIndex * POSE_LENGTH, bounds)
    }
  }
}

interface Drawing {
  /** World-from-part poses: `stride` apart a column (0 = one for all), from `offset`. */
  readonly poses: Float64Array
  readonly stride: number
  readonly offset: number
  readonly lowRow: number
  readonly highRow: number
  readonly near: number
  readonly part: number
  readonly salt: number
}

function drawColumn(scan: LidarScan, primitive: Primitive, drawing: Drawing, column: number): void {
  const { beams, directions, range } = scan
  const lidar = scan.poses
  const { poses, stride, offset, lowRow, highRow, near, part, salt } = drawing
  const { shape, skin } = primitive
  const base = column * beams
  // Most windows lie behind something nearer: look before transforming.
  let row = lowRow
  while (row < highRow && (range[base + row] as number) <= near) row++
  if (row === highRow) return
  const at = column * stride + offset
  const r0 = poses[at] as number
  const r1 = poses[at + 1] as number
  const r2 = poses[at + 2] as number
  const r3 = poses[at + 3] as number
  const r4 = poses[at + 4] as number
  const r5 = poses[at + 5] as number
  const r6 = poses[at + 6] as number
  const r7 = poses[at + 7] as number
  const r8 = poses[at + 8] as number
  const x = (lidar[column * POSE_LENGTH + 9] as number) - (poses[at + 9] as number)
  const y = (lidar[column * POSE_LENGTH + 10] as number) - (poses[at + 10] as number)
  const z = (lidar[column * POSE_LENGTH + 11] as number) - (poses[at + 11] as number)
  ray[0] = r0 * x + r3 * y + r6 * z
  ray[1] = r1 * x + r4 * y + r7 * z
  ray[2] = r2 * x + r5 * y + r8 * z
  for (; row < highRow; row++) {
    const index = base + row
    const best = range[index] as number
    if (best <= near) continue
    const dx = directions[3 * index] as number
    const dy = directions[3 * index + 1] as number
    const dz = directions[3 * index + 2] as number
    ray[3] = r0 * dx + r3 * dy + r6 * dz
    ray[4] = r1 * dx + r4 * dy + r7 * dz
    ray[5] = r2 * dx + r5 * dy + r8 * dz
    if (!shape.intersect(ray, hit)) continue
    if ((hit[ENTER] as number) >= best) continue
    hit[MATERIAL] = primitive.material
    if (skin) {
      hit[CHANCE] = hash32(salt, index, 0x2545f491) / 4294967296
      if (!skin(ray, hit)) continue
    }
    const distance = hit[ENTER] as number
    if (distance >= best || distance < BLIND) continue
    range[index] = distance
    scan.part[index] = part
    scan.material[index] = hit[MATERIAL] as number
    scan.cosine[index] = Math.abs(
      (hit[ENTER_NORMAL] as number) * (ray[3] as number) +
        (hit[ENTER_NORMAL + 1] as number) * (ray[4] as number) +
        (hit[ENTER_NORMAL + 2] as number) * (ray[5] as number),
    )
  }
}

/** First column and number of columns of a window; may run over the end of a full turn. */
function columnsOf(scan: LidarScan, window: AngularWindow): [first: number, count: number] {
  const { columns, model } = scan
  const perRadian = (columns * 180) / (Math.PI * model.turn)
  const start = (model.firstAzimuth * Math.PI) / 180
  const low = window.center + window.low - AZIMUTH_MARGIN
  const high = window.center + window.high + AZIMUTH_MARGIN
  let first: number
  let last: number
  if (scan.fullTurn) {
    const a = (low - start) * perRadian
    const b = (high - start) * perRadian
    first = Math.ceil(Math.min(a, b))
    last = Math.floor(Math.max(a, b))
    if (last - first + 1 >= columns) return [0, columns]
    const count = Math.max(0, last - first + 1)
    return [((first % columns) + columns) % columns, count]
  }
  // Less than a turn: the window's azimuths are brought to within half a turn of the field of view's middle.
  const middle = start + ((model.turn / 2) * Math.PI) / 180
  const shifted = window.center - 2 * Math.PI * Math.round((window.center - middle) / (2 * Math.PI))
  const a = (shifted + window.low - AZIMUTH_MARGIN - start) * perRadian
  const b = (shifted + window.high + AZIMUTH_MARGIN - start) * perRadian
  first = Math.max(0, Math.ceil(Math.min(a, b)))
  last = Math.min(columns - 1, Math.floor(Math.max(a, b)))
  return [first, Math.max(0, last - first + 1)]
}

/** First row whose sine is at least `sine`. */
function rowAtLeast(sines: Float64Array, sine: number): number {
  let low = 0
  let high = sines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sines[middle] as number) < sine) low = middle + 1
    else high = middle
  }
  return low
}
