import type { ClusteringParameters } from '../parameters.ts'

export interface CellGridInput {
  readonly positions: Float32Array
  readonly selection: Int32Array
  readonly parameters: ClusteringParameters
  readonly origin: readonly [number, number]
}

/**
 * Points in cubic cells of eps / sqrt 3 (z scaled), cells sorted by (x, y, z): a column's cells lie one after another,
 * so that a neighbourhood is 25 look-ups of columns and short runs of cells.
 */
export class CellGrid {
  /** Selected points. */
  readonly size: number
  readonly cells: number
  /** Point index of each sorted slot. */
  readonly order: Int32Array
  /** cells + 1 offsets into slots. */
  readonly starts: Int32Array
  /** Upper bound of what `neighbours` writes, plus one for the cell itself. */
  readonly maximumNeighbours: number
  private readonly x: Float32Array
  private readonly y: Float32Array
  private readonly z: Float32Array
  private readonly range: Float32Array
  private readonly cellX: Int32Array
  private readonly cellY: Int32Array
  private readonly cellZ: Int32Array
  private readonly cellRange: Float32Array
  private readonly eps: number
  private readonly epsPerMetre: number
  private readonly cellSize: number
  private readonly columnMask: number
  private readonly columnKeys: Int32Array
  private readonly columnCells: Int32Array

  constructor({ positions, selection, parameters, origin }: CellGridInput) {
    const size = selection.length
    this.size = size
    this.eps = parameters.epsMetres
    this.epsPerMetre = parameters.epsPerMetre
    // A hair smaller than eps / sqrt 3, so that rounding never puts two points of a cell farther apart than eps.
    this.cellSize = (parameters.epsMetres / Math.sqrt(3)) * (1 - 1e-5)
    const inverse = 1 / this.cellSize
    const { zScale } = parameters
    let minimumX = Number.POSITIVE_INFINITY
    let minimumY = Number.POSITIVE_INFINITY
    let minimumZ = Number.POSITIVE_INFINITY
    let maximumZ = Number.NEGATIVE_INFINITY
    for (let k = 0; k < size; k++) {
      const i = selection[k] as number
      minimumX = Math.min(minimumX, positions[3 * i] as number)
      minimumY = Math.min(minimumY, positions[3 * i + 1] as number)
      minimumZ = Math.min(minimumZ, positions[3 * i + 2] as number)
      maximumZ = Math.max(maximumZ, positions[3 * i + 2] as number)
    }
    const ix = new Int32Array(size)
    const iy = new Int32Array(size)
    const iz = new Int32Array(size)
    for (let k = 0; k < size; k++) {
      const i = selection[k] as number
      ix[k] = Math.floor(((positions[3 * i] as number) - minimumX) * inverse)
      iy[k] = Math.floor(((positions[3 * i + 1] as number) - minimumY) * inverse)
      iz[k] = Math.floor(((positions[3 * i + 2] as number) - minimumZ) * zScale * inverse)
    }
    const slots = sortedByCell(ix, iy, iz)
    this.order = new Int32Array(size)
    this.x = new Float32Array(size)
    this.y = new Float32Array(size)
    this.z = new Float32Array(size)
    this.range = new Float32Array(size)
    const starts = new Int32Array(size + 1)
    const cellX = new Int32Array(size)
    const cellY = new Int32Array(size)
    const cellZ = new Int32Array(size)
    const cellRange = new Float32Array(size)
    let cells = 0
    for (let slot = 0; slot < size; slot++) {
      const k = slots[slot] as number
      const i = selection[k] as number
      this.order[slot] = i
      const x = positions[3 * i] as number
      const y = positions[3 * i + 1] as number
      this.x[slot] = x
      this.y[slot] = y
      this.z[slot] = (positions[3 * i + 2] as number) * zScale
      const range = this.epsPerMetre > 0 ? Math.hypot(x - origin[0], y - origin[1]) : 0
      this.range[slot] = range
      const last = cells - 1
      if (cells === 0 || cellX[last] !== ix[k] || cellY[last] !== iy[k] || cellZ[last] !== iz[k]) {
        starts[cells] = slot
        cellX[cells] = ix[k] as number
        cellY[cells] = iy[k] as number
        cellZ[cells] = iz[k] as number
        cells++
      }
      if (range > (cellRange[cells - 1] as number)) cellRange[cells - 1] = range
    }
    starts[cells] = size
    this.cells = cells
    this.starts = starts.slice(0, cells + 1)
    this.cellX = cellX
    this.cellY = cellY
    this.cellZ = cellZ
    this.cellRange = cellRange
    let widest = 0
    for (let cell = 0; cell < cells; cell++) widest = Math.max(widest, this.reach(cell))
    const levels = Math.floor((maximumZ - minimumZ) * zScale * inverse) + 1
    this.maximumNeighbours = Math.min(cells, (2 * widest + 1) ** 2 * Math.min(levels, 2 * widest + 1)) + 1

    let hashSize = 16
    while (hashSize < 2 * cells) hashSize *= 2
    this.columnMask = hashSize - 1
    this.columnKeys = new Int32Array(hashSize)
    this.columnCells = new Int32Array(hashSize).fill(-1)
    for (let cell = 0; cell < cells; cell++) {
      const first = cell === 0 || cellX[cell - 1] !== cellX[cell] || cellY[cell - 1] !== cellY[cell]
      if (first) this.insertColumn(cellX[cell] as number, cellY[cell] as number, cell)
    }
  }

  /** Writes the cells that may hold neighbours of the cell's points, itself excluded; returns how many. */
  neighbours(cell: number, out: Int32Array): number {
    const cx = this.cellX[cell] as number
    const cy = this.cellY[cell] as number
    const cz = this.cellZ[cell] as number
    const reach = this.reach(cell)
    const limit = (this.eps + this.epsPerMetre * (this.cellRange[cell] as number)) / this.cellSize
    const limitSquared = limit * limit * (1 + 1e-4)
    let count = 0
    for (let ix = cx - reach; ix <= cx + reach; ix++) {
      const gapX = Math.max(0, Math.abs(ix - cx) - 1)
      for (let iy = cy - reach; iy <= cy + reach; iy++) {
        const gapY = Math.max(0, Math.abs(iy - cy) - 1)
        const left = limitSquared - gapX * gapX - gapY * gapY
        if (left < 0) continue
        let at = this.findColumn(ix, iy)
        if (at < 0) continue
        const span = Math.floor(Math.sqrt(left)) + 1
        while (at < this.cells && this.cellX[at] === ix && this.cellY[at] === iy) {
          const dz = (this.cellZ[at] as number) - cz
          if (dz > span) break
          if (dz >= -span && at !== cell) out[count++] = at
          at++
        }
      }
    }
    return count
  }

  /** Whether `slot` has at least `wanted` neighbours, of which `known` are already counted, among the cells near[0..count). */
  hasNeighbours(slot: number, near: Int32Array, count: number, known: number, wanted: number): boolean {
    let found = known
    for (let k = 0; k < count; k++) {
      const cell = near[k] as number
      const to = this.starts[cell + 1] as number
      for (let other = this.starts[cell] as number; other < to; other++)
        if (this.within(slot, other) && ++found >= wanted) return true
    }
    return found >= wanted
  }

  /** Whether any core of cell a is a neighbour of any core of cell b. */
  coresTouch(a: number, b: number, core: Uint8Array): boolean {
    const toA = this.starts[a + 1] as number
    const toB = this.starts[b + 1] as number
    for (let i = this.starts[a] as number; i < toA; i++) {
      if (core[i] === 0) continue
      for (let j = this.starts[b] as number; j < toB; j++) if (core[j] === 1 && this.within(i, j)) return true
    }
    return false
  }

  /** Cell of the nearest core point that is a neighbour of `slot`, -1 if there is none. */
  nearestCore(slot: number, near: Int32Array, count: number, core: Uint8Array): number {
    let best = Number.POSITIVE_INFINITY
    let found = -1
    for (let k = 0; k < count; k++) {
      const cell = near[k] as number
      const to = this.starts[cell + 1] as number
      for (let other = this.starts[cell] as number; other < to; other++) {
        if (core[other] === 0) continue
        const squared = this.squared(slot, other)
        if (squared < best && this.within(slot, other)) {
          best = squared
          found = cell
        }
      }
    }
    return found
  }

  private squared(a: number, b: number): number {
    const dx = (this.x[a] as number) - (this.x[b] as number)
    const dy = (this.y[a] as number) - (this.y[b] as number)
    const dz = (this.z[a] as number) - (this.z[b] as number)
    return dx * dx + dy * dy + dz * dz
  }

  private within(a: number, b: number): boolean {
    const limit = this.eps + this.epsPerMetre * Math.min(this.range[a] as number, this.range[b] as number)
    return this.squared(a, b) <= limit * limit
  }

  private reach(cell: number): number {
    return Math.floor((this.eps + this.epsPerMetre * (this.cellRange[cell] as number)) / this.cellSize) + 1
  }

  private insertColumn(ix: number, iy: number, cell: number): void {
    let at = hashOf(ix, iy) & this.columnMask
    while ((this.columnCells[at] as number) >= 0) at = (at + 1) & this.columnMask
    this.columnKeys[at] = ix
    this.columnCells[at] = cell
  }

  private findColumn(ix: number, iy: number): number {
    let at = hashOf(ix, iy) & this.columnMask
    while (true) {
      const cell = this.columnCells[at] as number
      if (cell < 0 || (this.columnKeys[at] === ix && this.cellY[cell] === iy)) return cell
      at = (at + 1) & this.columnMask
    }
  }
}

function hashOf(ix: number, iy: number): number {
  const h = Math.imul(ix, 0x9e3779b1) ^ Math.imul(iy, 0x85ebca6b)
  return h ^ (h >>> 15)
}

/** Stable order by (x, y, z): three counting sorts, least significant first. */
function sortedByCell(ix: Int32Array, iy: Int32Array, iz: Int32Array): Int32Array {
  let order = Int32Array.from(ix, (_, k) => k)
  for (const keys of [iz, iy, ix]) order = sortedByKey(order, keys)
  return order
}

function sortedByKey(order: Int32Array, keys: Int32Array): Int32Array<ArrayBuffer> {
  let maximum = 0
  for (let k = 0; k < keys.length; k++) if ((keys[k] as number) > maximum) maximum = keys[k] as number
  // Coordinates of kilometres at millimetre cells would need a huge table: comparison sort then.
  if (maximum > 4 * keys.length + 65536)
    return Int32Array.from(order).sort((a, b) => (keys[a] as number) - (keys[b] as number))
  const starts = new Int32Array(maximum + 2)
  for (let k = 0; k < keys.length; k++)
    starts[(keys[k] as number) + 1] = (starts[(keys[k] as number) + 1] as number) + 1
  for (let v = 0; v <= maximum; v++) starts[v + 1] = (starts[v + 1] as number) + (starts[v] as number)
  const out = new Int32Array(order.length)
  for (let k = 0; k < order.length; k++) {
    const i = order[k] as number
    const key = keys[i] as number
    out[starts[key] as number] = i
    starts[key] = (starts[key] as number) + 1
  }
  return out
}
