import type { Refinement } from './refinement.ts'

/** A flow this near to where it ends has settled, metres per sweep: 0.1 m/s at 10 Hz, a fifth of what counts as moving. */
export const SETTLED_METRES = 0.01

/** How each point's flow came to its end over the iterations, before what stands is set to rest. N = points of sweep 0. */
export interface Convergence {
  /** How many ran, k; iteration 0 is what they started from. */
  readonly iterations: number
  /** N x k: |flow after iteration j - flow after the last|, metres per sweep, j = 0..k-1; negative where it was not refined to the end. */
  readonly remaining: Float32Array
}

/** A point that the network does not see: ground, or outside of its grid. */
export const NOT_SEEN = -1
/** A point that was left as clear background: it stands at an earlier iteration's word, whatever more of them would have said. */
export const LEFT = -2

/**
 * @param refinement of the n kept points, iterations 0..k
 * @param rows0 n; where each kept point stands in sweep 0
 * @param count N
 */
export function convergenceOf(
  { iterations: states, taken }: Pick<Refinement, 'iterations' | 'taken'>,
  rows0: Int32Array,
  count: number,
): Convergence {
  const iterations = Math.max(0, states.length - 1)
  const remaining = new Float32Array(count * iterations).fill(NOT_SEEN)
  const end = states.at(-1)?.flow
  for (let j = 0; end && j < iterations; j++) {
    const { flow } = states[j] as Refinement['iterations'][number]
    for (let i = 0; i < rows0.length; i++) {
      const at = (rows0[i] as number) * iterations + j
      if ((taken[i] as number) < iterations) {
        remaining[at] = LEFT
        continue
      }
      const dx = (flow[3 * i] as number) - (end[3 * i] as number)
      const dy = (flow[3 * i + 1] as number) - (end[3 * i + 1] as number)
      const dz = (flow[3 * i + 2] as number) - (end[3 * i + 2] as number)
      remaining[at] = Math.sqrt(dx * dx + dy * dy + dz * dz)
    }
  }
  return { iterations, remaining }
}

/** N: metres that each point's flow still moves after iteration j (0..k-1); after k-1 that is the last iteration's step. */
export function remainingAfter({ iterations, remaining }: Convergence, j: number): Float32Array {
  return Float32Array.from({ length: remaining.length / iterations }, (_, i) => remaining[i * iterations + j] as number)
}

/**
 * N: the first iteration from which on a point's flow stays within `toleranceMetres` of where it ends; k = not before the last one.
 */
export function settledAfter({ iterations, remaining }: Convergence, toleranceMetres: number): Float32Array {
  return Float32Array.from({ length: remaining.length / iterations }, (_, i) => {
    const from = i * iterations
    if ((remaining[from] as number) < 0) return remaining[from] as number
    let settled = iterations
    while (settled > 0 && (remaining[from + settled - 1] as number) <= toleranceMetres) settled--
    return settled
  })
}
