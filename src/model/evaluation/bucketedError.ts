import { META_CLASSES, type MetaClass, metaClass } from './categories.ts'
import { residualSpeed } from './protocol.ts'
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

/**
 * Bucketed normalised EPE (Khatri et al. 2024, "I Can't Believe It's Not Scene Flow!"), pooled over pairs: residual flow,
 * |x|,|y| < 35 m, not ground, valid, by road-user class and speed.
 */
export function bucketedError(jobs: Iterable<EvaluationJob>): BucketedError {
  const cells = META_CLASSES.length * BUCKETS
  const error = new Float64Array(cells)
  const speed = new Float64Array(cells)
  const count = new Float64Array(cells)
  for (const job of jobs) {
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
      const at = (array: Float32Array, k: number) => array[3 * i + k] as number
      error[cell] =
        (error[cell] as number) +
        Math.hypot(
          at(estimate.flow, 0) - at(truth.flow, 0),
          at(estimate.flow, 1) - at(truth.flow, 1),
          at(estimate.flow, 2) - at(truth.flow, 2),
        )
      speed[cell] = (speed[cell] as number) + trueSpeed
      count[cell] = (count[cell] as number) + 1
    }
  }
  const errorOf = (row: number): ClassError => {
    let sum = 0
    let used = 0
    for (let bucket = 1; bucket < BUCKETS; bucket++) {
      const cell = row * BUCKETS + bucket
      if (count[cell] === 0) continue
      sum += (error[cell] as number) / (speed[cell] as number)
      used++
    }
    return { staticMetres: (error[row * BUCKETS] as number) / (count[row * BUCKETS] as number), dynamic: sum / used }
  }
  const classes: Record<MetaClass, ClassError> = {
    CAR: errorOf(META_CLASSES.indexOf('CAR')),
    OTHER_VEHICLES: errorOf(META_CLASSES.indexOf('OTHER_VEHICLES')),
    PEDESTRIAN: errorOf(META_CLASSES.indexOf('PEDESTRIAN')),
    WHEELED_VRU: errorOf(META_CLASSES.indexOf('WHEELED_VRU')),
  }
  const known = Object.values(classes)
    .map(value => value.dynamic)
    .filter(value => !Number.isNaN(value))
  return { classes, meanDynamic: known.reduce((sum, value) => sum + value, 0) / known.length }
}

/** Buckets are closed below and open above, with edges at k * 0.04 as doubles. */
function bucketOf(speed: number): number {
  let bucket = Math.min(BUCKETS - 1, Math.floor(speed / BUCKET_METRES))
  if (bucket < BUCKETS - 1 && speed >= (bucket + 1) * BUCKET_METRES) bucket++
  if (bucket > 0 && speed < bucket * BUCKET_METRES) bucket--
  return bucket
}
