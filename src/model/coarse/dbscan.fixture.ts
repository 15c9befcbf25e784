import type { ClusteringParameters } from './parameters.ts'

export interface PlainClustering {
  /** N; 1 = core. */
  readonly core: Uint8Array
  /** N; of cores: lowest index of the cores that are density-connected to it; -1 for the others. */
  readonly component: Int32Array
  /** Cores that hold point i in their neighbourhood. */
  readonly claims: readonly (readonly number[])[]
  /** Smallest |distance / limit - 1| over all pairs: how far the input is from a tie that rounding would decide. */
  readonly closestCall: number
}

/** DBSCAN straight from its definition, all pairs, double precision. */
export function plainDbscan(
  positions: Float32Array,
  selection: Int32Array,
  { epsMetres, epsPerMetre, minimumPoints, zScale }: ClusteringParameters,
  origin: readonly [number, number] = [0, 0],
): PlainClustering {
  const total = positions.length / 3
  const at = (i: number, axis: number) => positions[3 * i + axis] as number
  const ranges = Float64Array.from({ length: total }, (_, i) => Math.hypot(at(i, 0) - origin[0], at(i, 1) - origin[1]))
  const neighbours: number[][] = Array.from({ length: total }, () => [])
  let closestCall = Number.POSITIVE_INFINITY
  for (const i of selection)
    for (const j of selection) {
      const [dx, dy, dz] = [at(i, 0) - at(j, 0), at(i, 1) - at(j, 1), zScale * (at(i, 2) - at(j, 2))]
      const distance = Math.sqrt(dx * dx + dy * dy + dz * dz)
      const limit = epsMetres + epsPerMetre * Math.min(ranges[i] as number, ranges[j] as number)
      closestCall = Math.min(closestCall, Math.abs(distance / limit - 1))
      if (distance <= limit) neighbours[i]?.push(j)
    }
  const core = new Uint8Array(total)
  for (const i of selection) if ((neighbours[i]?.length ?? 0) >= minimumPoints) core[i] = 1
  const component = new Int32Array(total).fill(-1)
  for (const seed of [...selection].sort((a, b) => a - b)) {
    if (core[seed] === 0 || component[seed] !== -1) continue
    const stack = [seed]
    component[seed] = seed
    for (let i = stack.pop(); i !== undefined; i = stack.pop())
      for (const j of neighbours[i] ?? [])
        if (core[j] === 1 && component[j] === -1) {
          component[j] = seed
          stack.push(j)
        }
  }
  return { core, component, claims: neighbours.map(list => list.filter(j => core[j] === 1)), closestCall }
}
