import { describe, expect, it } from 'vitest'
import { bucketedError } from './bucketedError.ts'
import { EvaluationAccumulator } from './evaluationAccumulator.ts'
import golden from './fixtures/golden.json' with { type: 'json' }
import { mulberry32, randomFrame } from './fixtures/randomFrames.ts'
import { rangeWiseError } from './rangeWiseError.ts'
import type { InstanceMetrics } from './summary.ts'

const categories = ['background', ...golden.categories.slice(1)]

for (const known of golden.cases) {
  const draw = mulberry32(known.seed)
  const jobs = Array.from({ length: known.frames }, () => randomFrame(draw, known.count, categories))
  const measure = (protocol: 'av2-v1' | 'bucketed-35' | 'opensceneflow') => {
    const accumulator = new EvaluationAccumulator(protocol)
    for (const job of jobs) accumulator.add(job)
    return accumulator.summary()
  }
  const close = (value: number, expected: number) => expect(Math.abs(value - expected)).toBeLessThan(1e-6)

  describe(`seed ${known.seed}, ${known.frames} frames: equal to the field's evaluators to 1e-6`, () => {
    it('makes the same frames as the Python script', () => {
      expect(Array.from(jobs[0]!.truth.flow.subarray(0, 3))).toEqual(known.first.flow)
      expect(Array.from(jobs[0]!.estimate.flow.subarray(0, 3))).toEqual(known.first.predicted)
    })

    it('av2-v1: three-way EPE, accuracy, angle error, dynamic flag (PyPI av2)', () => {
      const summary = measure('av2-v1')
      const expected = known['av2-v1']
      expect(summary.points).toBe(expected.points)
      for (const group of ['threeWay', 'fd', 'fs', 'bs'] as const) close(summary.epe[group], expected[group])
      close(summary.accuracy.strict, expected.strict)
      close(summary.accuracy.relax, expected.relax)
      close(summary.angleErrorRadians, expected.angle)
      for (const name of ['precision', 'recall', 'iou'] as const) close(summary.dynamic[name], expected[name])
    })

    it('bucketed-35: three-way EPE (PyPI bucketed-scene-flow-eval)', () => {
      const summary = measure('bucketed-35')
      for (const group of ['threeWay', 'fd', 'fs', 'bs'] as const)
        close(summary.epe[group], known['bucketed-35'][group])
    })

    it('opensceneflow: mean of per-frame means (plain Python)', () => {
      const summary = measure('opensceneflow')
      for (const group of ['threeWay', 'fd', 'fs', 'bs'] as const) close(summary.epe[group], known.opensceneflow[group])
    })

    it('bucketed normalised EPE per class (PyPI bucketed-scene-flow-eval)', () => {
      const result = bucketedError(jobs)
      for (const name of ['CAR', 'OTHER_VEHICLES', 'PEDESTRIAN', 'WHEELED_VRU'] as const) {
        close(result.classes[name].staticMetres, known.bucketedNormalised[name].static)
        close(result.classes[name].dynamic, known.bucketedNormalised[name].dynamic)
      }
    })

    it('range-wise EPE (plain Python)', () => {
      rangeWiseError(jobs).forEach((bin, k) => {
        for (const name of ['static', 'dynamic'] as const) {
          const expected = known.rangeWise[k]![name]
          if (expected === null) expect(bin[`${name}Metres`]).toBeNaN()
          else close(bin[`${name}Metres`], expected)
        }
      })
    })

    for (const which of ['all', 'moving'] as const)
      it(`instances, ${which} (plain Python over all point pairs)`, () => {
        const result: InstanceMetrics = measure('av2-v1').instances[which]
        const expected = known.instances[which]
        for (const name of ['ap', 'pq', 'precision', 'recall', 'f1', 'miou', 'ri', 'objects'] as const)
          close(result[name], expected[name])
      })
  })
}
