import { StudioError } from '../error/studioError.ts'
import type { EvaluationJob } from './summary.ts'

/** Refuses a job whose arrays do not belong together or whose estimate holds numbers that are none. */
export function checkJob(job: EvaluationJob): void {
  const count = job.sweep0.count
  const expect = (name: string, length: number, expected: number) => {
    if (length !== expected)
      throw new StudioError({
        code: 'internal',
        message: `Evaluation: ${name} has ${length} values, but sweep 0 has ${count} points (${expected} values expected).`,
        hint: 'The estimate or the truth belongs to another sweep.',
      })
  }
  expect('the estimated flow', job.estimate.flow.length, 3 * count)
  expect('the estimated instance', job.estimate.instance.length, count)
  expect('the estimated dynamic flag', job.estimate.dynamic.length, count)
  if (job.estimate.confidence) expect('the estimated confidence', job.estimate.confidence.length, count)
  expect('the true flow', job.truth.flow.length, 3 * count)
  expect('the true instance', job.truth.instance.length, count)
  expect('the true dynamic flag', job.truth.dynamic.length, count)
  expect('the true category', job.truth.category.length, count)
  if (job.truth.valid) expect('the validity of the true flow', job.truth.valid.length, count)
  if (job.truth.ground) expect('the true ground', job.truth.ground.length, count)
  if (job.truth.labelledRegion) expect('the labelled region', job.truth.labelledRegion.length, count)
  if (job.ground0) expect('the ground', job.ground0.length, count)
}

/** Called for a measured point whose error is not finite. */
export function notFinite(job: EvaluationJob, point: number): StudioError {
  const flow = (array: Float32Array) => Array.from(array.subarray(3 * point, 3 * point + 3)).join(', ')
  return new StudioError({
    code: 'internal',
    message: `Evaluation: the error of point ${point} of sweep 0 is not a number: estimated flow (${flow(job.estimate.flow)}), true flow (${flow(job.truth.flow)}).`,
    hint: 'An estimate must give every measured point a finite flow.',
  })
}
