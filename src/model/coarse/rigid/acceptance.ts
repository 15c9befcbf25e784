import type { RejectionReason } from '../coarseResult.ts'
import type { RigidMotionParameters } from '../parameters.ts'
import type { ClusterTrial } from './clusterTrial.ts'

/** Displacement of the cluster's centre by its motion, metres. */
export function displacement(trial: ClusterTrial): number {
  return Math.hypot(trial.motion.x, trial.motion.y, trial.motion.z)
}

/** The rules that a motion must pass on its own account, in order; null = accepted. */
export function judgeTrial(
  trial: ClusterTrial,
  parameters: RigidMotionParameters,
  intervalSeconds: number,
): RejectionReason | null {
  if (trial.reason !== null) return trial.reason
  const moved = displacement(trial)
  // A turn on the spot moves the ends of a long object.
  const swing = (Math.abs(trial.motion.yaw) * trial.box.size[0]) / 4
  if (moved + swing < parameters.staticMetres) return 'static'
  const evidence = trial.evidenceShare >= parameters.evidenceShare
  const gain = trial.score - trial.staticScore
  if (gain < (evidence ? parameters.minimumGainWithEvidence : parameters.minimumGain)) return 'no-gain-over-static'
  if (moved > parameters.maximumSpeed * intervalSeconds) return 'too-fast'
  if (Math.abs(trial.motion.yaw) >= 0.98 * parameters.maximumYawRate * intervalSeconds) return 'turning-too-fast'
  if (trial.inlierShare < parameters.minimumInlierShare) return 'too-few-inliers'
  if (trial.reverseShare < parameters.minimumReverseShare) return 'too-few-inliers'
  if (trial.explainedShare > parameters.maximumExplainedShare) return 'explained-by-other-cluster'
  const long = trial.box.size[0] > parameters.longMetres && trial.box.size[2] < parameters.lowMetres
  if (long && !evidence) return 'long-and-low'
  return null
}

/** 0..1: how far the motion stands above its thresholds, for weighing labels in training. */
export function confidenceOf(trial: ClusterTrial, parameters: RigidMotionParameters): number {
  const gain = Math.min(1, Math.max(0, trial.score - trial.staticScore) / (2 * parameters.minimumGain))
  const matched = Math.min(trial.inlierShare, trial.reverseShare)
  const fit = Math.max(0, 1 - trial.rms / parameters.inlierMetres)
  const seen = Math.min(1, trial.evidenceShare / 0.3)
  const size = Math.min(1, trial.points.length / 60)
  const value = 0.35 * gain + 0.3 * matched + 0.15 * fit + 0.1 * seen + 0.1 * size
  return Math.min(1, Math.max(0, value))
}
