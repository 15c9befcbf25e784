/**
 * Seeded randomness. `Random` is splitmix32 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators",
 * with the 32-bit finaliser of MurmurHash3): it lays out a street once. `hash32` is stateless: what happens to one ray of
 * one sweep depends on its numbers alone, never on the order in which rays are cast.
 */

/** MurmurHash3's finaliser: every input bit reaches every output bit. Unsigned 32-bit. */
export function mix32(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Stateless hash of three integers, unsigned 32-bit. */
export function hash32(a: number, b: number, c: number): number {
  return mix32(Math.imul(a, 0x9e3779b1) ^ mix32(Math.imul(b, 0x85ebca77) ^ mix32(c)))
}

/** The hash as a number in [0, 1). */
export function hashUnit(a: number, b: number, c: number): number {
  return hash32(a, b, c) / 4294967296
}

/** About a standard normal from one hash: the sum of four 8-bit uniform numbers (Irwin-Hall), |value| <= 3.47. */
export function hashNormal(a: number, b: number, c: number): number {
  const h = hash32(a, b, c)
  const sum = (h & 255) + ((h >>> 8) & 255) + ((h >>> 16) & 255) + (h >>> 24)
  return (sum - 510) / 147.8
}

export class Random {
  private state: number

  constructor(seed: number) {
    this.state = mix32(seed ^ 0x5bd1e995)
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0
    return mix32(this.state) / 4294967296
  }

  range(from: number, to: number): number {
    return from + (to - from) * this.next()
  }

  /** Whole number in [0, count). */
  integer(count: number): number {
    return Math.floor(this.next() * count)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  sign(): number {
    return this.next() < 0.5 ? -1 : 1
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.integer(items.length)] ?? items[0]
  }

  /** An independent stream, so that adding a thing to one part of the street leaves the others as they were. */
  fork(label: number): Random {
    return new Random(hash32(this.state, label, 0x27d4eb2f))
  }
}
