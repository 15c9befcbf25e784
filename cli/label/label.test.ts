import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCoarseStage } from '#model/coarse/coarseStage.ts'
import { defaultParameters } from '#model/coarse/parameters.ts'
import { SequenceStage } from '#model/coarse/sequence/sequenceStage.ts'
import { fileStem } from '#model/formats/fileNames.ts'
import { H5File } from '#model/formats/h5/h5File.ts'
import { H5Writer } from '#model/formats/h5/h5Writer.ts'
import { openInput } from '#model/formats/registry.ts'
import { DEFAULT_SIMULATION } from '#model/simulator/options.ts'
import { openSimulatedStreet } from '#model/simulator/simulatedStreet.ts'
import type { SequenceReader } from '#model/sweep/sequence.ts'
import { fromYaw, identity, inverse, toMatrix } from '#model/sweep/transform.ts'
import { main } from '../main.ts'
import { filesUnder } from '../nodeInput.ts'
import { sequenceSource } from '../sequenceSource.ts'

let out = ''
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'label-'))
})
afterAll(() => rmSync(out, { recursive: true, force: true }))

async function run(argv: string[], signal?: AbortSignal) {
  let progress = ''
  const code = await main(argv, {
    out: () => {},
    progress: text => {
      progress += text
    },
    signal,
  })
  return { code, progress }
}

async function openedH5(name: string): Promise<H5File> {
  const [file] = await filesUnder(join(out, name))
  return H5File.open(file!)
}

describe('semanticflow simulate', () => {
  it('writes a street that our own reader understands, with the same truth (seed 11)', async () => {
    expect((await run(['simulate', 'SPINNING-32:11', '--frames', '2', '--out', out])).code).toBe(0)
    const { readers } = await openInput(await filesUnder(join(out, 'simulated-spinning-32-11.h5')))
    const reader = readers[0] as SequenceReader
    expect(reader.info.frames).toHaveLength(2)
    expect(reader.info.frame).toBe('ego')
    const street = openSimulatedStreet({ ...DEFAULT_SIMULATION, sensor: 'spinning-32', seed: 11, frames: 2 })
    const sweep = await reader.readSweep(0)
    const original = await street.readSweep(0)
    expect(sweep.count).toBe(original.count)
    const mount = original.egoFromSensor!.translation
    for (const i of [0, 777, sweep.count - 1])
      for (let axis = 0; axis < 3; axis++)
        expect(sweep.positions[3 * i + axis]).toBeCloseTo(original.positions[3 * i + axis]! + mount[axis]!, 4)
    const truth = (await reader.readTruth(0, 1))!
    const expected = (await street.readTruth(0, 1))!
    let most = 0
    for (let k = 0; k < truth.flow.length; k++) most = Math.max(most, Math.abs(truth.flow[k]! - expected.flow[k]!))
    expect(most).toBeLessThan(1e-4)
    expect(Array.from(truth.category)).toEqual(Array.from(expected.category))
    expect(Array.from(truth.ground!)).toEqual(Array.from(expected.ground!))
    const moving = (flags: Float32Array) => flags.reduce((sum, p) => sum + (p >= 0.5 ? 1 : 0), 0)
    expect(Math.abs(moving(truth.dynamic) - moving(expected.dynamic))).toBeLessThan(20)
    reader.close()
  })

  it('leaves what is there alone, and no half-written file behind when interrupted', async () => {
    const path = join(out, 'simulated-spinning-32-11.h5')
    const before = statSync(path).mtimeMs
    const again = await run(['simulate', 'spinning-32:11', '--frames', '2', '--out', out])
    expect(again.progress).toContain('is there already')
    expect(statSync(path).mtimeMs).toBe(before)
    const stopped = new AbortController()
    stopped.abort()
    expect((await run(['simulate', 'spinning-32:12', '--out', out], stopped.signal)).code).toBe(130)
    expect(readdirSync(out).filter(name => name.includes('-12'))).toEqual([])
  })

  for (const [argv, message] of [
    [['simulate', '--out', 'x'], /SENSOR:SEED is missing/],
    [['simulate', 'radar:1', '--out', 'x'], /"radar" is not known/],
    [['simulate', 'av2:7-3', '--out', 'x'], /names -3 streets/],
    [['simulate', 'av2:1:2', '--out', 'x'], /SENSOR:FIRST-LAST is expected/],
    [['simulate', 'av2:1', '--out', 'x', '--frames', '1'], /--frames takes a whole number from 2/],
    [['label', 'x'], /--out is missing/],
    [['label', 'x', '--out', 'y', '--poses', 'mine'], /one of given, own/],
    [['label', 'x', '--out', 'y', '--estimate', 'ego'], /one of coarse, coarse-sequence/],
    [['label', 'x', '--out', 'y', '--jobs', '0'], /--jobs takes a whole number from 1/],
  ] as const)
    it(`refuses ${argv.join(' ')}`, async () => {
      const { code, progress } = await run([...argv])
      expect(code).toBe(2)
      expect(progress).toMatch(message)
    })
})

describe('semanticflow label', () => {
  it('asks the pairs before and after unless told otherwise (seed 15)', async () => {
    expect((await run(['label', 'simulate:spinning-32:15', '--frames', '4', '--out', out])).code).toBe(0)
    const street = openSimulatedStreet({ ...DEFAULT_SIMULATION, sensor: 'spinning-32', seed: 15, frames: 4 })
    const stage = new SequenceStage(sequenceSource(street, 'given'), defaultParameters(street.info.sensorClass))
    const labels = await openedH5('simulated-spinning-32-15.labels.h5')
    const groups = labels.groups().sort()
    for (const index of [0, 1, 2]) {
      const { estimate } = await stage.label(index)
      expect(Array.from(labels.array(`${groups[index]}/label_instance`)!.values)).toEqual(Array.from(estimate.instance))
    }
  })

  it('writes what the coarse stage says of every pair, and the sweeps beside it (seed 13)', async () => {
    expect(
      (await run(['label', 'simulate:spinning-32:13', '--frames', '3', '--estimate', 'coarse', '--out', out])).code,
    ).toBe(0)
    const street = openSimulatedStreet({ ...DEFAULT_SIMULATION, sensor: 'spinning-32', seed: 13, frames: 3 })
    const { sensorClass, intervalSeconds } = street.info
    const sweep0 = await street.readSweep(0)
    const sweep1 = await street.readSweep(1)
    const truth = (await street.readTruth(0, 1))!
    const result = await runCoarseStage({
      sweep0,
      sweep1,
      givenSweep1FromSweep0: truth.sweep1FromSweep0,
      previousSweep1FromSweep0: null,
      context: [],
      intervalSeconds,
      sensorClass,
      parameters: defaultParameters(sensorClass),
    } as Parameters<typeof runCoarseStage>[0])
    const labels = await openedH5('simulated-spinning-32-13.labels.h5')
    const sweeps = await openedH5('simulated-spinning-32-13.h5')
    const groups = labels.groups().sort()
    expect(groups).toEqual(sweeps.groups().sort())
    expect(groups).toHaveLength(3)
    const values = (name: string) => labels.array(`${groups[0]}/${name}`)!.values
    expect(Array.from(values('label_ground'))).toEqual(Array.from(result.ground0))
    const moving = result.estimate.instances.length
    expect(moving).toBeGreaterThan(0)
    expect(new Set(values('label_instance')).size).toBe(new Set(result.estimate.instance).size)
    const flow = values('label_flow')
    let most = 0
    for (let k = 0; k < flow.length; k++) most = Math.max(most, Math.abs(flow[k]! - result.estimate.flow[k]!))
    expect(most).toBeLessThan(1e-4)
    expect(labels.array(`${groups[0]}/label_ego_motion`)!.shape).toEqual([4, 4])
    // Of the last sweep only its ground is known.
    expect(labels.members(groups[2]!)).toEqual(['label_ground'])
    labels.close()
    sweeps.close()
  })

  it('skips what is finished', async () => {
    const { progress } = await run([
      'label',
      'simulate:spinning-32:13',
      '--frames',
      '3',
      '--estimate',
      'coarse',
      '--out',
      out,
    ])
    expect(progress).toContain('was there')
    expect(progress).not.toContain('pair 1')
  })

  it('goes on where it was interrupted and ends with the same labels (seed 14)', async () => {
    const argv = ['label', 'simulate:spinning-32:14', '--frames', '3', '--out', out]
    const controller = new AbortController()
    let seen = ''
    const code = await main(argv, {
      out: () => {},
      progress: text => {
        seen += text
        if (seen.includes('pair 2')) controller.abort()
      },
      signal: controller.signal,
    })
    expect(code).toBe(130)
    expect(readdirSync(out)).toContain('simulated-spinning-32-14.labels.h5.partial')
    const { progress } = await run(argv)
    expect(progress).not.toContain('pair 1 of 2')
    expect(progress).toContain('pair 2 of 2')
    expect(readdirSync(out).filter(name => name.includes('-14') && /partial|tmp/.test(name))).toEqual([])
    const labels = await openedH5('simulated-spinning-32-14.labels.h5')
    expect(labels.groups().filter(group => labels.members(group).includes('label_flow'))).toHaveLength(2)
    labels.close()
  })

  it('keeps the ground of a sweep whose motion to the next cannot be trusted (seed 16)', async () => {
    const street = openSimulatedStreet({ ...DEFAULT_SIMULATION, sensor: 'spinning-32', seed: 16, frames: 3 })
    const folder = join(out, 'wrong-pose')
    mkdirSync(join(folder, 'velodyne'), { recursive: true })
    for (const index of [0, 1, 2]) {
      const { positions, count } = await street.readSweep(index)
      const rows = Float32Array.from({ length: 4 * count }, (_, k) =>
        k % 4 === 3 ? 0.5 : positions[3 * Math.floor(k / 4) + (k % 4)]!,
      )
      writeFileSync(join(folder, 'velodyne', `00000${index}.bin`), new Uint8Array(rows.buffer))
    }
    const { sweep1FromSweep0 } = (await street.readTruth(0, 1))!
    const poses = [identity(), inverse(sweep1FromSweep0), fromYaw(1.5, [40, -30, 5])]
    const rows = poses.map(pose => [...toMatrix(pose)].slice(0, 12).join(' '))
    writeFileSync(join(folder, 'poses.txt'), rows.join('\n'))
    const { code, progress } = await run(['label', folder, '--estimate', 'coarse', '--out', out])
    expect(code).toBe(0)
    expect(progress).toContain('pair 2 gets no labels')
    const labels = await openedH5('wrong-pose.labels.h5')
    const groups = labels.groups().sort()
    expect(groups.map(group => labels.members(group).includes('label_flow'))).toEqual([true, false, false])
    for (const group of groups)
      expect(labels.array(`${group}/label_ground`)!.values.some(value => value === 1)).toBe(true)
    labels.close()
  })

  it('names an input that holds no sequence', async () => {
    const path = join(out, 'notes.txt')
    writeFileSync(path, 'no sweeps here')
    const { code, progress } = await run(['label', path, '--out', out])
    expect(code).toBe(3)
    expect(progress).toMatch(/no sequence of two sweeps or more/)
    expect(readFileSync(path, 'utf8')).toBe('no sweeps here')
  })

  it('makes file names of the names of sequences', () => {
    expect(fileStem('2011_09_26 drive/0005')).toBe('2011_09_26-drive-0005')
    expect(fileStem('../..')).toBe('sequence')
  })
})

describe('the HDF5 writer', () => {
  it('takes up a file again and refuses a wrong shape', async () => {
    const first = await H5Writer.open()
    first.group('1').put('x', Float32Array.of(1, 2, 3, 4), [2, 2])
    first.setAttribute('note', 'one')
    const bytes = first.bytes()
    first.close()
    const second = await H5Writer.open(bytes)
    expect(second.attribute('note')).toBe('one')
    second.setAttribute('note', 'two')
    second.group('2').put('y', Int16Array.of(-5), [1])
    expect(second.groups().sort()).toEqual(['1', '2'])
    expect(() => second.group('2').put('z', new Uint8Array(3), [2, 2])).toThrow(/2 x 2 was given 3/)
    writeFileSync(join(out, 'written.h5'), second.bytes())
    second.close()
    const read = await openedH5('written.h5')
    expect(read.array('1/x')).toMatchObject({ shape: [2, 2], storedType: 'float32' })
    expect(Array.from(read.array('2/y')!.values)).toEqual([-5])
    read.close()
  })

  it('says so when what it should take up is damaged', async () => {
    await expect(H5Writer.open(new Uint8Array(100))).rejects.toThrow(/not a whole HDF5 file/)
  })
})
