import type { Truth } from '../../sweep/estimate.ts'
import type { LidarMount, PointFrame } from '../../sweep/sweep.ts'
import { compose, fromMatrix, identity, inverse, type Transform } from '../../sweep/transform.ts'
import { AV2_UP_LIDAR, bothLidars, USUAL_LIDARS } from '../av2/av2Tables.ts'
import { compareNaturally } from '../fileNames.ts'
import { fieldMissing, malformed } from '../formatErrors.ts'
import { baseName, type InputFile } from '../inputFile.ts'
import { type PointColumn, type PointTable, tableOfColumns, unitOfField } from '../pointTable.ts'
import { guessSensor } from '../sensorGuess.ts'
import type { PoseTrack, SequencePlan, SweepSource, TruthRequest, TruthSource } from '../sequencePlan.ts'
import { SINGLE_LIDAR } from '../sequencePlan.ts'
import { truthFromPointLabels } from '../truth/pointTruth.ts'
import { H5File } from './h5File.ts'

export const OPEN_SCENE_FLOW = 'OpenSceneFlow HDF5'
type Pose = Transform<'world', 'poseFrame'>

/**
 * Plan of an OpenSceneFlow file: one group a sweep, called by its time. Poses are the vehicle's, points are the upper
 * LiDAR's by OpenSceneFlow's convention; files with points left in the vehicle frame exist, so the frame is guessed from
 * the height of the ground and shown as a guess.
 */
export async function planOpenSceneFlow(file: InputFile): Promise<{ plan: SequencePlan; note: string }> {
  const h5 = await H5File.open(file)
  try {
    const groups = h5.groups().filter(group => h5.shape(`${group}/lidar`) !== null)
    if (groups.length === 0)
      throw fieldMissing(file.path, 'groups with a data set called lidar', h5.groups().slice(0, 12))
    groups.sort(compareNaturally)
    return planGroups(h5, file, groups)
  } catch (thrown) {
    h5.close()
    throw thrown
  }
}

function planGroups(h5: H5File, file: InputFile, groups: readonly string[]): { plan: SequencePlan; note: string } {
  const sources = groups.map((group): SweepSource => {
    const shape = h5.shape(`${group}/lidar`) ?? []
    return {
      name: group,
      path: file.path,
      bytes: 4 * shape.reduce((product, extent) => product * extent, 1),
      format: OPEN_SCENE_FLOW,
      timestampNanoseconds: /^[0-9]{13,19}$/.test(group) ? BigInt(group) : null,
      decode: async () => readGroup(h5, group),
    }
  })
  const sample = readGroup(h5, groups[0] as string)
  const guess = guessSensor(sample)
  const dual = isDualLidar(sample)
  const poses = poseTracks(h5, groups)
  const labelled = groups.map(group => h5.shape(`${group}/flow`) !== null)
  const note = `${groups.length} sweeps, ${labelled.filter(Boolean).length} with flow; frame guessed: ${guess.frame}`
  const plan: SequencePlan = {
    name: baseName(file.path).replace(/\.h(df)?5$/i, ''),
    format: OPEN_SCENE_FLOW,
    sources,
    poses,
    truth: poses.length > 0 && labelled.some(Boolean) ? new H5Truth(h5, groups, labelled, poses[0] as PoseTrack) : null,
    frame: guess.frame,
    frameIsGuessed: true,
    lidarsIn: dual ? dualMounts : () => SINGLE_LIDAR,
    // Without a calibration in the file the usual mount stands in: millimetres and half a degree off at most.
    egoFromSensor: dual ? AV2_UP_LIDAR : null,
    sensorClass: dual ? 'av2-dual-32' : guess.sensorClass,
    close: () => h5.close(),
  }
  return { plan, note }
}

/** `lidar_id` 1 = upper, 2 = lower lidar; it stands in for the laser numbers that the file does not keep. */
function dualMounts(frame: PointFrame): readonly LidarMount[] {
  const mounts = frame === 'ego' ? USUAL_LIDARS : bothLidars([0, 0, 0], [0, 0, -0.11])
  return mounts.map((mount, index) => ({ ...mount, rings: [index + 1, index + 1] as const }))
}

function isDualLidar(table: PointTable): boolean {
  const id = table.fields.find(field => field.name === 'lidar_id')
  if (!id) return false
  const found = new Set<number>()
  for (let i = 0; i < id.values.length; i++) found.add(id.values[i] as number)
  return found.size === 2 && found.has(1) && found.has(2)
}

/** Data sets that are truth or meta data; every other one-dimensional data set of N numbers is a field. */
const NOT_FIELDS = new Set(['lidar', 'pose', 'ego_motion', 'flow', 'flow_is_valid', 'eval_mask', 'lidar_center'])

function readGroup(h5: H5File, group: string): PointTable {
  const lidar = h5.array(`${group}/lidar`)
  if (!lidar) throw fieldMissing(h5.path, `the data set ${group}/lidar`, h5.members(group))
  const [rows = 0, width = 0] = lidar.shape
  if (lidar.shape.length !== 2 || width < 3)
    throw malformed(h5.path, `${group}/lidar has the shape ${lidar.shape.join(' x ')}, expected N x 3 or N x 4.`)
  const columns = Array.from({ length: width }, (_, column): PointColumn => {
    const values = lidar.values.slice(0, rows)
    for (let i = 0, at = column; i < rows; i++, at += width) values[i] = lidar.values[at] as number
    const name = ['x', 'y', 'z', 'intensity'][column] ?? `column${column}`
    return { name, storedType: lidar.storedType, unit: unitOfField(name), values }
  })
  for (const name of h5.members(group)) {
    const shape = h5.shape(`${group}/${name}`)
    if (NOT_FIELDS.has(name) || shape?.length !== 1 || shape[0] !== rows) continue
    const field = h5.array(`${group}/${name}`)
    if (field) columns.push({ name, storedType: field.storedType, unit: unitOfField(name), values: field.values })
  }
  const table = tableOfColumns(columns)
  if (!table) throw malformed(h5.path, `${group}/lidar has no coordinates.`)
  return isDualLidar(table) ? { ...table, roles: { ring: 'lidar_id' } } : table
}

function poseTracks(h5: H5File, groups: readonly string[]): PoseTrack[] {
  const stored = groups.map(group => matrixOf(h5, `${group}/pose`))
  const tracks: PoseTrack[] = []
  if (stored.some(pose => pose !== null))
    tracks.push({
      id: 'pose',
      label: 'Vehicle poses of the file (pose)',
      frame: 'ego',
      poseOf: index => stored[index] ?? null,
    })
  const steps = groups.slice(0, -1).map(group => matrixOf(h5, `${group}/ego_motion`))
  if (steps.length > 0 && steps.every(step => step !== null)) {
    const chain: Pose[] = [identity()]
    for (const step of steps) {
      const earlierFromLater = inverse(step) as Transform as Transform<'poseFrame', 'poseFrame'>
      chain.push(compose(chain.at(-1) as Pose, earlierFromLater))
    }
    tracks.push({
      id: 'ego_motion',
      label: 'Vehicle motion from sweep to sweep (ego_motion)',
      frame: 'ego',
      poseOf: index => chain[index] ?? null,
    })
  }
  return tracks
}

function matrixOf(h5: H5File, path: string): Pose | null {
  if (h5.shape(path) === null) return null
  const array = h5.array(path)
  if (array?.values.length !== 16 || !Array.from(array.values).every(Number.isFinite))
    throw malformed(h5.path, `${path} has the shape ${array?.shape.join(' x ')}, expected 4 x 4 finite numbers.`)
  return fromMatrix(array.values)
}

class H5Truth implements TruthSource {
  private readonly h5: H5File
  private readonly groups: readonly string[]
  private readonly labelled: readonly boolean[]
  private readonly poses: PoseTrack

  constructor(h5: H5File, groups: readonly string[], labelled: readonly boolean[], poses: PoseTrack) {
    this.h5 = h5
    this.groups = groups
    this.labelled = labelled
    this.poses = poses
  }

  has(index0: number, index1: number): boolean {
    const posed = this.poses.poseOf(index0) !== null && this.poses.poseOf(index1) !== null
    return index1 === index0 + 1 && posed && (this.labelled[index0] ?? false)
  }

  async read(request: TruthRequest): Promise<Truth> {
    const group = this.groups[request.index0] ?? ''
    const flow = this.h5.array(`${group}/flow`)
    const rows = flow?.shape[0] ?? 0
    if (flow?.shape.length !== 2 || flow.shape[1] !== 3)
      throw malformed(this.h5.path, `${group}/flow has the shape ${flow?.shape.join(' x ')}, expected N x 3.`)
    const perPoint = (name: string) => {
      const array = this.h5.array(`${group}/${name}`)
      if (array && array.values.length !== rows)
        throw malformed(this.h5.path, `${group}/${name} has ${array.values.length} values for ${rows} rows of flow.`)
      return array?.values ?? null
    }
    return truthFromPointLabels({
      file: this.h5.path,
      sweep0: request.sweep0,
      labels: {
        rows,
        flow: flow.values,
        valid: perPoint('flow_is_valid'),
        category: perPoint('flow_category_indices'),
        instance: perPoint('flow_instance_id'),
        dynamic: null,
        ground: perPoint('ground_mask'),
        boxes: new Map(),
      },
      sweep1FromSweep0: request.sweep1FromSweep0,
      intervalSeconds: request.intervalSeconds,
      task: request.task,
    })
  }
}
