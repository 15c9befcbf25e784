import { evaluateEstimate } from '../evaluation/evaluateEstimate.ts'
import type { EvaluationSummary } from '../evaluation/summary.ts'
import type { Estimate, Truth } from '../sweep/estimate.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { breathe, type TaskOptions } from '../task/task.ts'
import { type Noise, noisyEstimate, QUIET } from './coarseNoise.ts'

export const NOISE_KINDS = ['drop', 'split', 'merge', 'flip', 'jitter', 'ego-translation', 'ego-yaw'] as const
export type NoiseKind = (typeof NOISE_KINDS)[number]

export const DEGRADATION_METRICS = ['three-way', 'foreground-dynamic', 'dynamic-iou', 'moving-pq'] as const
export type DegradationMetric = (typeof DEGRADATION_METRICS)[number]

/**
 * Levels of each kind: chances and metres of the training's sensitivity study (studies/sensitivity.py); yaw in radians up to half a
 * degree.
 */
export const NOISE_LEVELS: Readonly<Record<NoiseKind, readonly number[]>> = {
  drop: [0, 0.1, 0.2, 0.4, 0.8],
  split: [0, 0.1, 0.2, 0.4, 0.8],
  merge: [0, 0.1, 0.2, 0.4, 0.8],
  flip: [0, 0.1, 0.2, 0.4, 0.8],
  jitter: [0, 0.05, 0.1, 0.2, 0.4],
  'ego-translation': [0, 0.01, 0.02, 0.05, 0.1],
  'ego-yaw': [0, 0.1, 0.2, 0.35, 0.5].map(degrees => (degrees * Math.PI) / 180),
}

/** Nothing but this kind of noise. */
export function noiseOf(kind: NoiseKind, level: number): Noise {
  switch (kind) {
    case 'jitter':
      return { ...QUIET, segmentation: { ...QUIET.segmentation, jitterMetres: level } }
    case 'ego-translation':
      return { ...QUIET, ego: { ...QUIET.ego, translationMetres: level } }
    case 'ego-yaw':
      return { ...QUIET, ego: { ...QUIET.ego, yawRadians: level } }
    default:
      return { ...QUIET, segmentation: { ...QUIET.segmentation, [kind]: level } }
  }
}

export interface DegradationJob {
  readonly sweep0: Sweep
  /** Of the coarse stage: noise leaves the ground alone. */
  readonly ground0: Uint8Array
  readonly truth: Truth
  readonly estimate: Estimate
  readonly kind: NoiseKind
  /** The seeds are `seed`, `seed + 1`, ... */
  readonly seed: number
  readonly seeds: number
}

/** One metric at one level over the seeds; NaN where it cannot be measured. */
export interface Band {
  readonly least: number
  readonly mean: number
  readonly most: number
}

export interface Degradation {
  readonly kind: NoiseKind
  readonly seed: number
  readonly seeds: number
  readonly levels: readonly {
    readonly level: number
    readonly metrics: Readonly<Record<DegradationMetric, Band>>
  }[]
}

/**
 * How each metric of the estimate falls as noise grows: every level with several seeds, protocol `av2-v1`.
 * @throws StudioError `cancelled`
 */
export async function degradation(job: DegradationJob, task: TaskOptions = {}): Promise<Degradation> {
  const { sweep0, truth, estimate, kind, seed, seeds } = job
  const ground0 = truth.ground ?? job.ground0
  const all = NOISE_LEVELS[kind]
  const levels: Degradation['levels'][number][] = []
  for (const [done, level] of all.entries()) {
    const measured: EvaluationSummary[] = []
    // Without noise all seeds are one.
    const runs = level === 0 ? 1 : seeds
    for (let run = 0; run < runs; run++) {
      task.onProgress?.({ stage: 'Noise', done: done * seeds + run, total: all.length * seeds })
      await breathe(task.signal)
      const noisy = noisyEstimate(estimate, sweep0.positions, job.ground0, noiseOf(kind, level), seed + run)
      measured.push(evaluateEstimate({ sweep0, truth, ground0, estimate: noisy }))
    }
    const band = (metric: DegradationMetric) => bandOf(measured.map(METRIC_VALUES[metric]))
    levels.push({
      level,
      metrics: {
        'three-way': band('three-way'),
        'foreground-dynamic': band('foreground-dynamic'),
        'dynamic-iou': band('dynamic-iou'),
        'moving-pq': band('moving-pq'),
      },
    })
  }
  return { kind, seed, seeds, levels }
}

const METRIC_VALUES: Readonly<Record<DegradationMetric, (summary: EvaluationSummary) => number>> = {
  'three-way': ({ epe }) => epe.threeWay,
  'foreground-dynamic': ({ epe }) => epe.fd,
  'dynamic-iou': ({ dynamic }) => dynamic.iou,
  'moving-pq': ({ moving }) => moving.pq,
}

function bandOf(values: readonly number[]): Band {
  return {
    least: Math.min(...values),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    most: Math.max(...values),
  }
}
