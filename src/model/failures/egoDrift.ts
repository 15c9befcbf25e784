import { poseFlow } from '../coarse/pseudoLabels.ts'
import { compose, inverse, yawOf } from '../sweep/transform.ts'
import { centimetres, type Failure, type FailureInput, failure, isKnown } from './failure.ts'

/** Metres that the standing world may seem to move by: what is left of good poses is below 1 cm. */
const DRIFT_METRES = 0.03
/** Of the coarse stage's own check: median distance of standing points to the next sweep's surface. */
const LARGE_RESIDUAL_METRES = 0.06
const FEWEST_POINTS = 100

/** The standing world moves: the estimate's ego motion is not the pair's, or the pair's own does not fit. */
export function egoDrift({ positions, estimate, truth, coarse }: FailureInput): Failure[] {
  const reference = truth?.sweep1FromSweep0 ?? coarse.egoMotion.sweep1FromSweep0
  const still = truth?.flow ?? poseFlow(positions, reference)
  const drifting: number[] = []
  const amounts: number[] = []
  for (let i = 0; i < estimate.dynamic.length; i++) {
    if ((estimate.dynamic[i] as number) >= 0.5 || estimate.valid?.[i] === 0) continue
    if (truth && (!isKnown(truth, i) || (truth.dynamic[i] as number) >= 0.5)) continue
    let squared = 0
    for (let axis = 0; axis < 3; axis++)
      squared += ((estimate.flow[3 * i + axis] as number) - (still[3 * i + axis] as number)) ** 2
    const metres = Math.sqrt(squared)
    amounts.push(metres)
    if (metres >= DRIFT_METRES) drifting.push(i)
  }
  const middle = amounts.sort((a, b) => a - b)[amounts.length >> 1] ?? 0
  if (amounts.length >= FEWEST_POINTS && middle >= DRIFT_METRES) {
    const { translation, ...turn } = compose(inverse(reference), estimate.sweep1FromSweep0)
    const degrees = (Math.abs(yawOf({ ...turn, translation })) * 180) / Math.PI
    return [
      failure(positions, drifting, {
        kind: 'ego-drift',
        title: `The standing world drifts by ${centimetres(middle)}`,
        why: `Median residual flow of ${amounts.length} standing points; the estimate’s ego motion is ${centimetres(Math.hypot(...translation))} and ${degrees.toFixed(2)}° off ${truth ? 'the true one' : 'that of the coarse stage'}.`,
        box: null,
        knownBy: truth ? 'truth' : 'data',
      }),
    ]
  }
  const { trust, warning, medianResidualMetres } = coarse.egoMotion
  if (trust === 'good' && !(medianResidualMetres >= LARGE_RESIDUAL_METRES)) return []
  return [
    failure(positions, [], {
      kind: 'ego-drift',
      title: 'The ego motion does not fit',
      why:
        warning ??
        `Standing points lie ${centimetres(medianResidualMetres)} (median) off the next sweep after compensation.`,
      knownBy: 'data',
    }),
  ]
}
