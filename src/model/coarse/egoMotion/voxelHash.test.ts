import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { VoxelHash } from './voxelHash.ts'

describe('voxel hash', () => {
  for (const [seed, span] of [
    [1, 4],
    [2, 60],
    [3, 1023],
  ] as const)
    it(`numbers and finds voxels as a Map does (seed ${seed}, span ${span})`, () => {
      const random = new Random(seed)
      const hash = new VoxelHash(0.5, [0, 0, 0], 3000)
      const map = new Map<string, number>()
      const draw = () => random.integer(2 * span + 1) - span
      for (let k = 0; k < 3000; k++) {
        const [ix, iy, iz] = [draw(), draw(), Math.max(-512, Math.min(511, draw()))]
        const key = `${ix},${iy},${iz}`
        if (!map.has(key)) map.set(key, map.size)
        expect(hash.insert(ix, iy, iz)).toBe(map.get(key))
        const [jx, jy, jz] = [draw(), draw(), Math.max(-512, Math.min(511, draw()))]
        expect(hash.find(jx, jy, jz)).toBe(map.get(`${jx},${jy},${jz}`) ?? -1)
      }
      expect(hash.count).toBe(map.size)
    })

  it('keeps the corners of its range apart and takes nothing beyond it', () => {
    const hash = new VoxelHash(1, [0, 0, 0], 16)
    const ends = [
      [-1024, 1023],
      [-1024, 1023],
      [-512, 511],
    ] as const
    let next = 0
    for (const x of ends[0]) for (const y of ends[1]) for (const z of ends[2]) expect(hash.insert(x, y, z)).toBe(next++)
    const outside: readonly (readonly [number, number, number])[] = [
      [1024, 0, 0],
      [-1025, 0, 0],
      [0, 1024, 0],
      [0, -1025, 0],
      [0, 0, 512],
      [0, 0, -513],
      [Number.NaN, 0, 0],
    ]
    for (const beyond of outside) {
      expect(hash.insert(...beyond)).toBe(-1)
      expect(hash.find(...beyond)).toBe(-1)
    }
    expect(hash.count).toBe(8)
  })

  it('counts voxels from its origin, downwards for negative offsets', () => {
    const hash = new VoxelHash(0.5, [10, -20, 1], 1)
    expect(hash.coordinate(0, 10.49)).toBe(0)
    expect(hash.coordinate(0, 9.99)).toBe(-1)
    expect(hash.coordinate(1, -19.5)).toBe(1)
    expect(hash.coordinate(2, -0.01)).toBe(-3)
  })
})
