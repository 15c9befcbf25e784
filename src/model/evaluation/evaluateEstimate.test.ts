import { describe, expect, it } from 'vitest'
import { StudioError } from '../error/studioError.ts'
import { bestAssignment } from './assignment.ts'
import { averagePrecision } from './averagePrecision.ts'
import { metaClass } from './categories.ts'
import { evaluateEstimate } from './evaluateEstimate.ts'
import { EvaluationAccumulator } from './evaluationAccumulator.ts'
import { mulberry32, randomFrame } from './fixtures/randomFrames.ts'
import type { EvaluationJob } from './summary.ts'

const categories = ['background', ...Array.from({ length: 30 }, () => 'REGULAR_VEHICLE')]
const frame = (seed: number, count = 800) => randomFrame(mulberry32(seed), count, categories)

/** The truth itself as an estimate. */
function perfect(job: EvaluationJob): EvaluationJob {
  return {
    ...job,
    estimate: { flow: job.truth.flow, instance: job.truth.instance, dynamic: job.truth.dynamic },
  }
}

describe('evaluateEstimate', () => {
  it('finds no fault with the truth (seed 5)', () => {
    const summary = evaluateEstimate(perfect(frame(5)))
    expect(summary.protocol).toBe('av2-v1')
    expect(summary.epe).toEqual({ threeWay: 0, fd: 0, fs: 0, bs: 0 })
    expect(summary.accuracy).toEqual({ strict: 1, relax: 1 })
    expect(summary.dynamic).toEqual({ precision: 1, recall: 1, iou: 1 })
    expect(summary.instances.all).toMatchObject({ ap: 1, pq: 1, f1: 1, miou: 1, ri: 1, overSegmentation: 1 })
    expect(summary.moving).toBe(summary.instances.moving)
  })

  it('leaves out points where the truth does not speak, is invalid or is ground (seed 6)', () => {
    const job = frame(6)
    const labelledRegion = new Uint8Array(job.sweep0.count).map((_, i) => (i % 2 === 0 ? 1 : 0))
    const near = (i: number) =>
      Math.abs(job.sweep0.positions[3 * i]!) <= 50 && Math.abs(job.sweep0.positions[3 * i + 1]!) <= 50
    let expected = 0
    for (let i = 0; i < job.sweep0.count; i += 2)
      if (near(i) && job.truth.valid![i] === 1 && job.truth.ground![i] === 0) expected++
    const damaged = job.estimate.flow.slice()
    for (let i = 1; i < job.sweep0.count; i += 2) damaged.fill(Number.NaN, 3 * i, 3 * i + 3)
    const summary = evaluateEstimate({
      ...job,
      truth: { ...job.truth, labelledRegion },
      estimate: { ...job.estimate, flow: damaged },
    })
    expect(summary.points).toBe(expected)
    expect(summary.epe.threeWay).toBeGreaterThan(0)
  })

  it('uses the given ground only when the truth has none (seed 7)', () => {
    const job = frame(7)
    const everything = new Uint8Array(job.sweep0.count).fill(1)
    expect(evaluateEstimate({ ...job, ground0: everything }).points).toBe(evaluateEstimate(job).points)
    expect(evaluateEstimate({ ...job, truth: { ...job.truth, ground: null }, ground0: everything }).points).toBe(0)
  })

  it('pools pairs by their points: adding a pair twice changes no mean (seed 8)', () => {
    const job = frame(8)
    const twice = new EvaluationAccumulator('av2-v1')
    twice.add(job)
    twice.add(job)
    const once = evaluateEstimate(job)
    const summary = twice.summary()
    expect(summary.points).toBe(2 * once.points)
    expect(summary.epe.threeWay).toBeCloseTo(once.epe.threeWay, 12)
    expect(summary.instances.all.pq).toBeCloseTo(once.instances.all.pq, 12)
    expect(summary.instances.all.miou).toBeCloseTo(once.instances.all.miou, 12)
  })

  it('names an estimate that is not finite where it is measured, with the point (seed 9)', () => {
    const job = frame(9)
    const flow = job.estimate.flow.map(() => Number.NaN)
    const run = () => evaluateEstimate({ ...job, estimate: { ...job.estimate, flow } })
    expect(run).toThrow(StudioError)
    expect(run).toThrow(/error of point \d+ of sweep 0 is not a number/)
  })

  it('names an estimate of another sweep, with both sizes (seed 10)', () => {
    const job = frame(10)
    const other = frame(11, 700)
    expect(() => evaluateEstimate({ ...job, estimate: other.estimate })).toThrow(/2100 values.*800 points/)
  })

  it('gives NaN, not 0, to a group without points (seed 12)', () => {
    const job = perfect(frame(12))
    const summary = evaluateEstimate({ ...job, truth: { ...job.truth, category: new Uint8Array(job.sweep0.count) } })
    expect(summary.epe.fd).toBeNaN()
    expect(summary.epe.threeWay).toBeNaN()
    expect(summary.epe.bs).toBe(0)
  })
})

describe('instance matching', () => {
  const label = (...runs: [id: number, length: number][]) =>
    Int32Array.from(runs.flatMap(([id, n]) => Array(n).fill(id)))
  function measured(truth: Int32Array, claimed: Int32Array) {
    const base = frame(13, truth.length)
    const still = new Float32Array(truth.length).fill(1)
    return evaluateEstimate({
      ...base,
      sweep0: { ...base.sweep0, positions: new Float32Array(3 * truth.length) },
      truth: { ...base.truth, instance: truth, valid: null, ground: null, dynamic: still },
      estimate: { ...base.estimate, instance: claimed, confidence: still },
    }).instances.moving
  }

  it('a car split in two: one half can match, and the split is named', () => {
    const metrics = measured(label([2, 100], [0, 100]), label([2, 60], [3, 40], [0, 100]))
    expect(metrics).toMatchObject({ precision: 0.5, recall: 1, overSegmentation: 2, underSegmentation: 1 })
    expect(metrics.pq).toBeCloseTo(0.6 / 1.5, 12)
  })

  it('two cars claimed as one: at most one can match, and the merge is named', () => {
    const metrics = measured(label([2, 60], [3, 60], [0, 80]), label([2, 120], [0, 80]))
    expect(metrics).toMatchObject({ recall: 0.5, precision: 1, underSegmentation: 2 })
  })

  it('objects under 50 points are not sought, and what lies in them is not held against anyone', () => {
    const metrics = measured(label([2, 49], [3, 60], [0, 80]), label([9, 49], [3, 60], [0, 80]))
    expect(metrics).toMatchObject({ objects: 1, precision: 1, recall: 1, pq: 1 })
  })

  it('moving points without an instance (1) are no prediction', () => {
    const metrics = measured(label([2, 60], [0, 40]), label([1, 60], [0, 40]))
    expect(metrics.recall).toBe(0)
    expect(metrics.precision).toBeNaN()
    expect(metrics.pq).toBe(0)
  })
})

describe('average precision', () => {
  it('is the plain integral for a ranking with a gap', () => {
    const ranked = [
      { confidence: 0.9, correct: true },
      { confidence: 0.8, correct: false },
      { confidence: 0.7, correct: true },
    ]
    // Precision 1 up to recall 0.5 (51 steps), 2/3 up to recall 1 (50 steps).
    expect(averagePrecision(ranked, 2)).toBeCloseTo((51 + 50 * (2 / 3)) / 101, 12)
  })

  it('does not depend on the order of equal confidences', () => {
    const a = { confidence: 0.5, correct: true }
    const b = { confidence: 0.5, correct: false }
    expect(averagePrecision([a, b], 1)).toBe(averagePrecision([b, a], 1))
    expect(averagePrecision([a, b], 1)).toBeCloseTo(0.5, 12)
  })
})

describe('assignment', () => {
  for (const [seed, rows, columns] of [
    [1, 4, 4],
    [2, 3, 6],
    [3, 6, 3],
    [4, 1, 5],
    [5, 5, 5],
  ] as const)
    it(`seed ${seed}: ${rows} x ${columns} reaches the best total of all permutations`, () => {
      const draw = mulberry32(seed)
      const score = Float64Array.from({ length: rows * columns }, () => (draw() < 0.3 ? 0 : draw()))
      const total = (assigned: ArrayLike<number>) =>
        Array.from({ length: rows }, (_, r) => (assigned[r]! < 0 ? 0 : score[r * columns + assigned[r]!]!)).reduce(
          (a, b) => a + b,
          0,
        )
      let best = 0
      const place = (row: number, used: number, chosen: number[]) => {
        if (row === rows) {
          best = Math.max(best, total(chosen))
          return
        }
        place(row + 1, used, [...chosen, -1])
        for (let c = 0; c < columns; c++) if (!(used & (1 << c))) place(row + 1, used | (1 << c), [...chosen, c])
      }
      place(0, 0, [])
      const assigned = bestAssignment(score, rows, columns)
      const taken = Array.from(assigned).filter(c => c >= 0)
      expect(new Set(taken).size).toBe(taken.length)
      expect(total(assigned)).toBeCloseTo(best, 12)
    })
})

describe('categories', () => {
  it('knows the names of Argoverse 2 and KITTI in any case', () => {
    expect(metaClass('REGULAR_VEHICLE')).toBe('CAR')
    expect(metaClass('Van')).toBe('CAR')
    expect(metaClass('Cyclist')).toBe('WHEELED_VRU')
    expect(metaClass('Person sitting')).toBe('PEDESTRIAN')
    expect(metaClass('SIGN')).toBe('left-out')
    expect(metaClass('Misc')).toBeNull()
  })
})
