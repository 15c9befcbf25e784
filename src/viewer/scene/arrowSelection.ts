import type { Estimate } from '#model/sweep/estimate.ts'

/** A fixed number in [0, 1) for every point index: raising the density adds arrows and moves none. Finaliser of MurmurHash3. */
export function stableShare(index: number): number {
  let h = (index + 0x9e3779b9) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}

/** Near points are far denser than far ones; within this range fewer of them get an arrow. */
const EVEN_RANGE_METRES = 25
/** Shorter motion has no visible direction. */
const SHORTEST_METRES = 0.01

export interface ArrowChoice {
  readonly density: number
  readonly dynamicOnly: boolean
  readonly hidden: Uint8Array | null
}

/**
 * Indices of the points that get an arrow. The share among points at range r is density^(2 - min(1, r / 25 m)): all of them at
 * density 1, and below it about as many a square metre near as far.
 */
export function selectArrows(estimate: Estimate, positions: Float32Array, choice: ArrowChoice): Uint32Array {
  const count = estimate.flow.length / 3
  const chosen = new Uint32Array(count)
  const { flow, dynamic, valid } = estimate
  const { density, dynamicOnly, hidden } = choice
  let n = 0
  for (let i = 0; i < count; i++) {
    if (dynamicOnly && (dynamic[i] as number) < 0.5) continue
    if (valid && valid[i] === 0) continue
    if (hidden && hidden[i] === 1) continue
    const share = stableShare(i)
    if (share >= density) continue
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const exponent = 2 - Math.min(1, Math.hypot(x, y) / EVEN_RANGE_METRES)
    if (share >= density ** exponent) continue
    if (Math.hypot(flow[3 * i] as number, flow[3 * i + 1] as number, flow[3 * i + 2] as number) < SHORTEST_METRES)
      continue
    chosen[n++] = i
  }
  return chosen.subarray(0, n)
}
