import type { ModelManifest } from './manifest.ts'

type Grouping = ModelManifest['grouping']

/**
 * Instances from centre votes: votes p + o of foreground points are counted in cells of the bird's-eye view; cells with enough votes
 * that touch (8 neighbours) are one instance, and so are lone votes in the cells around it; small instances are dropped.
 * @param points n x 3
 * @param mask n x 4: logit and vote
 * @param foreground n; 1 = foreground
 * @returns n; 0 = none, from 1 on instances
 */
export function groupVotes(
  points: Float32Array,
  mask: Float32Array,
  foreground: Uint8Array,
  grouping: Grouping,
): Int32Array {
  const count = foreground.length
  const instance = new Int32Array(count)
  const votedX = new Float32Array(count)
  const votedY = new Float32Array(count)
  let lowX = Number.POSITIVE_INFINITY
  let lowY = Number.POSITIVE_INFINITY
  for (let i = 0; i < count; i++) {
    if (foreground[i] !== 1) continue
    votedX[i] = (points[3 * i] as number) + (mask[4 * i + 1] as number)
    votedY[i] = (points[3 * i + 1] as number) + (mask[4 * i + 2] as number)
    lowX = Math.min(lowX, votedX[i] as number)
    lowY = Math.min(lowY, votedY[i] as number)
  }
  if (lowX === Number.POSITIVE_INFINITY) return instance
  const size = Math.fround(grouping.cellMetres)
  const cellOf = new Float64Array(count).fill(-1)
  const votes = new Map<number, number>()
  for (let i = 0; i < count; i++) {
    if (foreground[i] !== 1) continue
    const column = Math.floor(Math.fround(Math.fround((votedX[i] as number) - lowX) / size))
    const row = Math.floor(Math.fround(Math.fround((votedY[i] as number) - lowY) / size))
    const cell = cellKey(column, row)
    cellOf[i] = cell
    votes.set(cell, (votes.get(cell) ?? 0) + 1)
  }
  const groups = joinCells(votes, grouping.fewestVotesInCell)
  const sizes = new Map<number, number>()
  for (let i = 0; i < count; i++) {
    const group = foreground[i] === 1 ? groups.get(cellOf[i] as number) : undefined
    if (group === undefined) continue
    instance[i] = group
    sizes.set(group, (sizes.get(group) ?? 0) + 1)
  }
  const names = new Map<number, number>()
  for (const group of [...sizes.keys()].sort((a, b) => a - b))
    if ((sizes.get(group) as number) >= grouping.fewestPoints) names.set(group, names.size + 1)
  for (let i = 0; i < count; i++) instance[i] = names.get(instance[i] as number) ?? 0
  return instance
}

const ROWS = 2 ** 26
const cellKey = (column: number, row: number) => (column + 1) * ROWS + row + 1

function* around(cell: number): Generator<number> {
  for (const column of [-ROWS, 0, ROWS])
    for (const row of [-1, 0, 1]) if (column !== 0 || row !== 0) yield cell + column + row
}

/** Group (from 1) of every cell that has one. Groups are numbered by column, then row, of their first cell. */
function joinCells(votes: ReadonlyMap<number, number>, fewest: number): Map<number, number> {
  const groups = new Map<number, number>()
  let count = 0
  const cells = [...votes.keys()].sort((a, b) => a - b)
  for (const seed of cells) {
    if ((votes.get(seed) as number) < fewest || groups.has(seed)) continue
    groups.set(seed, ++count)
    const open = [seed]
    for (let cell = open.pop(); cell !== undefined; cell = open.pop())
      for (const next of around(cell))
        if ((votes.get(next) ?? 0) >= fewest && !groups.has(next)) {
          groups.set(next, count)
          open.push(next)
        }
  }
  // A lone vote beside a group belongs to it; between two, to the one with the higher number.
  const lone = new Map<number, number>()
  for (const cell of cells) {
    if (groups.has(cell)) continue
    let best = 0
    for (const next of around(cell)) best = Math.max(best, groups.get(next) ?? 0)
    if (best > 0) lone.set(cell, best)
  }
  for (const [cell, group] of lone) groups.set(cell, group)
  return groups
}
