import { describe, expect, it } from 'vitest'
import { Random } from '../simulator/random.ts'
import { polishRigidly } from './rigidPolish.ts'

/** Corners and sides of a car seen from two sides, and a wall that stands. */
function scene(motion: readonly [number, number], yaw: number, noise: number) {
  const random = new Random(11)
  const car = Array.from({ length: 120 }, (_, k) =>
    k % 2 === 0
      ? [10 + random.range(-2, 2), 3, random.range(0.3, 1.5)]
      : [8, 3 + random.range(0, 1.8), random.range(0.3, 1.5)],
  ) as [number, number, number][]
  const wall = Array.from({ length: 80 }, () => [random.range(-10, 10), 12, random.range(0, 2)]) as typeof car
  const c = Math.cos(yaw)
  const s = Math.sin(yaw)
  const moved = car.map(([x, y, z]): [number, number, number] => [
    c * (x - 10) - s * (y - 3) + 10 + motion[0],
    s * (x - 10) + c * (y - 3) + 3 + motion[1],
    z,
  ])
  const points0 = Float32Array.from([...car, ...wall].flat())
  const points1 = Float32Array.from([...moved, ...wall].flat())
  const truth = points0.map((value, k) => (k < 360 ? (points1[k] as number) - value : 0))
  const flow = truth.map((value, k) => (k < 360 ? value + random.range(-noise, noise) : 0))
  const instance = Int32Array.from({ length: 200 }, (_, i) => (i < 120 ? 1 : 0))
  const foreground = Uint8Array.from(instance)
  const probability = new Float32Array(200).fill(0.9)
  return {
    points0,
    points1,
    flow,
    truth,
    instance,
    foreground,
    probability,
    adopted: new Set<number>(),
    context: null,
    stillMetres: 0.05,
  }
}

function meanError(flow: Float32Array, truth: Float32Array): number {
  let sum = 0
  for (let i = 0; i < 120; i++)
    sum += Math.hypot(...[0, 1, 2].map(axis => (flow[3 * i + axis] as number) - (truth[3 * i + axis] as number)))
  return sum / 120
}

describe('rigid polish', () => {
  it('turns noisy flow into nearly the one motion that it came from', () => {
    const input = scene([0.8, 0.1], 0.03, 0.3)
    const before = meanError(input.flow, input.truth)
    const after = meanError(polishRigidly(input).flow, input.truth)
    expect(before).toBeGreaterThan(0.2)
    expect(after).toBeLessThan(0.4 * before)
  })

  it('repairs a bias against the next sweep, which the fit alone cannot see', () => {
    const input = scene([0.8, 0], 0, 0)
    const biased = input.flow.map((value, k) => (k < 360 && k % 3 === 0 ? value + 0.15 : value))
    expect(meanError(polishRigidly({ ...input, flow: biased }).flow, input.truth)).toBeLessThan(0.08)
  })

  it('lets a doubtful instance stand when sweep 1 lies where it was', () => {
    const input = scene([0, 0], 0, 0)
    const claimed = input.flow.map((_, k) => (k < 360 && k % 3 === 1 ? -0.4 : 0))
    const doubtful = polishRigidly({ ...input, flow: claimed, probability: new Float32Array(200).fill(0.6) })
    expect(doubtful.instance.every(name => name === 0)).toBe(true)
    expect(doubtful.foreground.every(flag => flag === 0)).toBe(true)
    expect(doubtful.flow.every(value => value === 0)).toBe(true)
  })

  it('leaves an instance that was adopted from the context its motion', () => {
    const input = scene([0.8, 0], 0, 0)
    const biased = input.flow.map((value, k) => (k < 360 && k % 3 === 0 ? value + 0.15 : value))
    const adopted = new Set(input.instance.filter(name => name > 0))
    expect(polishRigidly({ ...input, flow: biased, adopted }).flow).toEqual(biased)
  })

  it('leaves everything outside instances as it was, and its input untouched', () => {
    const input = scene([0.5, 0], 0, 0.1)
    const flow = input.flow.slice()
    flow.set([0.2, 0.1, 0], 3 * 150)
    const kept = flow.slice()
    const polished = polishRigidly({ ...input, flow })
    expect([...polished.flow.subarray(450, 453)]).toEqual([...kept.subarray(450, 453)])
    expect(flow).toEqual(kept)
  })
})
