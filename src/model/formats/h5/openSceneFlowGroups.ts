import { FIRST_INSTANCE, type Truth } from '../../sweep/estimate.ts'
import { fieldOf, type Sweep, worldFromSweep } from '../../sweep/sweep.ts'
import { compose, inverse, type Transform, toMatrix, transformPoints } from '../../sweep/transform.ts'
import type { H5Writer } from './h5Writer.ts'

export interface SweepGroup {
  readonly sweep: Sweep
  /** N; 1 = ground. Null = the truth's, or none. */
  readonly ground: Uint8Array | null
  /** Null for the last sweep of a sequence and for data without truth. */
  readonly truth: Truth | null
}

/** The vehicle frame when the mount is known, else the frame that the sweep is in; poses are always of that same frame. */
export function storedFrameOf(sweep: Sweep): 'ego' | 'sensor' {
  return sweep.frame === 'sensor' && !sweep.egoFromSensor ? 'sensor' : 'ego'
}

/** What takes a sweep's points to the frame that is stored; null when they are in it. */
export function storedFromSweep(sweep: Sweep): Transform | null {
  return sweep.frame === 'sensor' ? (sweep.egoFromSensor as Transform | null) : null
}

/** The group of a sweep. */
export function groupName(sweep: Sweep): string {
  return sweep.timestampNanoseconds.toString()
}

/**
 * Writes a sweep as a group of OpenSceneFlow's layout (FORMATS of the field: lidar N x 4, pose, ground_mask, lidar_id,
 * lidar_dt, lidar_center, flow, flow_is_valid, flow_category_indices, flow_instance_id, ego_motion). Points and poses are
 * both in the vehicle's frame, so that no yaw leaves a residual on the static world. Truth values are bytes: the library
 * writes no booleans.
 */
export function writeSweepGroup(writer: H5Writer, { sweep, ground, truth }: SweepGroup): void {
  const group = writer.group(groupName(sweep))
  const n = sweep.count
  const toStored = storedFromSweep(sweep)
  group.put('lidar', lidarOf(sweep, toStored), [n, 4])
  const world = worldFromSweep(sweep)
  if (world) group.put('pose', Float32Array.from(toMatrix(storedPose(world, toStored))), [4, 4])
  const mask = ground ?? truth?.ground ?? null
  if (mask) group.put('ground_mask', mask, [n])
  writeFiring(group, sweep)
  const centres = new Float32Array(16 * sweep.lidars.length)
  sweep.lidars.forEach((lidar, index) => {
    const shift = toStored?.translation ?? new Float64Array(3)
    const origin = lidar.origin.map((value, axis) => value + (shift[axis] as number))
    centres.set([1, 0, 0, origin[0] as number], 16 * index)
    centres.set([0, 1, 0, origin[1] as number], 16 * index + 4)
    centres.set([0, 0, 1, origin[2] as number], 16 * index + 8)
    centres.set([0, 0, 0, 1], 16 * index + 12)
  })
  group.put('lidar_center', centres, [sweep.lidars.length, 4, 4])
  if (truth) writeTruth(group, truth, toStored)
}

/** Truth of a sweep whose group is there without any. */
export function addTruth(writer: H5Writer, sweep: Sweep, truth: Truth): void {
  writeTruth(writer.group(groupName(sweep)), truth, storedFromSweep(sweep))
}

type GroupWriter = ReturnType<H5Writer['group']>

function writeFiring(group: GroupWriter, sweep: Sweep): void {
  const n = sweep.count
  const ring = fieldOf(sweep, 'ring')
  const dual = sweep.lidars.length === 2 && ring !== null
  if (dual)
    group.put(
      'lidar_id',
      Uint8Array.from(ring.values, laser => (laser < 32 ? 1 : 2)),
      [n],
    )
  const time = fieldOf(sweep, 'time')
  if (time) {
    const scale = time.unit === 'ns' ? 1e-9 : 1
    group.put(
      'lidar_dt',
      Float32Array.from(time.values, value => value * scale),
      [n],
    )
  }
}

function writeTruth(group: GroupWriter, truth: Truth, toStored: Transform | null): void {
  const n = truth.instance.length
  group.put('flow', toStored ? rotated(truth.flow, toStored) : truth.flow, [n, 3])
  group.put('flow_is_valid', truth.valid ?? new Uint8Array(n).fill(1), [n])
  group.put('flow_category_indices', truth.category, [n])
  group.put('flow_instance_id', instancesOf(truth), [n])
  group.put(
    'flow_dynamic',
    Uint8Array.from(truth.dynamic, probability => (probability >= 0.5 ? 1 : 0)),
    [n],
  )
  if (truth.labelledRegion) group.put('eval_region', truth.labelledRegion, [n])
  const ego = storedMotion(truth.sweep1FromSweep0, toStored)
  group.put('ego_motion', Float32Array.from(toMatrix(ego)), [4, 4])
}

/** Objects from 1 on; 0 = background. */
function instancesOf(truth: Truth): Int16Array {
  return Int16Array.from(truth.instance, id => (id >= FIRST_INSTANCE ? id - FIRST_INSTANCE + 1 : 0))
}

function lidarOf(sweep: Sweep, toStored: Transform | null): Float32Array {
  const points = toStored ? transformPoints(toStored, sweep.positions) : sweep.positions
  const intensity = fieldOf(sweep, 'intensity')
  const out = new Float32Array(4 * sweep.count)
  for (let i = 0; i < sweep.count; i++) {
    for (let axis = 0; axis < 3; axis++) out[4 * i + axis] = points[3 * i + axis] as number
    out[4 * i + 3] = intensity?.values[i] ?? 0
  }
  return out
}

/** Displacements along the axes of the stored frame. */
export function rotated(flow: Float32Array, { rotation }: Transform): Float32Array {
  return transformPoints({ rotation, translation: new Float64Array(3) }, flow)
}

/** World from the stored frame, given world from the sweep's. */
function storedPose(worldFromPoints: Transform, toStored: Transform | null): Transform {
  return toStored ? compose(worldFromPoints, inverse(toStored)) : worldFromPoints
}

/** The same motion between stored frames. */
export function storedMotion(sweep1FromSweep0: Transform, toStored: Transform | null): Transform {
  return toStored ? compose(toStored, compose(sweep1FromSweep0, inverse(toStored))) : sweep1FromSweep0
}
