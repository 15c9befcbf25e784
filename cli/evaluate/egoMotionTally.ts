import type { EgoMotionResult } from '#model/coarse/coarseResult.ts'
import type { Transform } from '#model/sweep/transform.ts'

export interface EgoMotionSummary {
  /** Mean over a sweep's points of the distance between where the used and the true ego motion put them, metres. */
  readonly meanErrorMetres: { readonly median: number; readonly worst: number; readonly worstPair: number }
  readonly trust: Readonly<Record<EgoMotionResult['trust'], number>>
}

/** How good the ego motion was, and whether it was known to be. */
export class EgoMotionTally {
  readonly #errors: { pair: number; metres: number }[] = []
  readonly #trust = { good: 0, doubtful: 0, bad: 0 }

  add(pair: number, positions: Float32Array, used: EgoMotionResult, truth: Transform): void {
    this.#errors.push({ pair, metres: meanPointError(positions, used.sweep1FromSweep0, truth) })
    this.#trust[used.trust]++
  }

  summary(): EgoMotionSummary {
    const sorted = [...this.#errors].sort((a, b) => a.metres - b.metres)
    const worst = sorted.at(-1)
    return {
      meanErrorMetres: {
        median: sorted[sorted.length >> 1]?.metres ?? Number.NaN,
        worst: worst?.metres ?? Number.NaN,
        worstPair: worst?.pair ?? Number.NaN,
      },
      trust: { ...this.#trust },
    }
  }
}

function meanPointError(positions: Float32Array, a: Transform, b: Transform): number {
  const rotation = a.rotation.map((value, k) => value - (b.rotation[k] as number))
  const shift = a.translation.map((value, k) => value - (b.translation[k] as number))
  let sum = 0
  for (let i = 0; i < positions.length; i += 3) {
    let squared = 0
    for (let row = 0; row < 3; row++) {
      let difference = shift[row] as number
      for (let k = 0; k < 3; k++) difference += (rotation[3 * row + k] as number) * (positions[i + k] as number)
      squared += difference * difference
    }
    sum += Math.sqrt(squared)
  }
  return sum / (positions.length / 3)
}
