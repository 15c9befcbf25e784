import { describe, expect, it } from 'vitest'
import { Random } from '../simulator/random.ts'
import { convergenceOf, LEFT, NOT_SEEN, remainingAfter, settledAfter } from './convergence.ts'
import type { IterationState } from './refinement.ts'

function stateOf(flow: readonly number[]): IterationState {
  return { flow: Float32Array.from(flow), mask: new Float32Array(0) }
}

describe('convergence of the flow over iterations', () => {
  const seed = 41
  it(`agrees with one point at a time, written out (seed ${seed})`, () => {
    const source = new Random(seed)
    const random = () => source.next()
    const [count, kept, iterations, tolerance] = [400, 230, 5, 0.01]
    const rows0 = Int32Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept))
    // Steps shrink by a factor of each point's own: some settle at once, some never.
    const shrink = Array.from({ length: kept }, () => 0.9 * random())
    const states: IterationState[] = []
    let flow = Array.from({ length: 3 * kept }, () => 2 * random() - 1)
    for (let k = 0; k <= iterations; k++) {
      states.push(stateOf(flow))
      flow = flow.map((value, c) => value + 0.2 * (random() - 0.5) * (shrink[Math.floor(c / 3)] as number) ** (2 * k))
    }
    // Every fifth point was left on the way.
    const taken = Uint8Array.from({ length: kept }, (_, i) => (i % 5 === 0 ? 1 + (i % 3) : iterations))
    const found = convergenceOf({ iterations: states, taken }, rows0, count)
    const settled = settledAfter(found, tolerance)
    const distance = (k: number, i: number) =>
      Math.hypot(...[0, 1, 2].map(c => states[k]!.flow[3 * i + c]! - states[iterations]!.flow[3 * i + c]!))
    const values = new Set<number>()
    for (let i = 0; i < kept; i++) {
      if (i % 5 === 0) {
        expect(settled[rows0[i]!]).toBe(LEFT)
        expect(remainingAfter(found, 0)[rows0[i]!]).toBe(LEFT)
        continue
      }
      let first = 0
      for (let k = 0; k <= iterations; k++) if (distance(k, i) > tolerance) first = k + 1
      expect(settled[rows0[i]!]).toBe(first)
      values.add(first)
      for (let k = 0; k < iterations; k++) expect(remainingAfter(found, k)[rows0[i]!]).toBeCloseTo(distance(k, i), 6)
    }
    expect(values.size).toBeGreaterThan(3)
    const seen = new Set(rows0)
    for (let row = 0; row < count; row++) if (!seen.has(row)) expect(settled[row]).toBe(NOT_SEEN)
  })

  it('counts a point that comes near its end and leaves again as not settled', () => {
    const states = [0.5, 0, 0.4, 0].map(x => stateOf([x, 0, 0]))
    const found = convergenceOf({ iterations: states, taken: Uint8Array.of(3) }, Int32Array.of(0), 1)
    expect([...found.remaining].map(v => Number(v.toFixed(6)))).toEqual([0.5, 0, 0.4])
    expect(settledAfter(found, 0.01)[0]).toBe(3)
    expect(
      settledAfter(
        convergenceOf({ iterations: [states[1]!, states[3]!], taken: Uint8Array.of(1) }, Int32Array.of(0), 1),
        0.01,
      )[0],
    ).toBe(0)
  })
})
