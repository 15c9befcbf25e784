import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { computeLosses } from '../losses/computeLosses.ts'
import { identity } from '../sweep/transform.ts'
import { parseManifest } from './manifest.ts'
import { firstGuessOf, type PredictedPair, polishedFrom, predictionOf, readState } from './prediction.ts'

const shipped = parseManifest(readFileSync('public/models/street/manifest.json', 'utf8'))
/** What the shipped model asks of an object is chosen with each model; here it is less than the walls' probability. */
const manifest = {
  ...shipped,
  foregroundThreshold: { alone: 0.5, withContext: 0.5 },
  grouping: { ...shipped.grouping, fewestConfidence: 0.68 },
}

test('a prediction carries the votes of the points that the network saw, at their rows of the sweep', () => {
  const rows0 = Int32Array.of(1, 3)
  const positions0 = Float32Array.from({ length: 12 }, (_, n) => n)
  const points0 = Float32Array.from([...positions0.subarray(3, 6), ...positions0.subarray(9, 12)])
  const pair: PredictedPair = {
    positions0,
    ground0: new Uint8Array(4),
    sweep1FromSweep0: identity(),
    intervalSeconds: 0.1,
    prepared: { points0, points1: points0, rows0 },
    context: null,
  }
  // A foreground logit, then the vote.
  const state = { flow: new Float32Array(6), mask: Float32Array.of(4, 0.1, 0.2, 0.3, -4, -1, -2, -3) }
  const { votes } = predictionOf(pair, state, manifest)
  expect([...(votes ?? [])]).toEqual([...Float32Array.of(0, 0, 0, 0.1, 0.2, 0.3, 0, 0, 0, -1, -2, -3)])
  expect(firstGuessOf(pair, state, manifest).votes).toBeNull()
  expect([...(polishedFrom(pair, readState(pair, state, manifest), manifest).votes ?? [])]).toEqual([...(votes ?? [])])
})

/** Two walls of 520 points each, too large to be doubted before polish, 20 m apart, that vote for their own middle; both are said to go 1 m along x, and only the first does. */
function twoWalls() {
  const wall = (y: number) =>
    Array.from({ length: 520 }, (_, k) => [10 + 0.2 * (k % 26), y, 0.3 + 0.1 * Math.floor(k / 26)] as const)
  const [goes, stands] = [wall(-10), wall(10)]
  const all = [...goes, ...stands]
  const points0 = Float32Array.from(all.flat())
  const points1 = Float32Array.from([...goes.map(([x, y, z]) => [x + 1, y, z] as const), ...stands].flat())
  const mask = new Float32Array(4 * all.length)
  all.forEach(([x, y, z], k) => {
    // Probability 0.7 each: an object, but not one that is believed against sweep 1.
    mask.set([Math.log(0.7 / 0.3), 12.5 - x, (y < 0 ? -10 : 10) - y, 1.25 - z], 4 * k)
  })
  const flow = Float32Array.from(all.flatMap(() => [1, 0, 0]))
  const pair: PredictedPair = {
    positions0: points0,
    ground0: new Uint8Array(all.length),
    sweep1FromSweep0: identity(),
    intervalSeconds: 0.1,
    prepared: { points0, points1, rows0: Int32Array.from(all.keys()) },
    context: null,
  }
  return { pair, state: { flow, mask }, points0, points1 }
}

test('a polished prediction keeps the votes and the confidence of what moves; what is found to stand votes for nothing', () => {
  const { pair, state } = twoWalls()
  const before = predictionOf(pair, state, manifest)
  const after = polishedFrom(pair, readState(pair, state, manifest), manifest)
  expect(before.instances).toHaveLength(2)
  expect(after.instances).toHaveLength(1)
  expect([...(after.votes?.subarray(0, 1560) ?? [])]).toEqual([...(before.votes?.subarray(0, 1560) ?? [])])
  expect(before.votes?.subarray(1560).some(value => value !== 0)).toBe(true)
  expect(after.votes?.subarray(1560).every(value => value === 0)).toBe(true)
  expect([...(after.confidence?.subarray(0, 520) ?? [])]).toEqual([...(before.confidence?.subarray(0, 520) ?? [])])
  expect(after.confidence?.[780]).toBeCloseTo(0.3, 5)
  expect(after.instances[0]?.confidence).toBeCloseTo(0.7, 5)
})

test('the loss of votes is told of a polished prediction: 0 where they meet, as far as they miss else', async () => {
  const { pair, state, points0, points1 } = twoWalls()
  const polished = polishedFrom(pair, readState(pair, state, manifest), manifest)
  const ground = new Uint8Array(1040)
  const lossOf = async (votes: Float32Array | null | undefined) => {
    const job = { positions0: points0, positions1: points1, ground0: ground, ground1: ground, labels: polished }
    const { terms } = await computeLosses({ ...job, estimate: polished, votes: votes ?? null })
    return terms.find(({ term }) => term === 'vote')?.mean
  }
  expect(await lossOf(polished.votes)).toBeLessThan(1e-5)
  // Half a metre along each axis: |o - o*|, summed over the axes.
  expect(await lossOf(polished.votes?.map(value => value + 0.5))).toBeCloseTo(1.5, 4)
})

test('returns called ground under a mover go with it; the road before it and what stands beside it do not', () => {
  const { pair, state } = twoWalls()
  // On the mover's line 8 cm below its lowest point, on the road 30 cm below, 40 cm beside it, and under the wall that stands.
  const low = [
    [10.5, -10, 0.22],
    [10.5, -10, 0],
    [10.5, -9.6, 0.22],
    [10.5, 10, 0.22],
  ]
  const count = pair.positions0.length / 3
  const positions0 = Float32Array.from([...pair.positions0, ...low.flat()])
  const ground0 = Uint8Array.from({ length: count + low.length }, (_, i) => (i >= count ? 1 : 0))
  const withLow: PredictedPair = { ...pair, positions0, ground0 }
  const { instance, flow, dynamic, instances } = polishedFrom(withLow, readState(withLow, state, manifest), manifest)
  expect([...instance.subarray(count)]).toEqual([instances[0]?.id, 0, 0, 0])
  expect([...dynamic.subarray(count)].map(value => value >= 0.5)).toEqual([true, false, false, false])
  expect(flow[3 * count]).toBeCloseTo(1, 3)
  expect(flow[3 * count + 3]).toBe(0)
  expect(instances[0]?.pointCount).toBe(521)
})
