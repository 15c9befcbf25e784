import { type ModelManifest, PILLAR_FEATURES } from './manifest.ts'

export type PillarGrid = ModelManifest['grid']

/** Height above the ground below which a point is low: kerbs, tyres, feet; metres. */
const LOW_METRES = 0.5
const MIDDLE_METRES = 1.2

/** Float32, as training divides: a point on the border of two pillars must fall into the same one. */
function cellIndex(coordinate: number, corner: number, cellMetres: number): number {
  return Math.floor(Math.fround(Math.fround(coordinate - corner) / cellMetres))
}

/**
 * Statistics of the points in each pillar, the input of the network's encoder: log(1 + count) / 2; mean offset from the pillar's
 * centre in x and y over half a pillar; mean, lowest and highest z over 2 m; share of points below 0.5 m and between that and 1.2 m.
 * Empty pillars are 0. Points outside the grid are left out.
 * @param points n x 3, metres, sweep 1's frame, z above the ground
 * @returns 8 x pillars x pillars (feature, row = y, column = x)
 */
export function pillarCanvas(
  points: Float32Array,
  grid: PillarGrid,
  heightClamp: readonly [number, number] = [-2, 6],
): Float32Array {
  const side = grid.pillars
  const area = side * side
  const canvas = new Float32Array(PILLAR_FEATURES * area)
  const cornerX = Math.fround(grid.cornerMetres[0])
  const cornerY = Math.fround(grid.cornerMetres[1])
  const size = Math.fround(grid.pillarMetres)
  const half = grid.pillarMetres / 2
  const slotOf = new Int32Array(area).fill(-1)
  const pillars: number[] = []
  const count = points.length / 3
  const slots = new Int32Array(count).fill(-1)
  for (let i = 0; i < count; i++) {
    const column = cellIndex(points[3 * i] as number, cornerX, size)
    const row = cellIndex(points[3 * i + 1] as number, cornerY, size)
    if (column < 0 || column >= side || row < 0 || row >= side) continue
    const pillar = row * side + column
    let slot = slotOf[pillar] as number
    if (slot < 0) {
      slot = pillars.length
      slotOf[pillar] = slot
      pillars.push(pillar)
    }
    slots[i] = slot
  }
  // Sums of occupied pillars only, in double: a few thousand rows stay in the cache, the canvas would not.
  const sums = new Float64Array(8 * pillars.length)
  for (let slot = 0; slot < pillars.length; slot++) {
    sums[8 * slot + 4] = Number.POSITIVE_INFINITY
    sums[8 * slot + 5] = Number.NEGATIVE_INFINITY
  }
  const [lowest, highest] = heightClamp
  for (let i = 0; i < count; i++) {
    const slot = slots[i] as number
    if (slot < 0) continue
    const pillar = pillars[slot] as number
    const row = Math.floor(pillar / side)
    const column = pillar - row * side
    const z = Math.min(highest, Math.max(lowest, points[3 * i + 2] as number))
    const at = 8 * slot
    const centreX = grid.cornerMetres[0] + (column + 0.5) * grid.pillarMetres
    const centreY = grid.cornerMetres[1] + (row + 0.5) * grid.pillarMetres
    sums[at] = (sums[at] as number) + 1
    sums[at + 1] = (sums[at + 1] as number) + ((points[3 * i] as number) - centreX) / half
    sums[at + 2] = (sums[at + 2] as number) + ((points[3 * i + 1] as number) - centreY) / half
    sums[at + 3] = (sums[at + 3] as number) + z
    if (z < (sums[at + 4] as number)) sums[at + 4] = z
    if (z > (sums[at + 5] as number)) sums[at + 5] = z
    if (z < LOW_METRES) sums[at + 6] = (sums[at + 6] as number) + 1
    else if (z < Math.fround(MIDDLE_METRES)) sums[at + 7] = (sums[at + 7] as number) + 1
  }
  for (let slot = 0; slot < pillars.length; slot++) {
    const pillar = pillars[slot] as number
    const at = 8 * slot
    const n = sums[at] as number
    canvas[pillar] = Math.log1p(n) / 2
    canvas[area + pillar] = (sums[at + 1] as number) / n
    canvas[2 * area + pillar] = (sums[at + 2] as number) / n
    canvas[3 * area + pillar] = (sums[at + 3] as number) / n / 2
    canvas[4 * area + pillar] = (sums[at + 4] as number) / 2
    canvas[5 * area + pillar] = (sums[at + 5] as number) / 2
    canvas[6 * area + pillar] = (sums[at + 6] as number) / n
    canvas[7 * area + pillar] = (sums[at + 7] as number) / n
  }
  return canvas
}

/**
 * Row of each point's cell in the encoder's maps; places outside belong to the nearest cell.
 * @param points n x 3, metres
 */
export function mapRows(points: Float32Array, grid: PillarGrid): Int32Array {
  const cells = grid.mapCells
  const cornerX = Math.fround(grid.cornerMetres[0])
  const cornerY = Math.fround(grid.cornerMetres[1])
  const size = Math.fround(grid.mapMetres)
  const rows = new Int32Array(points.length / 3)
  for (let i = 0; i < rows.length; i++) {
    const column = Math.min(cells - 1, Math.max(0, cellIndex(points[3 * i] as number, cornerX, size)))
    const row = Math.min(cells - 1, Math.max(0, cellIndex(points[3 * i + 1] as number, cornerY, size)))
    rows[i] = row * cells + column
  }
  return rows
}
