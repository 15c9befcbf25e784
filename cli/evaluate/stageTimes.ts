/** Times of the stages over pairs. */
export class StageTimes {
  readonly #times = new Map<string, number[]>()

  add(stages: ReadonlyMap<string, number>): void {
    let pair = 0
    for (const [stage, milliseconds] of stages) {
      this.#of(stage).push(milliseconds)
      pair += milliseconds
    }
    this.#of('pair').push(pair)
  }

  /** Median a stage, and of the whole pair as `pair`; the first pair, in which the engine still compiles, counts like any other. */
  medians(): Record<string, number> {
    // The sum comes last, whatever stages a later pair adds.
    const names = [...this.#times.keys()].filter(name => name !== 'pair')
    return Object.fromEntries([...names, 'pair'].map(name => [name, median(this.#of(name))]))
  }

  #of(stage: string): number[] {
    const known = this.#times.get(stage) ?? []
    this.#times.set(stage, known)
    return known
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
