import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { identity } from '../sweep/transform.ts'
import { parseManifest } from './manifest.ts'
import { firstGuessOf, type PredictedPair, polishedOf, predictionOf } from './prediction.ts'

const manifest = parseManifest(readFileSync('public/models/street/manifest.json', 'utf8'))

test('a prediction carries the votes of the points that the network saw, at their rows of the sweep', () => {
  const rows0 = Int32Array.of(1, 3)
  const positions0 = Float32Array.from({ length: 12 }, (_, n) => n)
  const points0 = Float32Array.from([...positions0.subarray(3, 6), ...positions0.subarray(9, 12)])
  const pair: PredictedPair = {
    positions0,
    sweep1FromSweep0: identity(),
    intervalSeconds: 0.1,
    prepared: { points0, points1: points0, rows0 },
    withContext: false,
  }
  // A foreground logit, then the vote.
  const state = { flow: new Float32Array(6), mask: Float32Array.of(4, 0.1, 0.2, 0.3, -4, -1, -2, -3) }
  const { votes } = predictionOf(pair, state, manifest)
  expect([...(votes ?? [])]).toEqual([...Float32Array.of(0, 0, 0, 0.1, 0.2, 0.3, 0, 0, 0, -1, -2, -3)])
  expect(firstGuessOf(pair, state, manifest).votes).toBeNull()
  expect(polishedOf(pair, state, manifest).votes).toBeNull()
})
