import { breathe } from '../task/task.ts'
import { AngularWindow } from './angularWindow.ts'
import type { CompiledObject, CompiledScene } from './compiledScene.ts'
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
  const moments = [0, scan.columns >> 1, scan.columns - 1]
  const momentPoses = moments.map(() => new Float64Array(scene.largestPartCount * POSE_LENGTH))
  const columnPoses = new Float64Array(scan.columns * scene.largestPartCount * POSE_LENGTH)
  const window = new AngularWindow()

  const view = (entry: CompiledObject, partIndex: number, bounds: Float64Array) => {
    for (let k = 0; k < moments.length; k++) {
      const poses = entry.fixedPoses ?? (momentPoses[k] as Float64Array)
      window.add(scan, moments[k] as number, poses, partIndex * POSE_LENGTH, bounds)
    }
  }
  const poseMoments = (entry: CompiledObject) => {
    if (entry.fixedPoses) return
    for (let k = 0; k < moments.length; k++)
      entry.object.pose(scan.times[moments[k] as number] as number, momentPoses[k] as Float64Array)
  }

  const order: { entry: CompiledObject; near: number }[] = []
  for (const entry of scene.objects) {
    poseMoments(entry)
    window.clear()
    for (let k = 0; k < entry.parts.length; k++) view(entry, k, (entry.parts[k] as { bounds: Float64Array }).bounds)
    if (window.near < maximumRange) order.push({ entry, near: window.near })
  }
  order.sort((a, b) => a.near - b.near || a.entry.index - b.entry.index)

  for (const { entry } of order) {
    await breathe(signal)
    poseMoments(entry)
    let poses = entry.fixedPoses
    let stride = 0
    if (!poses) {
      window.clear()
      for (let k = 0; k < entry.parts.length; k++) view(entry, k, (entry.parts[k] as { bounds: Float64Array }).bounds)
      const [first, count] = columnsOf(scan, window)
      stride = entry.parts.length * POSE_LENGTH
      poses = columnPoses
      for (let k = 0; k < count; k++) {
        const column = (first + k) % scan.columns
        const at = column * stride
        entry.object.pose(scan.times[column] as number, poses.subarray(at, at + stride))
      }
    }
    for (let k = 0; k < entry.parts.length; k++) {
      const part = entry.parts[k]
      if (!part) continue
      for (let p = 0; p < part.primitives.length; p++) {
        const primitive = part.primitives[p] as Primitive
        window.clear()
        view(entry, k, primitive.shape.bounds)
        if (window.near >= maximumRange) continue
        const [first, count] = columnsOf(scan, window)
        if (count === 0) continue
        const lowRow = rowAtLeast(scan.sines, window.lowSine - SINE_MARGIN)
        const highRow = rowAtLeast(scan.sines, window.highSine + SINE_MARGIN)
        if (lowRow >= highRow) continue
        const salt = hash32(seed, part.firstPrimitive + p, 0x51ed270b)
        drawPrimitive(scan, primitive, {
          poses,
          stride,
          offset: k * POSE_LENGTH,
          first,
          count,
          lowRow,
          highRow,
          near: window.near,
          part: entry.firstPart + k,
          salt,
        })
      }
    }
  }
}

interface Drawing {
  /** World-from-part poses: `stride` apart a column (0 = one for all), from `offset`. */
  readonly poses: Float64Array
  readonly stride: number
  readonly offset: number
  readonly first: number
  readonly count: number
  readonly lowRow: number
  readonly highRow: number
  readonly near: number
  readonly part: number
  readonly salt: number
}

function drawPrimitive(scan: LidarScan, primitive: Primitive, drawing: Drawing): void {
  const { columns, beams, directions, range } = scan
  const lidar = scan.poses
  const { poses, stride, offset, first, count, lowRow, highRow, near, part, salt } = drawing
  const { shape, skin } = primitive
  for (let k = 0; k < count; k++) {
    const column = first + k < columns ? first + k : first + k - columns
    const base = column * beams
    // Most windows lie behind something nearer: look before transforming.
    let row = lowRow
    while (row < highRow && (range[base + row] as number) <= near) row++
    if (row === highRow) continue
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
