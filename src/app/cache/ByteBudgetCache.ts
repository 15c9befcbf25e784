/**
 * Keeps what was loaded within a byte budget. What is on screen stays whatever it costs; then what is about to be shown
 * (nearest first); then what was used last. The values are shared with whoever reads them: never write into them.
 */
export class ByteBudgetCache<V> {
  /** Insertion order is use order: the first entry was used longest ago. */
  readonly #entries = new Map<string, { readonly value: V; readonly bytes: number }>()
  readonly #onChange: () => void
  #budget: number
  #bytes = 0
  #visible = new Set<string>()
  #prefetch = new Map<string, number>()

  constructor(budgetBytes: number, onChange: () => void = () => {}) {
    this.#budget = budgetBytes
    this.#onChange = onChange
  }

  get bytes(): number {
    return this.#bytes
  }

  get budgetBytes(): number {
    return this.#budget
  }

  get size(): number {
    return this.#entries.size
  }

  setBudget(bytes: number): void {
    this.#budget = bytes
    if (this.#trim()) this.#onChange()
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  /** Counts as a use. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Does not count as a use. */
  peek(key: string): V | undefined {
    return this.#entries.get(key)?.value
  }

  /** False when the value found no room: everything kept is wanted more. */
  set(key: string, value: V, bytes: number): boolean {
    this.#drop(key)
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    this.#trim()
    this.#onChange()
    return this.#entries.has(key)
  }

  /** What is on screen, and what comes next with the nearest first. Everything else is merely recent. */
  retain(visible: Iterable<string>, prefetch: readonly string[]): void {
    this.#visible = new Set(visible)
    this.#prefetch = new Map(prefetch.map((key, distance) => [key, distance]))
    if (this.#trim()) this.#onChange()
  }

  deleteWhere(matches: (key: string) => boolean): void {
    const doomed = [...this.#entries.keys()].filter(matches)
    for (const key of doomed) this.#drop(key)
    if (doomed.length > 0) this.#onChange()
  }

  clear(): void {
    this.deleteWhere(() => true)
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }

  #trim(): boolean {
    let changed = false
    while (this.#bytes > this.#budget) {
      const victim = this.#leastWanted()
      if (victim === null) break
      this.#drop(victim)
      changed = true
    }
    return changed
  }

  #leastWanted(): string | null {
    let farthest: string | null = null
    let farthestDistance = -1
    for (const key of this.#entries.keys()) {
      if (this.#visible.has(key)) continue
      const distance = this.#prefetch.get(key)
      if (distance === undefined) return key
      if (distance > farthestDistance) {
        farthest = key
        farthestDistance = distance
      }
    }
    return farthest
  }
}
