import { Random } from '../simulator/random.ts'

/** A cloud under construction: plain numbers, x, y, z one after another. */
export type Cloud = number[]

/** About a standard normal: the sum of twelve uniform numbers. */
export function normal(random: Random): number {
  let sum = -6
  for (let k = 0; k < 12; k++) sum += random.next()
  return sum
}

/** Blobs of different spread, a wall, stray points and exact duplicates: everything that clustering meets. */
export function blobs(seed: number, count: number, span: number): Float32Array {
  const random = new Random(seed)
  const cloud: Cloud = []
  const centres = Array.from({ length: 8 }, () => [random.range(-span, span), random.range(-span, span), random.next()])
  for (let i = 0; i < count; i++) {
    const [cx = 0, cy = 0, cz = 0] = centres[random.integer(centres.length)] ?? []
    const kind = random.next()
    const spread = 0.2 + 0.9 * random.next()
    if (kind < 0.6) cloud.push(cx + spread * normal(random), cy + spread * normal(random), cz + 0.6 * normal(random))
    else if (kind < 0.75) cloud.push(random.range(-span, span), -0.4 * span, random.range(-1, 2))
    else if (kind < 0.95 || i === 0)
      cloud.push(random.range(-span, span), random.range(-span, span), random.range(-1, 3))
    else {
      const again = 3 * random.integer(cloud.length / 3)
      cloud.push(...cloud.slice(again, again + 3))
    }
  }
  return Float32Array.from(cloud)
}

/** Points evenly in a box around the origin with these half sides, metres. */
export function filledBox(random: Random, count: number, half: readonly [number, number, number]): Float32Array {
  const out = new Float32Array(3 * count)
  for (let i = 0; i < out.length; i++) {
    const side = half[(i % 3) as 0 | 1 | 2]
    out[i] = random.range(-side, side)
  }
  return out
}

export function everyIndex(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i)
}
