import { META_CLASSES, type MetaClass, metaClass } from './categories.ts'
import { endPointError, residualSpeed } from './protocol.ts'
import type { EvaluationJob } from './summary.ts'

const BUCKET_METRES = 2 / 50
/** Bucket 0 is static, 1..49 up to 2 m per sweep, the last one beyond. */
const BUCKETS = 51
const REACH_METRES = 35

export interface ClassError {
  /** Mean end-point error of bucket 0, metres; NaN without such points. */
  readonly staticMetres: number
  /** Mean over the class's non-empty buckets of (mean EPE / mean speed); 1 = predicting no motion; NaN without moving points. */
  readonly dynamic: number
}

export interface BucketedError {
  readonly classes: Readonly<Record<MetaClass, ClassError>>
  /** Mean of the classes' dynamic errors, those without moving points left out: the headline of Argoverse 2's 2024 challenge. */
  readonly meanDynamic: number
}

const CELLS = META_CLASSES.length * BUCKETS

/**
 * Bucketed normalised EPE (Khatri et al. 2024, "I Can't Believe It's Not Scene Flow!"), pooled over pairs: residual flow,
 * |x|,|y| < 35 m, not ground, valid, by road-user class and speed.
 */
export class BucketedErrorAccumulator {
  /** Per class and bucket: sums of end-point errors and of true speeds, and points. */
  readonly #error = new Float64Array(CELLS)
  readonly #speed = new Float64Array(CELLS)
  readonly #count = new Float64Array(CELLS)

  add(job: EvaluationJob): void {
    const { sweep0, truth, estimate } = job
    const ground = truth.ground ?? job.ground0
    const classOf = truth.categories.map(name => {
      const meta = metaClass(name)
      return meta && meta !== 'left-out' ? META_CLASSES.indexOf(meta) : -1
    })
    for (let i = 0; i < sweep0.count; i++) {
      const row = truth.category[i] === 0 ? -1 : (classOf[truth.category[i] as number] ?? -1)
      if (row < 0 || ground?.[i] === 1 || truth.valid?.[i] === 0 || truth.labelledRegion?.[i] === 0) continue
      if (Math.abs(sweep0.positions[3 * i] as number) >= REACH_METRES) continue
      if (Math.abs(sweep0.positions[3 * i + 1] as number) >= REACH_METRES) continue
      const trueSpeed = residualSpeed(job, i)
      const cell = row * BUCKETS + bucketOf(trueSpeed)
      this.#error[cell] = (this.#error[cell] as number) + endPointError(estimate.flow, truth.flow, i)
      this.#speed[cell] = (this.#speed[cell] as number) + trueSpeed
      this.#count[cell] = (this.#count[cell] as number) + 1
    }
  }

  /** Adds all that another has counted. */
  merge(other: BucketedErrorAccumulator): void {
    for (let cell = 0; cell < CELLS; cell++) {
      this.#error[cell] = (this.#error[cell] as number) + (other.#error[cell] as number)
      this.#speed[cell] = (this.#speed[cell] as number) + (other.#speed[cell] as number)
      this.#count[cell] = (this.#count[cell] as number) + (other.#count[cell] as number)
    }
  }

  result(): BucketedError {
    const classes: Record<MetaClass, ClassError> = {
      CAR: this.#errorOf('CAR'),
      OTHER_VEHICLES: this.#errorOf('OTHER_VEHICLES'),
      PEDESTRIAN: this.#errorOf('PEDESTRIAN'),
      WHEELED_VRU: this.#errorOf('WHEELED_VRU'),
    }
    const known = Object.values(classes)
      .map(value => value.dynamic)
      .filter(value => !Number.isNaN(value))
    return { classes, meanDynamic: known.reduce((sum, value) => sum + value, 0) / known.length }
  }

  #errorOf(name: MetaClass): ClassError {
    const first = META_CLASSES.indexOf(name) * BUCKETS
    let sum = 0
    let used = 0
    for (let cell = first + 1; cell < first + BUCKETS; cell++) {
      if (this.#count[cell] === 0) continue
      sum += (this.#error[cell] as number) / (this.#speed[cell] as number)
      used++
    }
    return { staticMetres: (this.#error[first] as number) / (this.#count[first] as number), dynamic: sum / used }
  }
}

/** Buckets are closed below and open above, with edges at k * 0.04 as doubles. */
function bucketOf(speed: number): number {
  let bucket = Math.min(BUCKETS - 1, Math.floor(speed / BUCKET_METRES))
  if (bucket < BUCKETS - 1 && speed >= (bucket + 1) * BUCKET_METRES) bucket++
  if (bucket > 0 && speed < bucket * BUCKET_METRES) bucket--
  return bucket
}
