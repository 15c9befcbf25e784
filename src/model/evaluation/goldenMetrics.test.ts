import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { realDataFolder, realDataSkipMessage } from '../../../tests/realData.ts'
import { av2Pair, pairAt } from '../../../tests/realSweeps.ts'
import { EvaluationAccumulator } from './evaluationAccumulator.ts'
import golden from './fixtures/golden.json' with { type: 'json' }
import { mulberry32, randomFrame } from './fixtures/randomFrames.ts'
import { realPairJob } from './fixtures/realPair.ts'
import type { ProtocolName } from './protocol.ts'
import type { EvaluationJob, EvaluationSummary, InstanceMetrics } from './summary.ts'
import { trackingMetrics } from './trackingMetrics.ts'

const categories = ['background', ...golden.categories.slice(1)]
const GROUPS = ['threeWay', 'fd', 'fs', 'bs'] as const

/** What the Python script found of one set of frames; null = nothing to average. */
type Numbers = Omit<typeof golden.realPair, 'bucketedNormalised' | 'rangeWise'> & {
  readonly rangeWise: readonly { readonly static: number | null; readonly dynamic: number | null }[]
  readonly bucketedNormalised: Readonly<
    Record<string, { readonly static: number | null; readonly dynamic: number | null }>
  >
}

function summaryOf(jobs: readonly EvaluationJob[], protocol: ProtocolName): EvaluationSummary {
  const accumulator = new EvaluationAccumulator(protocol)
  for (const job of jobs) accumulator.add(job)
  return accumulator.summary()
}

const close = (value: number, expected: number | null) => {
  if (expected === null) expect(value).toBeNaN()
  else expect(Math.abs(value - expected)).toBeLessThan(1e-6)
}

/** Everything that one set of frames is measured by, against the stored numbers. */
function holdAgainst(known: Numbers, jobs: () => readonly EvaluationJob[]): void {
  it('av2-v1: three-way EPE, accuracy, angle error, dynamic flag (PyPI av2)', () => {
    const summary = summaryOf(jobs(), 'av2-v1')
    const expected = known['av2-v1']
    expect(summary.points).toBe(expected.points)
    for (const group of GROUPS) close(summary.epe[group], expected[group])
    close(summary.accuracy.strict, expected.strict)
    close(summary.accuracy.relax, expected.relax)
    close(summary.angleErrorRadians, expected.angle)
    for (const name of ['precision', 'recall', 'iou'] as const) close(summary.dynamic[name], expected[name])
  })

  it('bucketed-35: three-way EPE (PyPI bucketed-scene-flow-eval)', () => {
    const summary = summaryOf(jobs(), 'bucketed-35')
    for (const group of GROUPS) close(summary.epe[group], known['bucketed-35'][group])
  })

  it('opensceneflow: mean of per-frame means (plain Python)', () => {
    const summary = summaryOf(jobs(), 'opensceneflow')
    for (const group of GROUPS) close(summary.epe[group], known.opensceneflow[group])
  })

  it('bucketed normalised EPE per class (PyPI bucketed-scene-flow-eval), range-wise EPE (plain Python)', () => {
    const { bucketed, rangeWise } = summaryOf(jobs(), 'av2-v1')
    for (const name of ['CAR', 'OTHER_VEHICLES', 'PEDESTRIAN', 'WHEELED_VRU'] as const) {
      close(bucketed.classes[name].staticMetres, known.bucketedNormalised[name]!.static)
      close(bucketed.classes[name].dynamic, known.bucketedNormalised[name]!.dynamic)
    }
    rangeWise.forEach((bin, k) => {
      for (const name of ['static', 'dynamic'] as const) close(bin[`${name}Metres`], known.rangeWise[k]![name])
    })
  })
}

function holdInstances(known: Numbers, jobs: () => readonly EvaluationJob[]): void {
  for (const which of ['all', 'moving'] as const)
    it(`instances, ${which} (plain Python over all point pairs)`, () => {
      const result: InstanceMetrics = summaryOf(jobs(), 'av2-v1').instances[which]
      const expected: Readonly<Record<keyof InstanceMetrics, number>> = known.instances[which]
      for (const [name, value] of Object.entries(result)) close(value, expected[name as keyof InstanceMetrics])
    })
}

for (const known of golden.cases) {
  const draw = mulberry32(known.seed)
  const jobs = Array.from({ length: known.frames }, () => randomFrame(draw, known.count, categories))

  describe(`seed ${known.seed}, ${known.frames} frames: equal to the field's evaluators to 1e-6`, () => {
    it('makes the same frames as the Python script', () => {
      expect(Array.from(jobs[0]!.truth.flow.subarray(0, 3))).toEqual(known.first.flow)
      expect(Array.from(jobs[0]!.estimate.flow.subarray(0, 3))).toEqual(known.first.predicted)
    })

    holdAgainst(known, () => jobs)
    holdInstances(known, () => jobs)

    for (const which of ['all', 'moving'] as const)
      it(`tracking, ${which} (plain Python)`, () => {
        const accumulator = new EvaluationAccumulator('av2-v1')
        const frames = jobs.map(job => accumulator.add(job)[which])
        // The invented tracker of plain_instances.py.
        const trackOf = (frame: number, id: number) => ((7 * id + frame * frame) % 3 === 0 ? id + 1000 : id)
        expect(trackingMetrics(frames, trackOf)).toEqual(known.tracking[which])
      })

    it('pairs measured one by one and put together give the same numbers as measured together', () => {
      const whole = new EvaluationAccumulator('opensceneflow')
      for (const job of jobs) {
        const one = new EvaluationAccumulator('opensceneflow')
        one.add(job)
        whole.merge(one)
      }
      const together = summaryOf(jobs, 'opensceneflow')
      const numbers = (value: unknown): number[] =>
        typeof value === 'number'
          ? [value]
          : value && typeof value === 'object'
            ? Object.values(value).flatMap(numbers)
            : []
      numbers(whole.summary()).forEach((value, k) => {
        const expected = numbers(together)[k]!
        if (Number.isFinite(expected)) expect(value).toBeCloseTo(expected, 12)
        else expect(value).toBe(expected)
      })
    })
  })
}

describe.skipIf(!realDataFolder)(
  `the real Argoverse 2 pair: equal to the field's evaluators to 1e-6${realDataFolder ? '' : ` (${realDataSkipMessage})`}`,
  async () => {
    const folder = 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede'
    const joined = realDataFolder ? await pairAt(join(realDataFolder, folder, 'derived/pair.npz')) : null
    const log = realDataFolder ? await av2Pair() : null

    describe('joined as .npz', () => {
      const jobs = joined ? [realPairJob(joined.sweep0, joined.truth)] : []
      holdAgainst(golden.realPair, () => jobs)
      holdInstances(golden.realPair, () => jobs)
    })

    // Its objects are numbered otherwise, so the estimate's are not those of the stored numbers.
    describe('in the official layout', () => {
      const jobs = log ? [realPairJob(log.sweep0, log.truth)] : []
      holdAgainst(golden.realPair, () => jobs)
    })
  },
)
