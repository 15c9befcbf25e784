import { describe, expect, it } from 'vitest'
import {
  type Column,
  encodeFeather,
  encodeLzf,
  encodeNpy,
  encodeNpz,
  encodePcd,
  encodePly,
  joinBytes,
  memoryFile,
  packRows,
  random,
} from '../../../tests/encodeSweeps.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { decodeLzf } from './pcd/lzf.ts'
import { openInput } from './registry.ts'

const SEED = 11
const ROWS = 700

/** All number types, in no usual order, coordinates in the middle. */
function columns(): Column[] {
  const next = random(SEED)
  const whole = (low: number, high: number) =>
    Array.from({ length: ROWS }, () => Math.floor(low + next() * (high - low)))
  const metres = () => Array.from({ length: ROWS }, () => Math.fround((next() - 0.5) * 80))
  return [
    { name: 'ring', type: 'uint16', values: whole(0, 64) },
    { name: 'z', type: 'float32', values: metres() },
    { name: 'flags', type: 'int8', values: whole(-128, 128) },
    { name: 'x', type: 'float32', values: metres() },
    { name: 'stamp', type: 'float64', values: Array.from({ length: ROWS }, () => next() * 1e9) },
    { name: 'y', type: 'float64', values: metres() },
    { name: 'intensity', type: 'uint8', values: whole(0, 256) },
    { name: 'code', type: 'int32', values: whole(-1e9, 1e9) },
    { name: 'count', type: 'uint32', values: whole(0, 4e9) },
    { name: 'level', type: 'int16', values: whole(-3e4, 3e4) },
  ]
}

async function read(name: string, bytes: Uint8Array): Promise<Sweep> {
  const { readers, reports } = await openInput([memoryFile(name, bytes)])
  if (!readers[0]) throw new Error(reports[0]?.error?.message)
  return readers[0].readSweep(0)
}

function expectSame(sweep: Sweep, expected: readonly Column[]): void {
  expect(sweep.count).toBe(ROWS)
  for (const [axis, name] of ['x', 'y', 'z'].entries()) {
    const own = Array.from({ length: ROWS }, (_, i) => sweep.positions[3 * i + axis])
    expect(own, name).toEqual(expected.find(column => column.name === name)!.values)
  }
  const others = expected.filter(column => !['x', 'y', 'z'].includes(column.name))
  expect(sweep.fields.map(field => field.name)).toEqual(others.map(column => column.name))
  for (const [i, column] of others.entries())
    expect(Array.from(sweep.fields[i]!.values), column.name).toEqual(column.values)
  expect(sweep.roles).toEqual({ ring: 'ring', intensity: 'intensity' })
}

describe(`round trips of all number types (seed ${SEED})`, () => {
  it.each(['ascii', 'binary', 'binary_compressed'] as const)('PCD %s', async encoding => {
    expectSame(await read('a.pcd', encodePcd(columns(), encoding)), columns())
  })

  it.each(['ascii', 'binary_little_endian', 'binary_big_endian'] as const)('PLY %s', async encoding => {
    expectSame(await read('a.ply', encodePly(columns(), encoding)), columns())
  })

  it('PLY with an element of lists before the vertices, both endians', async () => {
    for (const little of [true, false]) {
      const body = new DataView(new ArrayBuffer(1 + 8 + 1))
      body.setUint8(0, 2)
      body.setInt32(1, 7, little)
      body.setInt32(5, 8, little)
      const before = {
        header: 'element strip 2\nproperty list uchar int indices\n',
        body: new Uint8Array(body.buffer),
      }
      const encoding = little ? 'binary_little_endian' : 'binary_big_endian'
      expectSame(await read('a.ply', encodePly(columns(), encoding, before)), columns())
    }
  })

  it('PLY whose vertices have a list among their properties', async () => {
    const header =
      'ply\nformat binary_big_endian 1.0\nelement vertex 2\nproperty float x\nproperty list uchar short near\nproperty float y\nproperty float z\nend_header\n'
    const rows = new DataView(new ArrayBuffer(12 + 1 + 4 + 12 + 1))
    for (const [at, value] of [
      [0, 1],
      [9, 2],
      [13, 3],
      [17, 4],
      [22, 5],
      [26, 6],
    ] as const)
      rows.setFloat32(at, value)
    rows.setUint8(4, 2)
    const sweep = await read('a.ply', joinBytes(header, new Uint8Array(rows.buffer)))
    expect(Array.from(sweep.positions)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('npy with named columns', async () => {
    const codes = {
      float32: '<f4',
      float64: '<f8',
      uint8: '|u1',
      int8: '|i1',
      int16: '<i2',
      uint16: '<u2',
      int32: '<i4',
      uint32: '<u4',
      int64: '<i8',
    }
    const descr = `[${columns()
      .map(c => `('${c.name}', '${codes[c.type]}')`)
      .join(', ')}]`
    expectSame(await read('a.npy', encodeNpy(descr, [ROWS], packRows(columns()))), columns())
  })
})

describe('npy and npz arrays', () => {
  const values = Array.from({ length: 24 }, (_, i) => i / 4 - 2)
  const positions = values.filter((_, i) => i % 4 < 3)
  const rows = (order: readonly number[], type: 'float32' | 'float64', little = true) =>
    packRows([{ name: 'v', type, values: order }], little)
  const fortran = Array.from({ length: 24 }, (_, i) => values[(i % 6) * 4 + Math.floor(i / 6)]!)

  it.each([
    ['little-endian float32', encodeNpy('<f4', [6, 4], rows(values, 'float32'))],
    ['big-endian float64', encodeNpy('>f8', [6, 4], rows(values, 'float64', false))],
    ['fortran order', encodeNpy('<f4', [6, 4], rows(fortran, 'float32'), true)],
    ['three dimensions', encodeNpy('<f4', [2, 3, 4], rows(values, 'float32'))],
  ])('%s', async (_, bytes) => {
    const sweep = await read('a.npy', bytes)
    expect(Array.from(sweep.positions)).toEqual(positions)
    expect(Array.from(sweep.fields[0]!.values)).toEqual(values.filter((_, i) => i % 4 === 3))
  })

  it('half floats', async () => {
    // 1.0, 2.0, -0.5, 2048 as binary16.
    const halves = new Uint8Array(Uint16Array.of(0x3c00, 0x4000, 0xb800, 0x6800, 0x3c00, 0x4000).buffer)
    expect(Array.from((await read('a.npy', encodeNpy('<f2', [2, 3], halves))).positions)).toEqual([
      1, 2, -0.5, 2048, 1, 2,
    ])
  })

  it.each([false, true])('npz pair, deflated %s: fields, ego motion, flow truth, NaN padding rows', async deflated => {
    // Four points, the last a padding row; the second moves 0.5 m along x beyond the ego motion of 1 m along -x.
    const pc0 = [10, 1, 0, 11, 1, 0, 12, 1, 0, Number.NaN, Number.NaN, Number.NaN]
    const pc1 = [9, 1, 0, 10.5, 1, 0, 11, 1, 0]
    const flow = [-1, 0, 0, -0.5, 0, 0, -1, 0, 0, Number.NaN, Number.NaN, Number.NaN]
    const ego = [1, 0, 0, -1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    const f4 = (shape: readonly number[], v: readonly number[]) => encodeNpy('<f4', shape, rows(v, 'float32'))
    const archive = encodeNpz(
      {
        pc0: f4([4, 3], pc0),
        pc1: f4([3, 3], pc1),
        flow: f4([4, 3], flow),
        instance0: encodeNpy('<i8', [4], packRows([{ name: 'v', type: 'int64', values: [0, 3, 0, 0] }])),
        classes0: encodeNpy('|u1', [4], Uint8Array.of(0, 19, 0, 0)),
        ground0: encodeNpy('|b1', [4], Uint8Array.of(1, 0, 0, 0)),
        intensity0: encodeNpy('|u1', [4], Uint8Array.of(5, 6, 7, 8)),
        ego1_SE3_ego0: encodeNpy('<f8', [4, 4], rows(ego, 'float64')),
      },
      deflated,
    )
    const { readers } = await openInput([memoryFile('pair.npz', archive)])
    const reader = readers[0]!
    expect(reader.info.frames.map(frame => frame.hasTruth)).toEqual([true, false])
    const sweep = await reader.readSweep(0)
    expect(sweep.count).toBe(3)
    expect(Array.from(sweep.sourceRows!)).toEqual([0, 1, 2])
    expect(Array.from(sweep.fields.find(field => field.name === 'intensity')!.values)).toEqual([5, 6, 7])
    expect(reader.reportOf(0)).toMatchObject({ points: 3, notFiniteRows: 1, duplicateRows: 0 })
    const truth = (await reader.readTruth(0, 1))!
    expect(Array.from(truth.flow)).toEqual(flow.slice(0, 9))
    expect(Array.from(truth.dynamic)).toEqual([0, 1, 0])
    expect(Array.from(truth.instance)).toEqual([0, 5, 0])
    expect(Array.from(truth.ground!)).toEqual([1, 0, 0])
    expect(truth.instances).toMatchObject([{ id: 5, label: 'REGULAR_VEHICLE', moving: true, pointCount: 1 }])
    expect(truth.instances[0]!.speedMetresPerSecond).toBeCloseTo(5, 4)
  })
})

describe('Arrow sweeps', () => {
  it('reads float16 and float32 coordinates alike, two loose sweeps as a pair', async () => {
    const halves = Uint16Array.of(0x3c00, 0x4000, 0xc200, 0x7c00)
    const floats = Float32Array.of(1, 2, -3, Number.POSITIVE_INFINITY)
    const rings = Uint8Array.of(0, 31, 32, 63)
    const { readers } = await openInput([
      memoryFile('315966265360032000.feather', encodeFeather([floats, floats, floats], rings)),
      memoryFile('315966265259836000.feather', encodeFeather([halves, halves, halves], rings)),
    ])
    expect(readers).toHaveLength(1)
    const reader = readers[0]!
    expect(reader.info.intervalSeconds).toBeCloseTo(0.100196, 9)
    expect(reader.info.frames.map(frame => frame.name)).toEqual([
      '315966265259836000.feather',
      '315966265360032000.feather',
    ])
    for (const index of [0, 1]) {
      const sweep = await reader.readSweep(index)
      expect(Array.from(sweep.positions)).toEqual([1, 1, 1, 2, 2, 2, -3, -3, -3])
      expect(sweep.roles.ring).toBe('laser_number')
      expect(sweep.lidars.map(lidar => lidar.rings)).toEqual([
        [0, 31],
        [32, 63],
      ])
      expect(reader.reportOf(index).fields![0]!.storedType).toBe(index === 0 ? 'float16' : 'float32')
      expect(reader.reportOf(index).notFiniteRows).toBe(1)
    }
  })
})

describe('LZF', () => {
  it('unpacks literals, short, long and overlapping matches; refuses damage', () => {
    const next = random(3)
    const plain = Uint8Array.from({ length: 3000 }, (_, i) => (i % 700 < 500 ? 9 : Math.floor(next() * 4)))
    const packed = encodeLzf(plain)
    expect(packed.length).toBeLessThan(plain.length / 2)
    expect(decodeLzf(packed, plain.length)).toEqual(plain)
    expect(() => decodeLzf(packed, plain.length - 1)).toThrow(/does not fit/)
    expect(() => decodeLzf(packed, plain.length + 1)).toThrow(/decoded 3000 bytes, expected 3001/)
    expect(() => decodeLzf(Uint8Array.of(0x20, 0x05), 10)).toThrow(/only 0 are there/)
  })
})
