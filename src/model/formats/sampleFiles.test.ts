import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesUnder } from '../../../cli/nodeInput.ts'
import { realDataFolder, realDataSkipMessage } from '../../../tests/realData.ts'
import type { StudioErrorCode } from '../error/studioError.ts'
import type { FileReport } from './importReport.ts'
import { openInput } from './registry.ts'

interface Loads {
  readonly points: readonly number[]
  readonly fields: readonly string[]
  readonly frame: 'ego' | 'sensor'
  readonly guessed: boolean
  readonly types?: readonly string[]
  readonly warning?: RegExp
}
type Outcome =
  | Loads
  | { readonly error: StudioErrorCode; readonly says: RegExp }
  | { readonly used: 'sidecar' | 'ignored' }

const av2 = (points: number): Loads => ({
  points: [points],
  fields: ['intensity', 'laser_number', 'offset_ns'],
  frame: 'ego',
  guessed: false,
  types: ['float16', 'float16', 'float16', 'uint8', 'uint8', 'int32'],
})
const las = { error: 'format-not-supported', says: /^LAS \(version 1\.\d\) is not read yet/ } as const
const laz = { error: 'format-not-supported', says: /^LAZ \(compressed LAS 1\.\d\) is not read yet/ } as const
const LOG = 'av2_feather/adcf7d18-0510-35b0-a2fa-b4cea13a6d76'

/** Every file of the formats folder, dropped alone, and what must come of it. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'av2_feather/315966265259836000_uncompressed.feather': av2(99229),
  'av2_feather/315966265259836000_zstd.feather': av2(99229),
  [`${LOG}/annotations.feather`]: { used: 'sidecar' },
  [`${LOG}/city_SE3_egovehicle.feather`]: { used: 'sidecar' },
  [`${LOG}/map/adcf7d18-0510-35b0-a2fa-b4cea13a6d76___img_Sim2_city.json`]: { used: 'ignored' },
  [`${LOG}/map/adcf7d18-0510-35b0-a2fa-b4cea13a6d76_ground_height_surface____PIT.npy`]: { used: 'ignored' },
  [`${LOG}/map/log_map_archive_adcf7d18-0510-35b0-a2fa-b4cea13a6d76____PIT_city_57819.json`]: { used: 'ignored' },
  [`${LOG}/sensors/lidar/315973157959879000.feather`]: av2(100660),
  'av2_feather/dummy/calibration/egovehicle_SE3_sensor.feather': { used: 'sidecar' },
  'av2_feather/dummy/sensors/lidar/315968663259918000.feather': av2(2),
  'h5/7fab2350-7eaf-3b7e-a39d-6937a4c1bede.h5': {
    points: [99229, 99466],
    fields: ['flow_category_indices', 'flow_instance_id', 'ground_mask', 'lidar_dt', 'lidar_id'],
    frame: 'ego',
    guessed: true,
    types: ['float32', 'float32', 'float32', 'uint8', 'int16', 'bool', 'float32', 'uint8'],
  },
  'kitti_bin/000008.bin': { points: [17238], fields: ['intensity'], frame: 'sensor', guessed: false },
  'kitti_bin/000008.txt': { used: 'ignored' },
  'las_laz/autzen.las': las,
  'las_laz/extrabytes.las': las,
  'las_laz/indoor.laz': laz,
  'las_laz/pdrf6-1.4.laz': laz,
  'las_laz/plane.laz': laz,
  'las_laz/points-1.4.las': las,
  'las_laz/simple.las': las,
  'las_laz/simple.laz': laz,
  'malformed/kitti_truncated_82451.75_points.bin': {
    error: 'file-truncated',
    says: /82,451 whole points of 16 bytes, then 12 .*: expected 1,319,232 bytes, found 1,319,228\.$/,
  },
  'npy_opensceneflow_pair/test_pc0.npy': { points: [88132], fields: ['intensity'], frame: 'ego', guessed: true },
  'npy_opensceneflow_pair/test_pc1.npy': { points: [88101], fields: ['intensity'], frame: 'ego', guessed: true },
  'nuscenes_pcd_bin/LICENSE.mmdetection3d': { used: 'ignored' },
  'nuscenes_pcd_bin/n015-2018-07-24-11-22-45+0800__LIDAR_TOP__1532402927647951.pcd.bin': {
    points: [34688],
    fields: ['intensity', 'ring'],
    frame: 'sensor',
    guessed: false,
  },
  'pcd/Zaghetto.pcd': { points: [59750], fields: [], frame: 'sensor', guessed: true },
  'pcd/apollo_binary_compressed_xyzit.pcd': {
    points: [100337],
    fields: ['intensity', 'timestamp'],
    frame: 'sensor',
    guessed: true,
    types: ['float32', 'float32', 'float32', 'uint8', 'float64'],
  },
  'pcd/hesai_64_1673403880898440686.pcd': { points: [93591], fields: [], frame: 'ego', guessed: true },
  'pcd/kitti_binary_xyzi_trailing_zero.pcd': {
    points: [119977],
    fields: ['intensity'],
    frame: 'sensor',
    guessed: true,
    warning: /^1 spurious all-zero point/,
  },
  'pcd/simple-ascii.pcd': { points: [213], fields: ['red', 'green', 'blue'], frame: 'sensor', guessed: true },
  'pcd/velodyne_vlp16_1673400472138016708.pcd': {
    points: [14831],
    fields: ['intensity', 'return_type', 'channel', 'azimuth', 'elevation', 'distance', 'time_stamp'],
    frame: 'ego',
    guessed: true,
  },
  'ply/argoverse1_sweep.ply': { points: [91083], fields: ['intensity', 'laser_number'], frame: 'ego', guessed: true },
  'ply/bunny_ascii.ply': { points: [34834], fields: [], frame: 'sensor', guessed: true },
  'ply/small_gicp_pair/LICENSE': { used: 'ignored' },
  'ply/small_gicp_pair/T_target_source.txt': { used: 'ignored' },
  'ply/small_gicp_pair/source.ply': { points: [69792], fields: ['scalar_intensity'], frame: 'sensor', guessed: true },
  'ply/small_gicp_pair/target.ply': { points: [69088], fields: ['scalar_intensity'], frame: 'sensor', guessed: true },
}

describe.skipIf(!realDataFolder)(`every sample file (${realDataFolder ? 'real data' : realDataSkipMessage})`, () => {
  const folder = join(realDataFolder ?? '', 'formats')

  it('is in the table', async () => {
    const names = (await filesUnder(folder)).map(file => file.path.replace(/^formats\//, ''))
    expect(names.toSorted()).toEqual(Object.keys(OUTCOMES).toSorted())
  })

  it.each(Object.entries(OUTCOMES))('%s', async (name, outcome) => {
    const { readers, reports } = await openInput(await filesUnder(join(folder, name)))
    expect(reports).toHaveLength(1)
    const report = reports[0] as FileReport
    if ('used' in outcome) {
      expect(report.outcome).toBe(outcome.used)
      expect(report.note).not.toBe('')
      expect(readers).toHaveLength(0)
    } else if ('error' in outcome) {
      expect(report.outcome).toBe('failed')
      expect(report.error?.code).toBe(outcome.error)
      expect(report.error?.message).toMatch(outcome.says)
      expect(report.error?.hint).toBeTruthy()
      expect(readers).toHaveLength(0)
    } else {
      expect(report.outcome).toBe('sweep')
      const reader = readers[0]!
      expect(reader.info).toMatchObject({ frame: outcome.frame, frameIsGuessed: outcome.guessed })
      expect(reader.info.frames).toHaveLength(outcome.points.length)
      for (const [index, points] of outcome.points.entries()) {
        const sweep = await reader.readSweep(index)
        expect(sweep.count).toBe(points)
        expect(sweep.positions).toHaveLength(3 * points)
        expect(sweep.positions.every(Number.isFinite)).toBe(true)
        if (index === 0) expect(sweep.fields.map(field => field.name)).toEqual(outcome.fields)
        for (const field of sweep.fields) expect(field.values, field.name).toHaveLength(points)
        const done = reader.reportOf(index)
        expect(done.points).toBe(points)
        expect(done.fields!.slice(0, 3).map(field => field.unit)).toEqual(['m', 'm', 'm'])
        if (index === 0 && outcome.types) expect(done.fields!.map(field => field.storedType)).toEqual(outcome.types)
        if (outcome.warning) expect(done.warnings.join()).toMatch(outcome.warning)
        else expect(done.warnings).toEqual([])
      }
    }
  })

  it('keeps the rest of a drop with damaged and unreadable files in it', async () => {
    const { readers, reports } = await openInput(await filesUnder(folder))
    const failed = reports.filter(report => report.outcome === 'failed')
    expect(failed.map(report => report.path.split('/')[1])).toEqual([...Array(8).fill('las_laz'), 'malformed'])
    const frames = readers.map(reader => [reader.info.name, reader.info.frames.length])
    expect(frames).toContainEqual(['small_gicp_pair', 2])
    expect(frames).toContainEqual(['npy_opensceneflow_pair', 2])
    expect(frames).toContainEqual(['adcf7d18-0510-35b0-a2fa-b4cea13a6d76', 1])
    expect(readers).toHaveLength(16)
  })
})
