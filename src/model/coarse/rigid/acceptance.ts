import type { RejectionReason } from '../coarseResult.ts'
import type { RigidMotionParameters } from '../parameters.ts'
import type { ClusterTrial } from './clusterTrial.ts'

/** Displacement of the cluster's centre by its motion, metres. */
export function displacement(trial: ClusterTrial): number {
  return Math.hypot(trial.motion.x, trial.motion.y, trial.motion.z)
}

/** Score of moving minus score of standing still: the share of points, both ways, that only the motion explains. */
export function gainOf(trial: ClusterTrial): number {
  return trial.score - trial.staticScore
}

/** What moving leaves unexplained, as a share of what standing still leaves: 0 = everything explained, 1 = nothing gained. */
export function leftOver(trial: ClusterTrial): number {
  return (1 - trial.score) / Math.max(1e-6, 1 - trial.staticScore)
}

/** Evidence of free space where the cluster left or where it arrived, whichever is stronger. */
export function evidenceOf(trial: ClusterTrial): number {
  return Math.max(trial.evidenceShare, trial.arrivalShare)
}

/** The rules that a motion must pass on its own account, in order; null = accepted. */
export function judgeTrial(
  trial: ClusterTrial,
  parameters: RigidMotionParameters,
  intervalSeconds: number,
): RejectionReason | null {
  if (trial.reason !== null) return trial.reason
  const distance = displacement(trial)
  // A turn on the spot moves the ends of a long object.
  const swing = (Math.abs(trial.motion.yaw) * trial.box.size[0]) / 4
  if (distance + swing < parameters.staticMetres) return 'static'
  if (slides(trial, parameters) && trial.incidence < parameters.grazingSine) return 'grazing'
  if (hangs(trial, parameters) && !gainsPlainly(trial, parameters)) return 'not-near-ground'
  const evidence = evidenceOf(trial) >= parameters.evidenceShare
  if (trial.support.agreeing > 0) return judgeSupported(trial, parameters, intervalSeconds)
  const gain = gainOf(trial)
  // A wall that fills its own place gains little by sliding although its ends tell: so what counts is not the gain alone
  // but the share of the unexplained that is explained, and by how many points.
  const points = gain * trial.points.length
  if (gain < parameters.minimumGain && points < parameters.manyGainPoints) return 'no-gain-over-static'
  if (leftOver(trial) > mostLeftOver(trial, evidence, parameters)) return 'no-gain-over-static'
  if (points < gainPointsNeeded(trial, evidence, parameters)) return 'no-gain-over-static'
  if (distance > parameters.maximumSpeed * intervalSeconds) return 'too-fast'
  if (Math.abs(trial.motion.yaw) >= 0.98 * parameters.maximumYawRate * intervalSeconds) return 'turning-too-fast'
  if (trial.inlierShare < parameters.minimumInlierShare) return 'too-few-inliers'
  if (trial.reverseShare < parameters.minimumReverseShare) return 'too-few-inliers'
  // Something now stands before the place: the object itself, come nearer, or what merely passes and is taken for it.
  const close = Math.min(trial.inlierShare, trial.reverseShare) >= parameters.closeMatchShare
  if (trial.hiddenShare > parameters.hiddenShare && !evidence && !close) return 'no-gain-over-static'
  // Far jumps find chance matches: small clusters need evidence for them.
  if (distance > parameters.jumpMetres && !evidence && points < parameters.minimumJumpPoints)
    return 'no-gain-over-static'
  // Both neighbours in time looked and saw nothing move here: what remains is a scrap seen through a gap, or somebody just appearing.
  if (trial.support.asked === 2 && points < parameters.minimumUnsupportedGainPoints) return 'not-before-or-after'
  if (trial.explainedShare > parameters.maximumExplainedShare) return 'explained-by-other-cluster'
  if (trial.box.size[2] < parameters.minimumHeight) return 'long-and-low'
  const long = trial.box.size[0] > parameters.longMetres && trial.box.size[2] < parameters.lowMetres
  if (long && !evidence) return 'long-and-low'
  return null
}

/** What moves on as it did in the pair before, or as it does in the next, need not prove itself again: chance does not repeat. */
function judgeSupported(
  trial: ClusterTrial,
  parameters: RigidMotionParameters,
  intervalSeconds: number,
): RejectionReason | null {
  const points = gainOf(trial) * trial.points.length
  if (points < parameters.minimumSupportedGainPoints) return 'no-gain-over-static'
  if (leftOver(trial) > parameters.maximumSupportedLeftOver) return 'no-gain-over-static'
  if (displacement(trial) > parameters.maximumSpeed * intervalSeconds) return 'too-fast'
  if (trial.inlierShare < parameters.minimumInlierShare) return 'too-few-inliers'
  return null
}

/** Nothing of it is seen near the ground: a sign, a crown, or a vehicle of which something hides the lower part. */
export function hangs(trial: ClusterTrial, parameters: RigidMotionParameters): boolean {
  return trial.clearance > parameters.maximumGroundClearance
}

function gainsPlainly(trial: ClusterTrial, parameters: RigidMotionParameters): boolean {
  const gain = gainOf(trial)
  return gain >= parameters.minimumHangingGain && gain * trial.points.length >= parameters.minimumHangingGainPoints
}

function mostLeftOver(trial: ClusterTrial, evidence: boolean, parameters: RigidMotionParameters): number {
  const witnesses = Math.min(gainOf(trial), evidenceOf(trial)) * trial.points.length
  if (witnesses >= parameters.abundantPoints) return parameters.maximumAbundantLeftOver
  return evidence ? parameters.maximumLeftOverWithEvidence : parameters.maximumLeftOver
}

function gainPointsNeeded(trial: ClusterTrial, evidence: boolean, parameters: RigidMotionParameters): number {
  if (slides(trial, parameters)) return parameters.minimumSlidingGainPoints
  const compact = trial.box.size[2] <= parameters.compactHeight && displacement(trial) <= parameters.jumpMetres
  if (compact && leftOver(trial) <= parameters.maximumClearLeftOver) return parameters.minimumClearGainPoints
  return evidence ? parameters.minimumGainPointsWithEvidence : parameters.minimumGainPoints
}

/** A thin cluster that moves along itself: the ends alone tell, and they are where something hides the rest. */
function slides({ box, motion }: ClusterTrial, parameters: RigidMotionParameters): boolean {
  const [length, width] = box.size
  if (width >= parameters.slidingWidth || length < parameters.slidingAspect * width) return false
  return Math.abs(Math.sin(Math.atan2(motion.y, motion.x) - box.yaw)) < parameters.slidingSine
}
