import { poseFlow } from '../coarse/pseudoLabels.ts'
import { fitOrientedBox } from '../coarse/rigid/orientedBox.ts'
import { Random } from '../simulator/random.ts'
import { BACKGROUND, type Estimate, type EstimateInstance, FIRST_INSTANCE } from '../sweep/estimate.ts'
import { compose, fromYaw, type Transform, transformPoints } from '../sweep/transform.ts'

/** Errors put into a coarse segmentation; the definitions of the training's `ContextNoise` (data/context.py). All 0 = none. */
export interface SegmentationNoise {
  /** Chance an object: it is called background. */
  readonly drop: number
  /** Chance an object: halved at the median along a random direction, the other half under a new name. */
  readonly split: number
  /** Chance an object that is not split: takes the name and the mean motion of another. */
  readonly merge: number
  /** Chance a pair: what stands within 1.5 m of a random point is called moving, at random. */
  readonly flip: number
  /** Metres: standard deviation of the error of each object's motion, along x and along y. */
  readonly jitterMetres: number
}

/** Error of the ego motion: E becomes error * E, as in the training's sensitivity study. */
export interface EgoNoise {
  /** Metres, in a random direction of the ground plane. */
  readonly translationMetres: number
  /** Radians, to a random side. */
  readonly yawRadians: number
}

export interface Noise {
  readonly segmentation: SegmentationNoise
  readonly ego: EgoNoise
}

export const QUIET: Noise = {
  segmentation: { drop: 0, split: 0, merge: 0, flip: 0, jitterMetres: 0 },
  ego: { translationMetres: 0, yawRadians: 0 },
}

const BLOB_METRES = 1.5
const FLIPPED_SPEED_METRES = 0.5
const DROPPED_CONFIDENCE = 0.95
const FLIPPED_CONFIDENCE = 0.5

/**
 * The estimate as it would be with these errors; deterministic by seed (the streams of random numbers are ours, not NumPy's: the
 * same noise of the same seed, not the same draw as in training). Ground is never touched.
 * @param positions N x 3 of sweep 0; ground N
 */
export function noisyEstimate(
  estimate: Estimate,
  positions: Float32Array,
  ground: Uint8Array,
  noise: Noise,
  seed: number,
): Estimate {
  const random = new Random(seed)
  // Each kind of noise has a stream of its own: more of one does not change what another does.
  const disturbed = disturbSegmentation(estimate, positions, ground, noise.segmentation, random)
  const error = egoError(noise.ego, random.fork(1))
  const sweep1FromSweep0 = compose(error, estimate.sweep1FromSweep0)
  const { residual, instance, dynamic, confidence } = disturbed
  const flow = poseFlow(positions, sweep1FromSweep0)
  for (let n = 0; n < flow.length; n++) flow[n] = (flow[n] as number) + (residual[n] as number)
  return {
    ...estimate,
    source: 'noisy',
    name: 'With noise',
    flow,
    instance,
    dynamic,
    confidence,
    votes: null,
    instances: instancesOf(estimate, disturbed, positions, sweep1FromSweep0),
    sweep1FromSweep0,
  }
}

/** A turn about +z and a shift in the ground plane, applied after the ego motion. */
export function egoError({ translationMetres, yawRadians }: EgoNoise, random: Random): Transform<'sweep1', 'sweep1'> {
  const angle = random.range(0, 2 * Math.PI)
  const side = random.sign()
  return fromYaw(side * yawRadians, [translationMetres * Math.cos(angle), translationMetres * Math.sin(angle), 0])
}

interface Disturbed {
  /** N x 3: motion beyond the ego motion. */
  readonly residual: Float32Array
  readonly instance: Int32Array
  readonly dynamic: Float32Array
  readonly confidence: Float32Array
}

function disturbSegmentation(
  estimate: Estimate,
  positions: Float32Array,
  ground: Uint8Array,
  noise: SegmentationNoise,
  random: Random,
): Disturbed {
  const { sweep1FromSweep0 } = estimate
  const points = transformPoints(sweep1FromSweep0, positions)
  const still = poseFlow(positions, sweep1FromSweep0)
  const residual = estimate.flow.map((value, n) => value - (still[n] as number))
  const instance = estimate.instance.slice()
  const dynamic = estimate.dynamic.slice()
  const confidence = estimate.confidence?.slice() ?? new Float32Array(dynamic.length).fill(1)
  const moving = new Set(estimate.instances.filter(object => object.moving).map(object => object.id))
  const names = [...new Set(instance)].filter(id => moving.has(id)).sort((a, b) => a - b)
  let next = instance.reduce((highest, id) => Math.max(highest, id), FIRST_INSTANCE - 1) + 1
  const [drops, jitters, splits, merges, flips] = [2, 3, 4, 5, 6].map(label => random.fork(label)) as [
    Random,
    Random,
    Random,
    Random,
    Random,
  ]
  for (const name of names) {
    const rows = rowsOf(instance, name)
    // Each object draws as often whatever happens to it: a higher chance only adds to what a lower one did.
    const isDropped = drops.chance(noise.drop)
    const shift = [normal(jitters) * noise.jitterMetres, normal(jitters) * noise.jitterMetres] as const
    const isSplit = splits.chance(noise.split)
    const direction = splits.range(0, Math.PI)
    const isMerged = merges.chance(noise.merge)
    const other = names[merges.integer(names.length)] as number
    if (rows.length === 0) continue
    if (isDropped) {
      for (const i of rows) {
        residual.fill(0, 3 * i, 3 * i + 3)
        dynamic[i] = 0
        instance[i] = BACKGROUND
        confidence[i] = DROPPED_CONFIDENCE
      }
      continue
    }
    for (const i of rows)
      for (const axis of [0, 1] as const) residual[3 * i + axis] = (residual[3 * i + axis] as number) + shift[axis]
    if (isSplit) {
      const along = rows.map(
        i => (points[3 * i] as number) * Math.cos(direction) + (points[3 * i + 1] as number) * Math.sin(direction),
      )
      const middle = median(along)
      rows.forEach((i, n) => {
        if ((along[n] as number) > middle) instance[i] = next
      })
      next++
    } else if (isMerged && names.length > 1) merge(residual, instance, rows, other)
  }
  flip(points, ground, { residual, instance, dynamic, confidence }, next, noise.flip, flips)
  return { residual, instance, dynamic, confidence }
}

function merge(residual: Float32Array, instance: Int32Array, rows: readonly number[], other: number): void {
  const others = rowsOf(instance, other)
  if (others.length === 0) return
  const mean = [0, 1, 2].map(
    axis => others.reduce((sum, j) => sum + (residual[3 * j + axis] as number), 0) / others.length,
  )
  for (const i of rows) {
    instance[i] = other
    residual.set(mean, 3 * i)
  }
}

function flip(
  points: Float32Array,
  ground: Uint8Array,
  { residual, instance, dynamic, confidence }: Disturbed,
  name: number,
  chance: number,
  random: Random,
): void {
  if (!random.chance(chance)) return
  // Ground is no part of the segmentation.
  const candidates = Int32Array.from(ground.keys()).filter(i => ground[i] === 0)
  if (candidates.length === 0) return
  const centre = candidates[random.integer(candidates.length)] as number
  const motion = [normal(random) * FLIPPED_SPEED_METRES, normal(random) * FLIPPED_SPEED_METRES] as const
  for (const i of candidates) {
    if ((dynamic[i] as number) >= 0.5) continue
    let squared = 0
    for (let axis = 0; axis < 3; axis++)
      squared += ((points[3 * i + axis] as number) - (points[3 * centre + axis] as number)) ** 2
    if (squared >= BLOB_METRES * BLOB_METRES) continue
    residual[3 * i] = motion[0]
    residual[3 * i + 1] = motion[1]
    dynamic[i] = 1
    instance[i] = name
    confidence[i] = FLIPPED_CONFIDENCE
  }
}

/** Objects of the disturbed labels: each keeps what it was but for its points, its box and its motion. */
function instancesOf(
  before: Estimate,
  { residual, instance, dynamic, confidence }: Disturbed,
  positions: Float32Array,
  sweep1FromSweep0: Transform<'sweep1', 'sweep0'>,
): EstimateInstance[] {
  const rows = new Map<number, number[]>()
  instance.forEach((id, i) => {
    if (id < FIRST_INSTANCE) return
    const own = rows.get(id)
    if (own) own.push(i)
    else rows.set(id, [i])
  })
  const known = new Map(before.instances.map(object => [object.id, object]))
  const highest = before.instances.reduce((most, { track }) => Math.max(most, track), 0)
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([id, own], order) => {
      const old = known.get(id)
      const mean = (axis: number) => own.reduce((sum, i) => sum + (residual[3 * i + axis] as number), 0) / own.length
      const motion = [mean(0), mean(1), mean(2)] as const
      const moves = own.filter(i => (dynamic[i] as number) >= 0.5).length >= 0.5 * own.length
      return {
        id,
        track: old?.track ?? highest + 1 + order,
        label: old?.label ?? `Noise ${id}`,
        box: fitOrientedBox(positions, Int32Array.from(own), old?.box.yaw ?? null),
        sweep1FromSweep0: compose(fromYaw<'sweep1', 'sweep1'>(0, motion), sweep1FromSweep0),
        speedMetresPerSecond: Math.hypot(...motion) / before.intervalSeconds,
        moving: moves,
        pointCount: own.length,
        confidence: own.reduce((sum, i) => sum + (confidence[i] as number), 0) / own.length,
      }
    })
}

function rowsOf(instance: Int32Array, name: number): number[] {
  const rows: number[] = []
  for (let i = 0; i < instance.length; i++) if (instance[i] === name) rows.push(i)
  return rows
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] as number) + (sorted[Math.floor(half)] as number)) / 2
}

/** Standard normal, by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
