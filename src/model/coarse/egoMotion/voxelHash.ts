/** Coordinates are packed into one 32-bit key: 11 bits for x and y, 10 for z, around the grid's origin. */
const HALF_XY = 1024
const HALF_Z = 512

/**
 * Open-addressing map from occupied voxels to consecutive indices 0..count-1. Points outside +-1024 voxels (512 in z)
 * of the origin have no voxel: at 0.5 m that is half a kilometre.
 */
export class VoxelHash {
  readonly sizeMetres: number
  readonly origin: readonly [number, number, number]
  /** Occupied voxels so far. */
  count = 0
  private readonly mask: number
  private readonly keys: Int32Array
  private readonly slots: Int32Array

  /** @param capacity the most voxels that will be inserted. */
  constructor(sizeMetres: number, origin: readonly [number, number, number], capacity: number) {
    this.sizeMetres = sizeMetres
    this.origin = origin
    let size = 16
    while (size < 2 * capacity) size *= 2
    this.mask = size - 1
    this.keys = new Int32Array(size)
    this.slots = new Int32Array(size).fill(-1)
  }

  /** Integer voxel coordinate along an axis (0 x, 1 y, 2 z), not yet checked for range. */
  coordinate(axis: 0 | 1 | 2, metres: number): number {
    return Math.floor((metres - this.origin[axis]) / this.sizeMetres)
  }

  /** Index of the voxel or -1 when it is empty or out of range. */
  find(ix: number, iy: number, iz: number): number {
    if (!inRange(ix, iy, iz)) return -1
    const key = pack(ix, iy, iz)
    let at = scramble(key) & this.mask
    while (true) {
      const slot = this.slots[at] as number
      if (slot < 0) return -1
      if (this.keys[at] === key) return slot
      at = (at + 1) & this.mask
    }
  }

  /** Index of the voxel, given a new one when it was empty; -1 when out of range. */
  insert(ix: number, iy: number, iz: number): number {
    if (!inRange(ix, iy, iz)) return -1
    const key = pack(ix, iy, iz)
    let at = scramble(key) & this.mask
    while (true) {
      const slot = this.slots[at] as number
      if (slot < 0) {
        this.keys[at] = key
        this.slots[at] = this.count
        return this.count++
      }
      if (this.keys[at] === key) return slot
      at = (at + 1) & this.mask
    }
  }
}

/** False for NaN as well. */
function inRange(ix: number, iy: number, iz: number): boolean {
  return ix >= -HALF_XY && ix < HALF_XY && iy >= -HALF_XY && iy < HALF_XY && iz >= -HALF_Z && iz < HALF_Z
}

function pack(ix: number, iy: number, iz: number): number {
  return ((ix + HALF_XY) << 21) | ((iy + HALF_XY) << 10) | (iz + HALF_Z)
}

/** Fibonacci hashing with the high bits folded down, since neighbours differ in low and middle bits. */
function scramble(key: number): number {
  const h = Math.imul(key, 0x9e3779b1)
  return (h ^ (h >>> 15)) >>> 0
}
