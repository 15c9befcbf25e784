import { parseManifest } from '#model/network/manifest.ts'
import type { LoadedModel, PredictedPair, PredictionInput } from '#workers/inference/inferenceContract.ts'
import street from '../../../public/models/street/manifest.json'
import { fakeEstimate, fakeInstance } from './fakeData.ts'

export function fakeModel(): LoadedModel {
  return {
    manifest: parseManifest(JSON.stringify(street)),
    provider: { name: 'wasm', threads: 2, adapter: null, fallbackReason: 'this browser has no WebGPU' },
    card: '# A model',
    canTestItself: true,
    offTheGpu: [],
    milliseconds: { read: 10, open: 100, warmUp: 200 },
  }
}

export function fakePrediction({ iterations, positions0 }: PredictionInput): PredictedPair {
  const points = positions0.length / 3
  return {
    prediction: fakeEstimate('prediction', points, [fakeInstance(2)]),
    polished: fakeEstimate('polished', points, [fakeInstance(2)]),
    timings: { prepare: 1, voxelise: 2, encoder: 3, steps: Array(iterations).fill(4), grouping: 5, polish: 6 },
    provider: fakeModel().provider,
    recovery: null,
    convergence: {
      iterations,
      remaining: Float32Array.from({ length: iterations * points }, (_, k) => 0.5 ** (1 + (k % iterations))),
    },
    changes: Array.from({ length: iterations + 1 }, (_, k) => (k === 0 ? 0 : 0.5 ** k)),
  }
}
