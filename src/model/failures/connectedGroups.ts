/**
 * Groups of points of which each lies within `metres` (along every axis, by cells of that size) of another: a quick look at what
 * belongs together, not DBSCAN. Largest first.
 * @param rows indices into positions (N x 3)
 */
export function connectedGroups(positions: Float32Array, rows: readonly number[], metres: number): number[][] {
  const cellOf = (i: number) => [0, 1, 2].map(axis => Math.floor((positions[3 * i + axis] as number) / metres))
  const cells = new Map<string, number[]>()
  for (const i of rows) {
    const key = cellOf(i).join()
    const own = cells.get(key)
    if (own) own.push(i)
    else cells.set(key, [i])
  }
  const groups: number[][] = []
  for (const start of [...cells.keys()]) {
    if (!cells.has(start)) continue
    const group: number[] = []
    const open = [start]
    while (open.length > 0) {
      const key = open.pop() as string
      const own = cells.get(key)
      if (!own) continue
      cells.delete(key)
      group.push(...own)
      const [x = 0, y = 0, z = 0] = key.split(',').map(Number)
      for (let dx = -1; dx <= 1; dx++)
        for (let dy = -1; dy <= 1; dy++) for (let dz = -1; dz <= 1; dz++) open.push(`${x + dx},${y + dy},${z + dz}`)
    }
    groups.push(group.sort((a, b) => a - b))
  }
  return groups.sort((a, b) => b.length - a.length)
}
