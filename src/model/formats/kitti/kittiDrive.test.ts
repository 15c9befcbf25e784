import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { filesUnder } from '../../../../cli/nodeInput.ts'
import { kittiDrive, realDataFolder, realDataSkipMessage } from '../../../../tests/realData.ts'
import { worldFromSweep } from '../../sweep/sweep.ts'
import { compose, inverse, rotationAngle, type Transform } from '../../sweep/transform.ts'
import type { InputFile } from '../inputFile.ts'
import { type OpenedSequence, openInput } from '../registry.ts'
import { type BoxesByFrame, parseBoxesCsv, parseTrackingLabels } from './boxTables.ts'
import { kittiCalibration, parseCalibrationText } from './calibration.ts'
import { parsePoseRows } from './poseRows.ts'
import { parseTracklets } from './tracklets.ts'

const textOf = async (file: InputFile) => new TextDecoder().decode(await file.read())

/** Greatest distance of centres, difference of sizes, and of headings (radians) between boxes of the same order. */
function greatestDifference(a: BoxesByFrame, b: BoxesByFrame) {
  let center = 0
  let size = 0
  let heading = 0
  let boxes = 0
  for (const [frame, ofA] of a) {
    const ofB = b.get(frame) ?? []
    expect(
      ofB.map(box => box.category),
      `frame ${frame}`,
    ).toEqual(ofA.map(box => box.category))
    for (const [i, box] of ofA.entries()) {
      const other = ofB[i]!
      const [p, q] = [box.sweepFromBox.translation, other.sweepFromBox.translation]
      center = Math.max(center, Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!, p[2]! - q[2]!))
      for (const axis of [0, 1, 2] as const) size = Math.max(size, Math.abs(box.size[axis] - other.size[axis]))
      const turn: Transform = compose(inverse(box.sweepFromBox) as Transform, other.sweepFromBox as Transform)
      heading = Math.max(heading, rotationAngle(turn))
      boxes++
    }
  }
  return { center, size, heading, boxes }
}

const suite = describe.skipIf(!realDataFolder)
const source = realDataFolder ? 'real data' : realDataSkipMessage

suite(`a KITTI drive folder (${source})`, () => {
  let files: InputFile[]
  let drive: OpenedSequence

  beforeAll(async () => {
    files = await filesUnder(kittiDrive('drive_0005'))
    drive = (await openInput(files)).readers[0]!
  })

  it('offers the registration first, then the poses, then OXTS, all covering every sweep', () => {
    expect(drive.info.poseSources.map(({ id, frames }) => [id, frames])).toEqual([
      ['rel_icp.txt', 50],
      ['poses.txt', 50],
      ['oxts', 50],
    ])
    expect(drive.info).toMatchObject({ frame: 'sensor', frameIsGuessed: false, sensorClass: 'spinning-64' })
    expect(drive.info.intervalSeconds).toBeCloseTo(0.1, 3)
    expect(drive.info.frames.filter(frame => frame.hasTruth)).toHaveLength(49)
  })

  it('chains the registration: its steps come back, and differ from the poses as the data says (3 cm)', async () => {
    const steps = parsePoseRows('rel_icp.txt', await textOf(files.find(file => file.path.endsWith('rel_icp.txt'))!))
    const poseOf = async (index: number, poseSource: string) =>
      worldFromSweep(await drive.readSweep(index, { poseSource })) as Transform
    const differences: number[] = []
    const oxtsDifferences: number[] = []
    for (const k of [0, 7, 20, 33, 48]) {
      const step = async (source: string) => compose(inverse(await poseOf(k + 1, source)), await poseOf(k, source))
      const [registered, poses, oxts] = [await step('rel_icp.txt'), await step('poses.txt'), await step('oxts')]
      const gap = (a: Transform, b: Transform) => Math.hypot(...a.translation.map((v, i) => v - b.translation[i]!))
      expect(gap(registered, steps[k] as Transform)).toBeLessThan(1e-7)
      differences.push(gap(registered, poses))
      oxtsDifferences.push(gap(poses, oxts))
    }
    expect(Math.max(...differences)).toBeGreaterThan(0.005)
    expect(Math.max(...differences)).toBeLessThan(0.1)
    // poses.txt was made from OXTS: an independent check of the Mercator projection and the calibration.
    expect(Math.max(...oxtsDifferences)).toBeLessThan(0.002)
    await expect(poseOf(0, 'nonsense')).rejects.toMatchObject({ code: 'pose-missing' })
  })

  it('gives sane truth: moving objects at plausible speeds, within the camera view, background by registration', async () => {
    const sweep = await drive.readSweep(10)
    const truth = (await drive.readTruth(10, 11))!
    const region = truth.labelledRegion!
    const inView = region.reduce((sum, inside) => sum + inside, 0)
    expect(inView / sweep.count).toBeGreaterThan(0.1)
    expect(inView / sweep.count).toBeLessThan(0.25)
    const labels = truth.instances.filter(object => object.pointCount > 100).map(object => object.label)
    expect(new Set(labels)).toEqual(new Set(['Cyclist', 'Van']))
    // The second van is parked although its boxes wander.
    expect(truth.instances.map(object => [object.label, object.moving])).toEqual([
      ['Van', true],
      ['Cyclist', true],
      ['Van', false],
    ])
    for (const object of truth.instances.filter(({ moving }) => moving)) {
      expect(object.speedMetresPerSecond).toBeGreaterThan(0.5)
      expect(object.speedMetresPerSecond).toBeLessThan(8)
    }
    const parked = truth.instances[2]!
    expect(parked.speedMetresPerSecond).toBe(0)
    expect(parked.sweep1FromSweep0).toEqual(truth.sweep1FromSweep0)
    let ahead = 0
    let outside = 0
    let movingBackground = 0
    for (let i = 0; i < sweep.count; i++) {
      if (region[i] === 1 && sweep.positions[3 * i]! > 0) ahead++
      if (truth.instance[i]! > 0 && region[i] === 0) outside++
      if (truth.instance[i] === 0 && truth.dynamic[i] !== 0) movingBackground++
    }
    expect(ahead).toBe(inView)
    expect(movingBackground).toBe(0)
    expect(outside).toBeLessThan(100)
    // A point of the van moved by its flow lies in the van's box of the next sweep.
    const later = (await drive.readTruth(11, 12))!
    const van = truth.instances.find(object => object.label === 'Van')!
    const vanLater = later.instances.find(object => object.track === van.track)!
    const boxFromSweep = (x: number, y: number) => {
      const [dx, dy] = [x - vanLater.box.center[0], y - vanLater.box.center[1]]
      const [c, s] = [Math.cos(vanLater.box.yaw), Math.sin(vanLater.box.yaw)]
      return [c * dx + s * dy, c * dy - s * dx] as const
    }
    let vanPoints = 0
    let leftTheBox = 0
    for (let i = 0; i < sweep.count; i++) {
      if (truth.instance[i] !== van.id) continue
      const at = (axis: number) => sweep.positions[3 * i + axis]! + truth.flow[3 * i + axis]!
      const [u, v] = boxFromSweep(at(0), at(1))
      vanPoints++
      const [length, width] = vanLater.box.size
      if (Math.abs(u) > length / 2 + 0.001 || Math.abs(v) > width / 2 + 0.001) leftTheBox++
    }
    expect(vanPoints).toBe(van.pointCount)
    expect(leftTheBox).toBe(0)
  })

  it('takes tracking labels from the camera to the LiDAR as the joined boxes have them', async () => {
    const calibration = kittiCalibration(
      parseCalibrationText(
        'kitti_calib_2011_09_26.txt',
        await textOf((await filesUnder(join(realDataFolder!, 'kitti/kitti_calib_2011_09_26.txt')))[0]!),
      ),
    )
    expect(calibration.assumed).toEqual([])
    const standard = kittiCalibration(new Map())
    expect(standard.assumed).toEqual(['camera', 'imu', 'projection'])
    expect(standard.cameraFromSensor).toEqual(calibration.cameraFromSensor)
    const find = (name: string) => files.find(file => file.path.endsWith(name))!
    const labels = parseTrackingLabels('label_02', await textOf(find('label_02_0000.txt')), calibration)
    const csv = parseBoxesCsv('boxes.csv', await textOf(find('boxes.csv')))
    const difference = greatestDifference(new Map([...csv].sort(([a], [b]) => a - b)), labels)
    expect(difference.boxes).toBe(151)
    expect(difference.center).toBeLessThan(0.01)
    expect(difference.size).toBeLessThan(0.001)
    expect(difference.heading).toBeLessThan(0.02)
  })

  it('reads loose sweeps by their number, with a damaged one among them', async () => {
    const loose = files
      .filter(file => /(00001[0-2]\.bin|rel_icp\.txt|boxes\.csv)$/.test(file.path))
      .map(file => ({ ...file, path: file.path.slice(file.path.lastIndexOf('/') + 1) }))
    const damaged = loose.map(file => (file.path === '000011.bin' ? { ...file, size: file.size - 7 } : file))
    const { readers, reports } = await openInput(damaged)
    expect(reports.find(report => report.path === '000011.bin')?.error?.code).toBe('file-truncated')
    const reader = readers[0]!
    expect(reader.info.frames.map(frame => frame.name)).toEqual(['000010.bin', '000012.bin'])
    const [a, b] = [await reader.readSweep(0), await reader.readSweep(1)]
    const [c, d] = [await drive.readSweep(10), await drive.readSweep(12)]
    expect(worldFromSweep(a)).toEqual(worldFromSweep(c))
    expect(worldFromSweep(b)).toEqual(worldFromSweep(d))
    // Two sweeps are too few to tell that the second van is parked; all else is the same.
    const [loosely, wholly] = [(await reader.readTruth(0, 1))!, (await drive.readTruth(10, 12))!]
    const parked = wholly.instances.find(object => !object.moving)!
    const without = (flow: Float32Array) =>
      flow.map((value, k) => (wholly.instance[Math.floor(k / 3)] === parked.id ? 0 : value))
    expect(loosely.instance).toEqual(wholly.instance)
    expect(without(loosely.flow)).toEqual(without(wholly.flow))
  })

  it('gives fresh arrays at each call', async () => {
    const [a, b] = [await drive.readSweep(0), await drive.readSweep(0)]
    expect(a.positions).toEqual(b.positions)
    expect(a.positions.buffer).not.toBe(b.positions.buffer)
    expect(a.fields[0]!.values.buffer).not.toBe(b.fields[0]!.values.buffer)
  })
})

suite(`tracklets (${source})`, () => {
  it('agree with the joined boxes', async () => {
    const files = await filesUnder(kittiDrive('drive_0001'))
    const find = (name: string) => files.find(file => file.path.endsWith(name))!
    const tracklets = await parseTracklets('tracklet_labels.xml', await textOf(find('tracklet_labels.xml')))
    const csv = parseBoxesCsv('boxes.csv', await textOf(find('boxes.csv')))
    const covered = new Map([...tracklets].filter(([frame]) => csv.has(frame)))
    const difference = greatestDifference(csv, covered)
    expect(difference.boxes).toBe(312)
    expect(difference.center).toBeLessThan(0.001)
    expect(difference.heading).toBeLessThan(0.001)
  })
})
