import { expect, test } from 'vitest'
import { Random } from '../simulator/random.ts'
import { leaveOutUnconfirmed } from './unconfirmed.ts'

const random = new Random(8)
const points = Float32Array.from({ length: 1500 }, (_, i) =>
  i % 3 === 0 ? random.range(0, 3) : i % 3 === 1 ? random.range(0, 2) : random.range(0.2, 1.6),
)

/** Whether an instance of `count` points stays that is said to go 0.3 m, of which sweep 1 knows nothing. */
function stays(count: number, probability: number, known: number): boolean {
  const instance = Int32Array.from({ length: 500 }, (_, k) => (k < count ? 1 : 0))
  const foreground = Uint8Array.from(instance)
  leaveOutUnconfirmed(instance, foreground, {
    points0: points,
    points1: points,
    flow: Float32Array.from({ length: 1500 }, (_, i) => (i % 3 === 0 ? 0.3 : 0)),
    probability: new Float32Array(500).fill(probability),
    context: {
      object: Int32Array.from({ length: 500 }, (_, k) => (k < known ? 2 : 0)),
      confidence: new Float32Array(500).fill(0.9),
      flow: new Float32Array(1500),
    },
  })
  expect([...foreground]).toEqual([...instance])
  return instance.some(name => name > 0)
}

test.each([
  [100, 0.75, 49, false],
  [100, 0.75, 50, true],
  [100, 0.9, 0, true],
  [500, 0.75, 0, true],
])('%i points at probability %f, %i of them in a mover of the context: stays %s', (count, sure, known, expected) => {
  expect(stays(count, sure, known)).toBe(expected)
})
