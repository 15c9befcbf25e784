import { checkJob, notFinite } from './checkJob.ts'
import {
  BACKGROUND_STATIC,
  FOREGROUND_DYNAMIC,
  FOREGROUND_STATIC,
  groupsOf,
  LEFT_OUT,
  type ProtocolName,
} from './protocol.ts'
import type { DynamicSegmentation, EvaluationJob, ThreeWayError } from './summary.ts'

/** Guards the relative error of points that do not move at all, as in PyPI `av2`. */
const RELATIVE_FLOOR = 1e-10
/** Fourth component of the space-time vectors of the angle error (METRICS), whatever the interval. */
const ANGLE_TIME = 0.1

const GROUPS = [FOREGROUND_DYNAMIC, FOREGROUND_STATIC, BACKGROUND_STATIC] as const

/** Sums over pairs, so that "all points of the data set" pools exactly. */
export class FlowErrorAccumulator {
  readonly protocol: ProtocolName
  points = 0
  /** Per group (index = group - 1): sum of end-point errors and points. */
  readonly #sum = new Float64Array(3)
  readonly #count = new Float64Array(3)
  /** Per group: sum of per-frame means. */
  readonly #frameMeans = new Float64Array(3)
  #frames = 0
  #strict = 0
  #relax = 0
  #angle = 0
  #truePositive = 0
  #falsePositive = 0
  #falseNegative = 0

  constructor(protocol: ProtocolName) {
    this.protocol = protocol
  }

  /** Adds a pair; returns the groups it was measured by (length N). */
  add(job: EvaluationJob): Uint8Array {
    checkJob(job)
    const groups = groupsOf(job, this.protocol)
    const sum = new Float64Array(3)
    const count = new Float64Array(3)
    const estimate = job.estimate.flow
    const truth = job.truth.flow
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number
      if (group === LEFT_OUT) continue
      const ex = estimate[3 * i] as number
      const ey = estimate[3 * i + 1] as number
      const ez = estimate[3 * i + 2] as number
      const tx = truth[3 * i] as number
      const ty = truth[3 * i + 1] as number
      const tz = truth[3 * i + 2] as number
      const error = Math.sqrt((ex - tx) ** 2 + (ey - ty) ** 2 + (ez - tz) ** 2)
      if (!Number.isFinite(error)) throw notFinite(job, i)
      this.points++
      if (group <= 3) {
        sum[group - 1] = (sum[group - 1] as number) + error
        count[group - 1] = (count[group - 1] as number) + 1
      }
      const relative = error / (Math.sqrt(tx * tx + ty * ty + tz * tz) + RELATIVE_FLOOR)
      if (error < 0.05 || relative < 0.05) this.#strict++
      if (error < 0.1 || relative < 0.1) this.#relax++
      this.#angle += spaceTimeAngle(ex, ey, ez, tx, ty, tz)
      const claimed = (job.estimate.dynamic[i] as number) >= 0.5
      const moves = group === FOREGROUND_DYNAMIC || group > 3
      if (claimed && moves) this.#truePositive++
      else if (claimed) this.#falsePositive++
      else if (moves) this.#falseNegative++
    }
    this.#frames++
    for (let k = 0; k < 3; k++) {
      this.#sum[k] = (this.#sum[k] as number) + (sum[k] as number)
      this.#count[k] = (this.#count[k] as number) + (count[k] as number)
      // A frame without points of a group counts 0, as OpenSceneFlow does.
      const mean = (count[k] as number) > 0 ? (sum[k] as number) / (count[k] as number) : 0
      this.#frameMeans[k] = (this.#frameMeans[k] as number) + mean
    }
    return groups
  }

  /** Adds all that another has counted under the same protocol. */
  merge(other: FlowErrorAccumulator): void {
    this.points += other.points
    for (let k = 0; k < 3; k++) {
      this.#sum[k] = (this.#sum[k] as number) + (other.#sum[k] as number)
      this.#count[k] = (this.#count[k] as number) + (other.#count[k] as number)
      this.#frameMeans[k] = (this.#frameMeans[k] as number) + (other.#frameMeans[k] as number)
    }
    this.#frames += other.#frames
    this.#strict += other.#strict
    this.#relax += other.#relax
    this.#angle += other.#angle
    this.#truePositive += other.#truePositive
    this.#falsePositive += other.#falsePositive
    this.#falseNegative += other.#falseNegative
  }

  get pairs(): number {
    return this.#frames
  }

  epe(): ThreeWayError {
    const [fd, fs, bs] = GROUPS.map((_, k) =>
      this.protocol === 'opensceneflow'
        ? (this.#frameMeans[k] as number) / this.#frames
        : (this.#sum[k] as number) / (this.#count[k] as number),
    ) as [number, number, number]
    return { threeWay: (fd + fs + bs) / 3, fd, fs, bs }
  }

  accuracy(): { strict: number; relax: number } {
    return { strict: this.#strict / this.points, relax: this.#relax / this.points }
  }

  angleErrorRadians(): number {
    return this.#angle / this.points
  }

  dynamic(): DynamicSegmentation {
    const [tp, fp, fn] = [this.#truePositive, this.#falsePositive, this.#falseNegative]
    return { precision: tp / (tp + fp), recall: tp / (tp + fn), iou: tp / (tp + fp + fn) }
  }
}

function spaceTimeAngle(ex: number, ey: number, ez: number, tx: number, ty: number, tz: number): number {
  const time = ANGLE_TIME * ANGLE_TIME
  const dot = ex * tx + ey * ty + ez * tz + time
  const norms = Math.sqrt(ex * ex + ey * ey + ez * ez + time) * Math.sqrt(tx * tx + ty * ty + tz * tz + time)
  return Math.acos(Math.min(1, Math.max(-1, dot / norms)))
}
