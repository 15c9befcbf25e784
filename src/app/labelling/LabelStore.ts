import type { CoarseParameters } from '#model/coarse/parameters.ts'
import { byteSize } from '../cache/byteSize.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'

interface Entry {
  readonly label: PairLabel
  readonly sequenceId: string
  readonly position: number
  readonly bytes: number
  /** Without the layers. */
  readonly slimBytes: number
}

export interface PlacedLabel {
  readonly position: number
  readonly label: PairLabel
}

/** Share of the budget for labels under parameters that are not in force: undo finds them again. */
const EARLIER_SHARE = 0.3

/**
 * Labels within a byte budget. Far from the current frame first the intermediate layers go (ground, evidence, clusters),
 * then the whole label; the current frame keeps everything, other sequences go first.
 */
export class LabelStore {
  readonly #entries = new Map<string, Entry>()
  /** By key and parameters, the most recently replaced last. */
  readonly #earlier = new Map<string, Entry>()
  #earlierBytes = 0
  readonly budgetBytes: number
  #bytes = 0
  #slimBytes = 0
  #current = 0
  #sequenceId = ''

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes
  }

  get bytes(): number {
    return this.#bytes + this.#earlierBytes
  }

  get(key: string): PairLabel | null {
    return this.#entries.get(key)?.label ?? null
  }

  /** Labels of the current sequence in playing order. */
  inOrder(): readonly PlacedLabel[] {
    return [...this.#entries.values()]
      .filter(entry => entry.sequenceId === this.#sequenceId)
      .sort((a, b) => a.position - b.position)
  }

  setCurrent(sequenceId: string, position: number): void {
    this.#sequenceId = sequenceId
    this.#current = position
  }

  set(sequenceId: string, position: number, label: PairLabel): void {
    this.#putAside(label)
    this.delete(label.key)
    const bytes = byteSize(label)
    const slimBytes = label.layers ? byteSize({ ...label, layers: null }) : bytes
    this.#slimBytes = slimBytes
    this.#entries.set(label.key, { label, sequenceId, position, bytes, slimBytes })
    this.#bytes += bytes
    this.#trim()
  }

  /** The label of this pair under these parameters, if it was made before: puts it in force. */
  recall(key: string, position: number, parameters: CoarseParameters): PairLabel | null {
    const name = earlierName(key, parameters)
    const found = this.#earlier.get(name)
    if (!found) return null
    this.#forgetEarlier(name)
    const label = { ...found.label, parameters }
    this.set(found.sequenceId, position, label)
    return label
  }

  /** Swaps a label for one with the same arrays, under other tracks. */
  replace(label: PairLabel): void {
    const entry = this.#entries.get(label.key)
    if (entry) this.#entries.set(label.key, { ...entry, label })
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }

  deleteSequence(sequenceId: string): void {
    for (const [key, entry] of [...this.#entries]) if (entry.sequenceId === sequenceId) this.delete(key)
    for (const [name, entry] of [...this.#earlier]) if (entry.sequenceId === sequenceId) this.#forgetEarlier(name)
  }

  /** Whether a label at this position of the current sequence would stay: nearer ones leave room for it. */
  admits(position: number): boolean {
    // Labels lie around the current position, two at each distance: those nearer than this one, at their slim size.
    const nearer = 2 * Math.abs(position - this.#current) + 1
    return (nearer + 1) * this.#slimBytes < this.budgetBytes
  }

  /** What a new label replaces is kept for undo when it was made whole under other parameters. */
  #putAside(next: PairLabel): void {
    const entry = this.#entries.get(next.key)
    if (!entry?.label.layers || entry.label.parameters === next.parameters) return
    const name = earlierName(next.key, entry.label.parameters)
    this.#forgetEarlier(name)
    this.#earlier.set(name, entry)
    this.#earlierBytes += entry.bytes
    for (const oldest of this.#earlier.keys()) {
      if (this.#earlierBytes <= EARLIER_SHARE * this.budgetBytes) return
      this.#forgetEarlier(oldest)
    }
  }

  #forgetEarlier(name: string): void {
    this.#earlierBytes -= this.#earlier.get(name)?.bytes ?? 0
    this.#earlier.delete(name)
  }

  #distance(entry: Entry): number {
    return entry.sequenceId === this.#sequenceId ? Math.abs(entry.position - this.#current) : Number.POSITIVE_INFINITY
  }

  #trim(): void {
    for (const oldest of this.#earlier.keys()) {
      if (this.bytes <= this.budgetBytes) return
      this.#forgetEarlier(oldest)
    }
    if (this.#bytes <= this.budgetBytes) return
    const farthestFirst = [...this.#entries.values()].sort((a, b) => {
      const [da, db] = [this.#distance(a), this.#distance(b)]
      return da === db ? 0 : db - da
    })
    for (const entry of farthestFirst) {
      if (this.#bytes <= this.budgetBytes) return
      if (entry.label.layers === null || this.#distance(entry) === 0) continue
      this.#entries.set(entry.label.key, {
        ...entry,
        label: { ...entry.label, layers: null },
        bytes: entry.slimBytes,
      })
      this.#bytes += entry.slimBytes - entry.bytes
    }
    for (const entry of farthestFirst) {
      if (this.#bytes <= this.budgetBytes) return
      if (this.#distance(entry) > 0) this.delete(entry.label.key)
    }
  }
}

const names = new WeakMap<CoarseParameters, string>()

/** Parameters are told apart by value: a slider that is pulled back makes new ones. */
function earlierName(key: string, parameters: CoarseParameters): string {
  let name = names.get(parameters)
  if (name === undefined) {
    name = JSON.stringify(parameters)
    names.set(parameters, name)
  }
  return `${key}\n${name}`
}
