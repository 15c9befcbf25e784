import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { H5Writer } from '#model/formats/h5/h5Writer.ts'
import { writeSweepGroup } from '#model/formats/h5/openSceneFlowGroups.ts'
import { DEFAULT_SIMULATION } from '#model/simulator/options.ts'
import { openSimulatedStreet } from '#model/simulator/simulatedStreet.ts'
import type { Truth } from '#model/sweep/estimate.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import { toMatrix } from '#model/sweep/transform.ts'
import { encodeNpy, encodeNpz } from '../../tests/encodeSweeps.ts'
import { kittiDrive, realDataFolder, realDataSkipMessage } from '../../tests/realData.ts'
import { main } from '../main.ts'

const PATIENCE_MILLISECONDS = 180_000

async function run(...argv: string[]) {
  let out = ''
  let progress = ''
  const code = await main(argv, {
    out: text => {
      out += text
    },
    progress: text => {
      progress += text
    },
  })
  return { code, out, progress }
}

/** The one JSON object, or a failed test that says why there is none. */
async function evaluate(...argv: string[]) {
  const { code, out, progress } = await run('evaluate', ...argv, '--json', '--quiet')
  expect([code, progress.split('\n').find(line => line.startsWith('error'))]).toEqual([0, undefined])
  expect(out.trim().split('\n')).toHaveLength(1)
  return JSON.parse(out)
}

const folder = mkdtempSync(join(tmpdir(), 'semanticflow-evaluate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let sweeps: readonly [Sweep, Sweep]
let truth: Truth

beforeAll(async () => {
  // As the command line makes it: how long a street is decides what stands in it.
  const street = openSimulatedStreet({ ...DEFAULT_SIMULATION, seed: 5, sensor: 'spinning-32' })
  sweeps = [await street.readSweep(3), await street.readSweep(4)]
  truth = (await street.readTruth(3, 4))!
  street.close()
})

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

function writeNpz(
  name: string,
  withLabels: readonly ('ground0' | 'classes0' | 'instance0' | 'ego1_SE3_ego0')[],
): string {
  const [sweep0, sweep1] = sweeps
  const n = sweep0.count
  const labels = {
    ground0: () => encodeNpy('|b1', [n], truth.ground!),
    classes0: () => encodeNpy('|u1', [n], truth.category),
    instance0: () => encodeNpy('<i4', [n], bytesOf(truth.instance.map(id => Math.max(0, id - 1)))),
    ego1_SE3_ego0: () => encodeNpy('<f8', [4, 4], bytesOf(Float64Array.from(toMatrix(truth.sweep1FromSweep0)))),
  }
  const arrays: Record<string, Uint8Array> = {
    pc0: encodeNpy('<f4', [n, 3], bytesOf(sweep0.positions)),
    pc1: encodeNpy('<f4', [sweep1.count, 3], bytesOf(sweep1.positions)),
    flow: encodeNpy('<f4', [n, 3], bytesOf(truth.flow)),
  }
  for (const label of withLabels) arrays[label] = labels[label]()
  const path = join(folder, name)
  writeFileSync(path, encodeNpz(arrays, true))
  return path
}

async function asHdf5(): Promise<Uint8Array> {
  const writer = await H5Writer.open()
  writeSweepGroup(writer, { sweep: sweeps[0], ground: null, truth })
  writeSweepGroup(writer, { sweep: sweeps[1], ground: null, truth: null })
  const bytes = writer.bytes()
  writer.close()
  return bytes
}

describe('the JSON contract', () => {
  it('holds these keys in these places, whatever else is there', async () => {
    const report = await evaluate('simulate:spinning-32:5', '--pairs', '3:4', '--estimate', 'ego')
    const instances = { ap: null, pq: 0, f1: 0, precision: null, recall: 0, miou: 0, ri: expect.any(Number) }
    expect(report).toMatchObject({
      input: 'simulate:spinning-32:5',
      estimate: 'ego',
      protocol: 'av2-v1',
      pairs: 2,
      points: expect.any(Number),
      epe: { threeWay: expect.any(Number), fd: expect.any(Number), fs: expect.any(Number), bs: expect.any(Number) },
      accuracy: { strict: expect.any(Number), relax: expect.any(Number) },
      dynamic: { precision: null, recall: 0, iou: 0 },
      instances: { all: { ...instances, ap: 0 }, moving: { ...instances, ap: 0 } },
      milliseconds: { ground: expect.any(Number), 'ego-motion': expect.any(Number) },
    })
    // Fields beyond the contract.
    expect(Object.keys(report.bucketed.classes)).toEqual(['CAR', 'OTHER_VEHICLES', 'PEDESTRIAN', 'WHEELED_VRU'])
    expect(report.bucketed.meanDynamic).toBeCloseTo(1, 2)
    expect(report.rangeWise.map((bin: { fromMetres: number }) => bin.fromMetres)).toEqual([0, 35, 50, 75, 100])
    expect(report.rangeWise.at(-1).toMetres).toBeNull()
    expect(report.tracking.all).toMatchObject({ idSwitches: 0, fragmentations: 0, idStability: null })
    expect(report.tracking.all.tracks).toBeGreaterThanOrEqual(report.tracking.moving.tracks)
  })

  it('has no tracking where pairs do not follow one another', async () => {
    expect((await evaluate('simulate:spinning-32:5', '--pairs', '2:4:2', '--estimate', 'ego')).tracking).toBeNull()
    expect((await evaluate('simulate:spinning-32:5', '--pairs', '2', '--estimate', 'ego')).tracking).toBeNull()
  })
})

describe('every input kind', () => {
  it('simulate: in any letter case, the seed in the name or as an option', async () => {
    const numbers = async (...argv: string[]) => {
      const { epe, points } = await evaluate(...argv, '--pairs', '1', '--estimate', 'ego')
      return { epe, points }
    }
    const known = await numbers('simulate:spinning-32:5')
    expect(await numbers('SIMULATE:Spinning-32:5')).toEqual(known)
    expect(await numbers('Simulate:SPINNING-32', '--seed', '5')).toEqual(known)
    expect(await numbers('simulate:spinning-32:6')).not.toEqual(known)
    expect((await evaluate('simulate:AV2:5', '--pairs', '0', '--estimate', 'ego')).points).toBeGreaterThan(1000)
  })

  it(
    '.npz pair with everything: the numbers of the street that it was written from',
    async () => {
      const path = writeNpz('whole.npz', ['ground0', 'classes0', 'instance0', 'ego1_SE3_ego0'])
      const street = await evaluate('simulate:spinning-32:5', '--pairs', '3', '--estimate', 'ego')
      const pair = await evaluate(path, '--estimate', 'ego')
      expect(pair).toMatchObject({ input: path, pairs: 1, points: street.points })
      for (const group of ['fd', 'fs', 'bs'] as const) expect(pair.epe[group]).toBeCloseTo(street.epe[group], 4)
      expect(pair.instances.moving.objects).toBe(street.instances.moving.objects)
      const coarse = await evaluate(path)
      expect(coarse.epe.fd).toBeLessThan(0.5 * pair.epe.fd)
      expect(coarse.dynamic.iou).toBeGreaterThan(0.7)
    },
    PATIENCE_MILLISECONDS,
  )

  it('.npz pair with pc0, pc1 and flow alone: ego motion from what stands still, ground from the points', async () => {
    const report = await evaluate(writeNpz('bare.npz', []), '--estimate', 'ego')
    // Without classes all is background: what moves is in no group.
    expect(report.epe).toMatchObject({ threeWay: null, fd: null, fs: null })
    expect(report.epe.bs).toBeLessThan(1e-3)
    expect(report.dynamic.recall).toBe(0)
    expect(report.egoMotion.meanErrorMetres.worst).toBeLessThan(1e-3)
    const classes = await evaluate(writeNpz('classes.npz', ['classes0']), '--estimate', 'ego')
    expect(classes.epe.fd).toBeGreaterThan(0.1)
    expect(classes.points).toBe(report.points)
  })

  it(
    'OpenSceneFlow HDF5: the numbers of the street that it was written from',
    async () => {
      const path = join(folder, 'street.h5')
      writeFileSync(path, await asHdf5())
      const file = await evaluate(path, '--estimate', 'ego')
      const street = await evaluate('simulate:spinning-32:5', '--pairs', '3', '--estimate', 'ego')
      expect(file.pairs).toBe(1)
      // Stored in the vehicle's frame: points at the border of what is measured lie a mount's height and length elsewhere.
      expect(Math.abs(file.points - street.points)).toBeLessThan(0.002 * street.points)
      for (const group of ['fd', 'fs', 'bs'] as const) expect(file.epe[group]).toBeCloseTo(street.epe[group], 3)
      expect(file.instances.moving.objects).toBe(street.instances.moving.objects)
    },
    PATIENCE_MILLISECONDS,
  )
})

describe.skipIf(!realDataFolder)(`real inputs${realDataFolder ? '' : ` (${realDataSkipMessage})`}`, () => {
  const at = (path: string) => join(realDataFolder ?? '', path)

  it(
    'Argoverse 2 log and the same pair as .npz give the same errors',
    async () => {
      const log = await evaluate(at('av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede'), '--estimate', 'ego')
      const pair = await evaluate(at('av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede/derived/pair.npz'), '--estimate', 'ego')
      expect(pair.points).toBe(log.points)
      for (const group of ['fd', 'fs', 'bs'] as const) expect(pair.epe[group]).toBeCloseTo(log.epe[group], 6)
      expect(pair.instances.moving.objects).toBe(6)
      expect(log.instances.moving.objects).toBe(6)
    },
    PATIENCE_MILLISECONDS,
  )

  it(
    'OpenSceneFlow HDF5 of the same pair',
    async () => {
      const report = await evaluate(at('formats/h5/7fab2350-7eaf-3b7e-a39d-6937a4c1bede.h5'), '--estimate', 'ego')
      expect(report.points).toBeGreaterThan(70_000)
      expect(report.epe.fd).toBeCloseTo(0.674, 2)
    },
    PATIENCE_MILLISECONDS,
  )

  it(
    'KITTI folder with boxes: where the camera sees, unless asked for all',
    async () => {
      const drive = kittiDrive('drive_0005')
      const camera = await evaluate(drive, '--pairs', '20:21', '--estimate', 'ego')
      expect(camera).toMatchObject({ region: 'camera', pairs: 2 })
      expect(camera.epe.bs).toBeLessThan(0.001)
      const all = await evaluate(drive, '--pairs', '20:21', '--estimate', 'ego', '--region', 'all')
      expect(all.points).toBeGreaterThan(2 * camera.points)
      expect(all.tracking.all.tracks).toBeGreaterThan(0)
    },
    PATIENCE_MILLISECONDS,
  )

  it(
    'KITTI folder with tracklets',
    async () => {
      const report = await evaluate(kittiDrive('drive_0001'), '--pairs', '10', '--estimate', 'ego')
      expect(report).toMatchObject({ region: 'camera', pairs: 1 })
      expect(report.points).toBeGreaterThan(1000)
    },
    PATIENCE_MILLISECONDS,
  )
})
