import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kittiDrive, realDataFolder, realDataSkipMessage } from '../realData.ts'
import { expect, test } from './studio.ts'

const data = realDataFolder ?? ''
const av2Log = join(data, 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede')

test.describe('real sweeps', () => {
  test.skip(realDataFolder === null, realDataSkipMessage)

  let scratch = ''
  test.beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'studio-drop-'))
  })
  test.afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  test('an Argoverse 2 log: motion, instances and metrics against the official labels', async ({ studio }) => {
    await studio.open()
    await studio.drop(av2Log)
    await studio.waitFor(state => state.shown?.sweep0.count === 99_229 && state.shown.truth !== null, 'the log')
    await studio.waitForLabels()
    await studio.waitFor(state => state.frameMetrics?.bySource['pseudo-labels'] !== undefined, 'metrics')
    const metrics = await studio.state(state => state.frameMetrics?.bySource)
    const [labels, ego] = [metrics?.['pseudo-labels'], metrics?.['ego-motion']]
    // Ego motion alone is what the official labels say it is; the pseudo-labels must be far better where things move.
    expect(ego?.epe.fd).toBeGreaterThan(0.6)
    expect(labels?.epe.fd).toBeLessThan(0.12)
    expect(labels?.epe.bs).toBeLessThan(0.005)
    expect(labels?.dynamic.iou).toBeGreaterThan(0.8)
    const sources = await studio.state(state => state.shown?.sweep0.pose?.source)
    expect(sources).toContain('city_SE3_egovehicle')
  })

  test('a KITTI drive folder: a sequence with poses, scrubbed both ways', async ({ studio }) => {
    await studio.open()
    await studio.drop(kittiDrive('drive_0005'))
    await studio.waitFor(state => (state.sequences.at(-1)?.info.frames.length ?? 0) === 50, 'fifty sweeps')
    await studio.waitForLabels()
    await studio.waitFor(state => state.frameMetrics?.bySource['pseudo-labels'] !== undefined, 'metrics')
    const metrics = await studio.state(state => state.frameMetrics?.bySource['pseudo-labels'])
    expect(metrics?.epe.fd).toBeLessThan(0.1)
    for (const position of [7, 3, 12, 0]) {
      await studio.page.evaluate(to => window.studioDebug?.getState().setPosition(to), position)
      await expect.poll(() => studio.state(state => state.shown?.position)).toBe(position)
    }
  })

  test('an OpenSceneFlow HDF5 file', async ({ studio }) => {
    await studio.open()
    await studio.drop(join(data, 'formats/h5/7fab2350-7eaf-3b7e-a39d-6937a4c1bede.h5'))
    await studio.waitFor(state => state.sequences.some(s => s.info.name.includes('7fab2350')), 'the file')
    await studio.waitFor(state => state.shown?.sweep1 != null && state.shown.sequenceId === state.activeId, 'its pair')
    await studio.waitForLabels()
    expect(await studio.state(state => state.shown?.truth !== null)).toBe(true)
  })

  test('a PLY pair without poses: the known transform is recovered within 5 cm and 0.5 degrees', async ({ studio }) => {
    const folder = join(data, 'formats/ply/small_gicp_pair')
    await studio.open()
    await studio.drop(join(folder, 'source.ply'), join(folder, 'target.ply'))
    await studio.waitFor(state => state.shown?.sweep0.name.includes('source') === true, 'the pair')
    await studio.waitForLabels()
    const rows = readFileSync(join(folder, 'T_target_source.txt'), 'utf8').trim().split(/\s+/).map(Number)
    const found = await studio.state(state => {
      const motion = state.currentLabel?.egoMotion.sweep1FromSweep0
      return motion ? { rotation: [...motion.rotation], translation: [...motion.translation] } : null
    })
    expect(found).not.toBeNull()
    const offset = Math.hypot(...[0, 1, 2].map(i => found!.translation[i]! - rows[4 * i + 3]!))
    // Trace of R_true^T R_found gives the angle between the two rotations.
    let trace = 0
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) trace += rows[4 * i + j]! * found!.rotation[3 * i + j]!
    const degrees = (Math.acos(Math.min(1, (trace - 1) / 2)) * 180) / Math.PI
    expect(offset).toBeLessThan(0.05)
    expect(degrees).toBeLessThan(0.5)
    expect(await studio.state(state => state.currentLabel?.egoMotion.source)).toBe('estimated')
  })

  test('a PCD pair', async ({ studio }) => {
    const folder = join(scratch, 'pcd')
    mkdirSync(folder, { recursive: true })
    const drive = join(kittiDrive('drive_0005'), 'velodyne')
    for (const name of ['000000', '000001'])
      writePcd(join(folder, `${name}.pcd`), readFileSync(join(drive, `${name}.bin`)))
    await studio.open()
    await studio.drop(join(folder, '000000.pcd'), join(folder, '000001.pcd'))
    await studio.waitFor(state => state.shown?.sweep0.name.includes('000000.pcd') === true, 'the pair')
    await studio.waitForLabels()
    expect(await studio.state(state => state.currentLabel?.egoMotion.trust)).toBe('good')
    expect(await studio.state(state => state.shown?.sweep0.fields.map(field => field.name))).toEqual(['intensity'])
  })

  test('a damaged file among good ones: it is named with its reason, the rest is shown', async ({ studio }) => {
    const folder = join(scratch, 'damaged')
    mkdirSync(folder, { recursive: true })
    const drive = join(kittiDrive('drive_0005'), 'velodyne')
    for (const name of readdirSync(drive).slice(0, 3)) copyFileSync(join(drive, name), join(folder, name))
    copyFileSync(join(data, 'formats/malformed/kitti_truncated_82451.75_points.bin'), join(folder, '000003.bin'))
    await studio.open()
    await studio.drop(folder)
    await studio.waitFor(state => (state.sequences.at(-1)?.info.frames.length ?? 0) >= 3, 'the good sweeps')
    await studio.waitForLabels()
    const failed = await studio.state(state =>
      state.batches.at(-1)?.reports.find(report => report.outcome === 'failed'),
    )
    expect(failed?.path).toContain('000003.bin')
    expect(failed?.error?.code).toBe('file-truncated')
    await expect(studio.page.getByText('000003.bin').first()).toBeVisible()
  })

  test('every shipped file of every format gives a view or a precise reason', async ({ studio }) => {
    await studio.open()
    for (const file of [
      'kitti_bin/000008.bin',
      'pcd/velodyne_vlp16_1673400472138016708.pcd',
      'pcd/kitti_binary_xyzi_trailing_zero.pcd',
      'av2_feather/adcf7d18-0510-35b0-a2fa-b4cea13a6d76',
      'av2_feather/dummy',
      'nuscenes_pcd_bin/n015-2018-07-24-11-22-45+0800__LIDAR_TOP__1532402927647951.pcd.bin',
      'pcd/Zaghetto.pcd',
      'pcd/apollo_binary_compressed_xyzit.pcd',
      'pcd/hesai_64_1673403880898440686.pcd',
      'pcd/simple-ascii.pcd',
      'ply/bunny_ascii.ply',
      'ply/argoverse1_sweep.ply',
      'av2_feather/315966265259836000_zstd.feather',
    ]) {
      const before = await studio.state(state => state.sequences.length)
      await studio.drop(join(data, 'formats', file))
      await expect.poll(() => studio.state(state => state.sequences.length), { message: file }).toBe(before + 1)
      await studio.waitFor(state => state.shown?.sequenceId === state.activeId, `${file} on screen`)
      await studio.page.waitForTimeout(300)
      // A useful first view: something of the cloud is in it, and it does not fill the view like a wall before the eye.
      const lit = await studio.litShare()
      expect(lit, file).toBeGreaterThan(0.002)
      expect(lit, file).toBeLessThan(0.75)
    }
    await studio.drop(join(data, 'formats/las_laz/simple.las'))
    await studio.waitFor(
      state => state.batches.at(-1)?.reports.some(report => report.error?.code === 'format-not-supported') === true,
      'the reason why LAS is not read',
    )
  })
})

/** A binary PCD of x, y, z, intensity from a KITTI sweep's rows. */
function writePcd(path: string, rows: Buffer): void {
  const count = rows.length / 16
  const header = [
    '# .PCD v0.7 - Point Cloud Data file format',
    'VERSION 0.7',
    'FIELDS x y z intensity',
    'SIZE 4 4 4 4',
    'TYPE F F F F',
    'COUNT 1 1 1 1',
    `WIDTH ${count}`,
    'HEIGHT 1',
    'VIEWPOINT 0 0 0 1 0 0 0',
    `POINTS ${count}`,
    'DATA binary\n',
  ].join('\n')
  writeFileSync(path, Buffer.concat([Buffer.from(header), rows]))
}
