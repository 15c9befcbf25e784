import { beforeAll, describe, expect, it } from 'vitest'
import { readArrowTable } from '../formats/arrow/arrowTable.ts'
import { NpzArchive } from '../formats/npy/npzArchive.ts'
import { readPly } from '../formats/ply/plyPoints.ts'
import { openInput } from '../formats/registry.ts'
import { fromMatrix, transformPoint } from '../sweep/transform.ts'
import { shiftedFrame, streetFrame } from './export.fixture.ts'
import type { PointFormat } from './exportFormats.ts'
import { type ExportFrame, frameStem, originalEgoMotion } from './exportFrame.ts'
import { memoryInput } from './memoryInput.ts'
import { pointFile } from './pointFile.ts'

const SEED = 21

let street: ExportFrame
beforeAll(async () => {
  street = await streetFrame(SEED)
})

/** Columns by name, whatever the format; read by code that shares nothing with the writers. */
const READERS: Readonly<Record<PointFormat, (bytes: Uint8Array) => Promise<ReadonlyMap<string, ArrayLike<number>>>>> = {
  npz: async bytes => {
    const archive = await NpzArchive.open(memoryInput('a.npz', bytes))
    const columns = new Map<string, ArrayLike<number>>()
    for (const name of archive.names) {
      const { shape, values } = await archive.array(name)
      const axes = name === 'pc0' ? ['x', 'y', 'z'] : ['flow_x', 'flow_y', 'flow_z']
      if (shape.length === 2 && shape[1] === 3 && name !== 'pc1')
        for (const [axis, column] of axes.entries())
          columns.set(
            column,
            Array.from(values).filter((_, k) => k % 3 === axis),
          )
      else columns.set(name, values)
    }
    return columns
  },
  ply: async bytes => {
    const table = await readPly(memoryInput('a.ply', bytes), {})
    return new Map([table.x, table.y, table.z, ...table.fields].map(column => [column.name, column.values]))
  },
  csv: async bytes => {
    const [header = '', ...lines] = new TextDecoder().decode(bytes).trimEnd().split('\n')
    const rows = lines.map(line => line.split(',').map(Number))
    const names = header.split(',').map(name => name.replace(/_m$/, ''))
    return new Map(names.map((name, column) => [name, rows.map(row => row[column] as number)]))
  },
  feather: async bytes => {
    const { columns } = await readArrowTable(memoryInput('a.feather', bytes))
    return new Map([...columns].map(([name, { values }]) => [name, values as ArrayLike<number>]))
  },
}

const axisOf = (values: ArrayLike<number>, axis: number) => Array.from(values).filter((_, k) => k % 3 === axis)

describe.each(Object.keys(READERS) as PointFormat[])('%s', format => {
  const columnsOf = async (frame: ExportFrame) => READERS[format](await pointFile(format, frame))

  it(`gives every number of a street back (seed ${SEED})`, async () => {
    const columns = await columnsOf(street)
    const { sweep0, estimate, ground0 } = street
    for (const [axis, name] of ['x', 'y', 'z'].entries()) {
      expect(Array.from(columns.get(name)!).map(Math.fround), name).toEqual(axisOf(sweep0.positions, axis))
      expect(Array.from(columns.get(`flow_${name}`)!).map(Math.fround)).toEqual(axisOf(estimate.flow, axis))
    }
    expect(Array.from(columns.get('instance')!)).toEqual(Array.from(estimate.instance))
    expect(Array.from(columns.get('dynamic')!)).toEqual(Array.from(estimate.dynamic))
    expect(Array.from(columns.get('confidence')!).map(Math.fround)).toEqual(Array.from(estimate.confidence!))
    expect(Array.from(columns.get('ground')!)).toEqual(Array.from(ground0!))
  })

  it('writes original coordinates in double precision, and flow and motion between them', async () => {
    const frame = shiftedFrame()
    const columns = await columnsOf(frame)
    const { positions, originShift } = frame.sweep0
    for (const [axis, name] of ['x', 'y', 'z'].entries()) {
      expect(Array.from(columns.get(name)!)).toEqual(axisOf(positions, axis).map(metres => metres + originShift[axis]!))
      const step = frame.sweep1!.originShift[axis]! - originShift[axis]!
      const flow = axisOf(frame.estimate.flow, axis).map(metres => metres + step)
      for (const [i, value] of flow.entries()) expect(columns.get(`flow_${name}`)![i]).toBeCloseTo(value, 5)
    }
    expect(Array.from(columns.get('valid')!)).toEqual([1, 1, 0])
  })

  it('leaves out what is not known', async () => {
    const estimate = { ...street.estimate, confidence: null, valid: null }
    const columns = await columnsOf({ ...street, estimate, ground0: null })
    for (const name of ['confidence', 'valid', 'ground', 'source_row']) expect(columns.has(name), name).toBe(false)
  })

  it('refuses an estimate of another sweep', async () => {
    const estimate = { ...street.estimate, instance: street.estimate.instance.slice(1) }
    await expect(pointFile(format, { ...street, estimate })).rejects.toThrow(/speaks of/)
  })
})

it('static points land where the ego motion says, in original coordinates', () => {
  const frame = shiftedFrame()
  const motion = fromMatrix(originalEgoMotion(frame))
  const own = (i: number, shift: readonly number[]) =>
    [0, 1, 2].map(axis => frame.sweep0.positions[3 * i + axis]! + shift[axis]!) as [number, number, number]
  for (let i = 0; i < 3; i++) {
    const moved = transformPoint(motion, ...own(i, frame.sweep0.originShift))
    for (let axis = 0; axis < 3; axis++) {
      const position = frame.sweep0.positions[3 * i + axis]! + frame.estimate.flow[3 * i + axis]!
      expect(moved[axis]).toBeCloseTo(position + frame.sweep1!.originShift[axis]!, 5)
    }
  }
})

it('an exported .npz opens as a pair with the same flow, objects and ground', async () => {
  const { readers } = await openInput([memoryInput('pair.npz', await pointFile('npz', street))])
  const [reader] = readers
  const sweep1 = await reader!.readSweep(1)
  expect(Array.from(sweep1.positions)).toEqual(Array.from(street.sweep1!.positions))
  const truth = (await reader!.readTruth(0, 1))!
  const { estimate } = street
  expect(Array.from(truth.flow)).toEqual(Array.from(estimate.flow))
  expect(Array.from(truth.dynamic)).toEqual(Array.from(estimate.dynamic))
  expect(Array.from(truth.ground!)).toEqual(Array.from(street.ground0!))
  const sizes = (of: Int32Array, first: number) => {
    const counts = new Map<number, number>()
    for (const id of of) if (id >= first) counts.set(id, (counts.get(id) ?? 0) + 1)
    return [...counts.values()].sort((a, b) => a - b)
  }
  expect(sizes(truth.instance, 2)).toEqual(sizes(estimate.instance, 2))
})

it('an exported .ply and .feather open as sweeps whose fields are the estimate', async () => {
  for (const format of ['ply', 'feather'] as const) {
    const { readers } = await openInput([memoryInput(`a.${format}`, await pointFile(format, street))])
    const sweep = await readers[0]!.readSweep(0)
    expect(sweep.count).toBe(street.sweep0.count)
    expect(sweep.fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['flow_x', 'flow_y', 'flow_z', 'instance', 'dynamic', 'confidence', 'ground']),
    )
  }
})

it('names files by time, and by number where the clock is assumed', () => {
  expect(frameStem({ index: 3, timestampNanoseconds: 1_700_000_000_000_000_000n })).toBe('1700000000000000000')
  expect(frameStem({ index: 3, timestampNanoseconds: 300_000_000n })).toBe('000003')
})
