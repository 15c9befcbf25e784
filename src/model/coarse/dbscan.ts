import { breathe, type TaskOptions } from '../task/task.ts'
import { CellGrid, type CellGridInput } from './dbscan/cellGrid.ts'
import type { ClusteringParameters } from './parameters.ts'

export interface Clustering {
  /** N; cluster 0.. in order of each cluster's lowest point index, -1 = noise or not selected. */
  readonly labels: Int32Array
  /** N; 1 = core point. */
  readonly core: Uint8Array
  readonly clusterCount: number
}

/**
 * DBSCAN (Ester 1996), exact: core points and their partition are those of the definition; a border point that several
 * clusters may claim goes to the cluster of its nearest core point. Distances after scaling z by `zScale`; two points are
 * neighbours when their distance is at most eps + epsPerMetre x the smaller of their ranges. Points sit in cells of
 * eps / sqrt 3, whose members are all neighbours, and cores are joined by union-find: O(N) memory.
 * @param selection indices of the points to cluster
 * @param origin the sensor's place, from where ranges are counted (used with epsPerMetre only)
 */
export async function dbscan(
  positions: Float32Array,
  selection: Int32Array,
  parameters: ClusteringParameters,
  origin: readonly [number, number] = [0, 0],
  task: TaskOptions = {},
): Promise<Clustering> {
  const total = positions.length / 3
  const labels = new Int32Array(total).fill(-1)
  const core = new Uint8Array(total)
  if (selection.length === 0) return { labels, core, clusterCount: 0 }
  const input: CellGridInput = { positions, selection, parameters, origin }
  const grid = new CellGrid(input)
  const coreOf = await markCores(grid, parameters.minimumPoints, task)
  const parent = await joinCores(grid, coreOf, task)
  const slotLabel = await assignBorders(grid, coreOf, parent, task)

  const renumber = new Int32Array(grid.size).fill(-1)
  const slotOfPoint = new Int32Array(total).fill(-1)
  for (let slot = 0; slot < grid.size; slot++) slotOfPoint[grid.order[slot] as number] = slot
  let clusterCount = 0
  for (let i = 0; i < total; i++) {
    const slot = slotOfPoint[i] as number
    if (slot < 0) continue
    core[i] = coreOf[slot] as number
    const root = slotLabel[slot] as number
    if (root < 0) continue
    if ((renumber[root] as number) < 0) renumber[root] = clusterCount++
    labels[i] = renumber[root] as number
  }
  return { labels, core, clusterCount }
}

/** 1 for each sorted slot whose neighbourhood holds enough points. */
async function markCores(grid: CellGrid, minimumPoints: number, task: TaskOptions): Promise<Uint8Array> {
  const core = new Uint8Array(grid.size)
  const near = new Int32Array(grid.maximumNeighbours)
  for (let cell = 0; cell < grid.cells; cell++) {
    if ((cell & 255) === 0) await breathe(task.signal)
    const from = grid.starts[cell] as number
    const to = grid.starts[cell + 1] as number
    if (to - from >= minimumPoints) {
      core.fill(1, from, to)
      continue
    }
    const count = grid.neighbours(cell, near)
    let reachable = to - from
    for (let k = 0; k < count; k++)
      reachable += (grid.starts[(near[k] as number) + 1] as number) - (grid.starts[near[k] as number] as number)
    if (reachable < minimumPoints) continue
    for (let slot = from; slot < to; slot++)
      if (grid.hasNeighbours(slot, near, count, to - from, minimumPoints)) core[slot] = 1
  }
  return core
}

/** Union-find over cells: parent[cell] for cells with cores, -1 for the others. */
async function joinCores(grid: CellGrid, core: Uint8Array, task: TaskOptions): Promise<Int32Array> {
  const parent = new Int32Array(grid.cells).fill(-1)
  for (let cell = 0; cell < grid.cells; cell++)
    for (let slot = grid.starts[cell] as number; slot < (grid.starts[cell + 1] as number); slot++)
      if (core[slot] === 1) {
        parent[cell] = cell
        break
      }
  const near = new Int32Array(grid.maximumNeighbours)
  for (let cell = 0; cell < grid.cells; cell++) {
    if ((cell & 255) === 0) await breathe(task.signal)
    if ((parent[cell] as number) < 0) continue
    const count = grid.neighbours(cell, near)
    for (let k = 0; k < count; k++) {
      const other = near[k] as number
      // Each pair once; pairs that are joined already need no distances.
      if (other <= cell || (parent[other] as number) < 0) continue
      const a = find(parent, cell)
      const b = find(parent, other)
      if (a === b || !grid.coresTouch(cell, other, core)) continue
      if (a < b) parent[b] = a
      else parent[a] = b
    }
  }
  return parent
}

/** Root cell of each slot's cluster, -1 for noise. */
async function assignBorders(
  grid: CellGrid,
  core: Uint8Array,
  parent: Int32Array,
  task: TaskOptions,
): Promise<Int32Array> {
  const label = new Int32Array(grid.size).fill(-1)
  const near = new Int32Array(grid.maximumNeighbours)
  for (let cell = 0; cell < grid.cells; cell++) {
    if ((cell & 255) === 0) await breathe(task.signal)
    const from = grid.starts[cell] as number
    const to = grid.starts[cell + 1] as number
    let count = -1
    for (let slot = from; slot < to; slot++) {
      if (core[slot] === 1) {
        label[slot] = find(parent, cell)
        continue
      }
      if (count < 0) {
        count = grid.neighbours(cell, near)
        near[count++] = cell
      }
      const nearest = grid.nearestCore(slot, near, count, core)
      if (nearest >= 0) label[slot] = find(parent, nearest)
    }
  }
  return label
}

function find(parent: Int32Array, cell: number): number {
  let root = cell
  while ((parent[root] as number) !== root) root = parent[root] as number
  let at = cell
  while ((parent[at] as number) !== root) {
    const next = parent[at] as number
    parent[at] = root
    at = next
  }
  return root
}
