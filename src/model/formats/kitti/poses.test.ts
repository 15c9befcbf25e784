import { describe, expect, it } from 'vitest'
import { memoryFile, packRows, random } from '../../../../tests/encodeSweeps.ts'
import { worldFromSweep } from '../../sweep/sweep.ts'
import { compose, fromMatrix, fromYaw, inverse, type Transform, toMatrix } from '../../sweep/transform.ts'
import { openInput } from '../registry.ts'
import { kittiCalibration } from './calibration.ts'
import { imuPoseOfOxts, oxtsOfTable, secondsToNanoseconds } from './oxts.ts'
import { chainRelativePoses, frameOfPoseRows, parsePoseRows, sensorPosesFromCamera } from './poseRows.ts'

type Pose = Transform<'world', 'poseFrame'>
const row = (pose: Transform) => Array.from(toMatrix(pose).subarray(0, 12)).join(' ')

/** A drive forward and around a bend, LiDAR poses. */
function drive(): Pose[] {
  return Array.from({ length: 12 }, (_, k) =>
    fromYaw<'world', 'poseFrame'>(0.05 * k, [1.1 * k, 0.03 * k * k, 0.01 * k]),
  )
}

/** Rows as odometry writes them: left camera poses, Tr * V * inv(Tr). */
function cameraRows(calibration = kittiCalibration(new Map())): Pose[] {
  const tr: Transform = calibration.cameraFromSensor
  return drive().map(pose => compose(tr, compose(pose as Transform, inverse(tr))) as Pose)
}

function sweepFiles(count: number) {
  const next = random(5)
  const values = () => Array.from({ length: 200 }, () => (next() - 0.5) * 60)
  const bytes = packRows([
    { name: 'x', type: 'float32', values: values() },
    { name: 'y', type: 'float32', values: values() },
    { name: 'z', type: 'float32', values: values().map(v => v / 20) },
    { name: 'i', type: 'float32', values: values().map(v => Math.abs(v) / 60) },
  ])
  return Array.from({ length: count }, (_, k) => memoryFile(`seq/velodyne/${String(k).padStart(6, '0')}.bin`, bytes))
}

function expectPoses(found: readonly (Transform | null)[], expected: readonly Transform[]) {
  for (const [k, pose] of expected.entries()) {
    const [a, b] = [toMatrix(found[k]!), toMatrix(pose)]
    expect(Math.max(...a.map((v, i) => Math.abs(v - b[i]!))), `pose ${k}`).toBeLessThan(1e-4)
  }
}

describe('the two kinds of poses.txt', () => {
  it('tells camera poses from LiDAR poses by the axis driven along', () => {
    expect(frameOfPoseRows(drive(), true)).toBe('sweep')
    expect(frameOfPoseRows(cameraRows(), false)).toBe('camera')
    const standing = drive().map(() => drive()[0]!)
    expect(frameOfPoseRows(standing, true)).toBe('camera')
    expect(frameOfPoseRows(standing, false)).toBe('sweep')
  })

  it('gives LiDAR poses from camera rows', () => {
    expectPoses(sensorPosesFromCamera(cameraRows(), kittiCalibration(new Map())), drive())
  })

  it.each(['camera', 'sweep'] as const)(
    'attaches %s rows to a folder, with odometry calibration beside them',
    async kind => {
      const tr = [0, -1, 0, 0.1, 0, 0, -1, -0.2, 1, 0, 0, -0.3]
      const calibration = kittiCalibration(new Map([['Tr', tr]]))
      const rows = kind === 'camera' ? cameraRows(calibration) : drive()
      const { readers } = await openInput([
        ...sweepFiles(12),
        memoryFile('seq/poses.txt', rows.map(row).join('\n')),
        memoryFile('seq/calib.txt', `P0: ${Array(12).fill(1).join(' ')}\nTr: ${tr.join(' ')}\n`),
        memoryFile('seq/times.txt', Array.from({ length: 12 }, (_, k) => (0.1037 * k).toExponential(6)).join('\n')),
      ])
      const reader = readers[0]!
      expect(reader.info.poseSources).toMatchObject([{ id: 'poses.txt', frames: 12 }])
      expect(reader.info.intervalSeconds).toBeCloseTo(0.1037, 6)
      const found = await Promise.all(drive().map(async (_, k) => worldFromSweep(await reader.readSweep(k))))
      expectPoses(found, drive())
    },
  )

  it('finds odometry poses and calibration in their official places', async () => {
    const files = sweepFiles(12).map(file => ({ ...file, path: file.path.replace('seq/', 'dataset/sequences/00/') }))
    const { readers } = await openInput([
      ...files,
      ...files.map(file => ({ ...file, path: file.path.replace('/00/', '/01/') })),
      memoryFile('dataset/poses/00.txt', cameraRows().map(row).join('\n')),
      memoryFile('dataset/poses/01.txt', drive().map(row).join('\n')),
    ])
    expect(readers.map(reader => [reader.info.name, reader.info.poseSources[0]?.id])).toEqual([
      ['00', '00.txt'],
      ['01', '01.txt'],
    ])
    for (const reader of readers) {
      const found = await Promise.all(drive().map(async (_, k) => worldFromSweep(await reader.readSweep(k))))
      expectPoses(found, drive())
    }
  })

  it('refuses rows that are no rigid transform, with the line', () => {
    const good = row(drive()[1]!)
    expect(() => parsePoseRows('p', `${good}\n${good.replace(/^\S+/, '2')}\n`)).toThrow(/^Line 2 /)
  })

  it('chains steps', () => {
    const steps = drive()
      .slice(1)
      .map((pose, k) => compose(inverse(pose), drive()[k]!) as Transform as Pose)
    expectPoses(chainRelativePoses(steps), drive())
  })
})

describe('OXTS', () => {
  it('projects by Mercator as the formula of the development kit says', () => {
    const [lat, lon] = [49.0112128044, 8.4228850418]
    const [a, b] = oxtsOfTable(
      `t_unix,lat,lon,alt,roll,pitch,yaw\n1317042272.3489999771,${lat},${lon},100,0,0,0\n1,${lat + 0.001},${lon + 0.001},101,0.01,0.02,1.5707963267948966\n`,
    )
    expect(a!.timestampNanoseconds).toBe(1317042272348999977n)
    const first = imuPoseOfOxts(a!, lat)
    const second = imuPoseOfOxts(b!, lat)
    // One thousandth of a degree on the 6,378,137 m sphere: 111.319 m along the meridian, times cos(lat) along the parallel.
    const degree = (6378137 * Math.PI) / 180 / 1000
    expect(second.translation[0]! - first.translation[0]!).toBeCloseTo(degree * Math.cos((lat * Math.PI) / 180), 3)
    expect(second.translation[1]! - first.translation[1]!).toBeCloseTo(degree, 2)
    expect(second.translation[2]! - first.translation[2]!).toBe(1)
    // Rz(yaw) Ry(pitch) Rx(roll) multiplied out plainly.
    const [r, p, y] = [0.01, 0.02, Math.PI / 2]
    const rx = fromMatrix([1, 0, 0, 0, 0, Math.cos(r), -Math.sin(r), 0, 0, Math.sin(r), Math.cos(r), 0])
    const ry = fromMatrix([Math.cos(p), 0, Math.sin(p), 0, 0, 1, 0, 0, -Math.sin(p), 0, Math.cos(p), 0])
    const expected = compose(fromYaw(y, [0, 0, 0]), compose(ry, rx)).rotation
    for (let i = 0; i < 9; i++) expect(second.rotation[i]).toBeCloseTo(expected[i]!, 12)
  })

  it('reads the official form, one file a sweep, by number, with gaps', async () => {
    const line = (lon: number) => `49 ${lon} 100 0 0 0 ${Array(24).fill(0).join(' ')}`
    const date = '2011_09_26/2011_09_26_drive_0005_sync'
    const sweeps = sweepFiles(3).map((file, k) => ({ ...file, path: `${date}/velodyne_points/data/000000000${k}.bin` }))
    const { readers } = await openInput([
      ...sweeps,
      memoryFile(`${date}/oxts/data/0000000000.txt`, line(8)),
      memoryFile(`${date}/oxts/data/0000000002.txt`, line(8.0001)),
      memoryFile(
        `${date}/velodyne_points/timestamps.txt`,
        '2011-09-26 13:02:25.594360375\n2011-09-26 13:02:25.697360375\n2011-09-26 13:02:25.800360375\n',
      ),
      memoryFile(
        '2011_09_26/calib_imu_to_velo.txt',
        'calib_time: 25-May-2012 16:47:16\nR: 1 0 0 0 1 0 0 0 1\nT: 0 0 0\n',
      ),
    ])
    const reader = readers[0]!
    expect(reader.info.poseSources).toMatchObject([{ id: 'oxts', label: 'OXTS (GPS and inertial)', frames: 2 }])
    expect(reader.info.intervalSeconds).toBeCloseTo(0.103, 9)
    expect(reader.info.frames[0]!.timestampNanoseconds).toBe(1317042145594360375n)
    const x = async (k: number) => worldFromSweep(await reader.readSweep(k))?.translation[0]
    expect((await x(2))! - (await x(0))!).toBeCloseTo(
      ((6378137 * Math.PI) / 180) * 0.0001 * Math.cos((49 * Math.PI) / 180),
      5,
    )
    expect(await x(1)).toBeUndefined()
  })

  it('keeps nanoseconds that a double would lose', () => {
    expect(secondsToNanoseconds('1317042272.348999977')).toBe(1317042272348999977n)
    expect(secondsToNanoseconds('12')).toBe(12000000000n)
    expect(secondsToNanoseconds('soon')).toBeNull()
  })
})
