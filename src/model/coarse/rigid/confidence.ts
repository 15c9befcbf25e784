import { evidenceOf } from './acceptance.ts'
import type { ClusterTrial } from './clusterTrial.ts'

/**
 * Weights of a logistic regression on the objects of simulated streets (seeds 101 to 110, three sensors, one object one vote):
 * what share of an object's points gets a flow right within 5 cm. How well it holds on other streets is a table that
 * `npm run bench -- reliability` makes.
 */
const CONSTANT = -0.482
const A_LOG_POINT = 0.358
const A_RMS = -1.733
const AN_INLIER_SHARE = 2.067
const AN_EVIDENCE = 0.861
/** Scales of what is weighed: points, metres, share of points. */
const POINTS = 100
const RMS_METRES = 0.05
const MUCH_EVIDENCE = 0.3

/** 0..1: the share of labels with this confidence whose flow is right within 5 cm. */
export function confidenceOf(trial: ClusterTrial): number {
  const sum =
    CONSTANT +
    A_LOG_POINT * Math.log(Math.max(1, trial.points.length) / POINTS) +
    A_RMS * (trial.rms / RMS_METRES) +
    AN_INLIER_SHARE * trial.inlierShare +
    AN_EVIDENCE * Math.min(1, evidenceOf(trial) / MUCH_EVIDENCE)
  return 1 / (1 + Math.exp(-sum))
}

/** The same for points that get the ego motion's flow; shares counted on the same streets. */
export const GROUND_CONFIDENCE = 0.996
export const STATIC_CLUSTER_CONFIDENCE = 0.996
export const STATIC_LOOSE_CONFIDENCE = 0.985
/** A ray went through the place. */
export const DOUBTED_CONFIDENCE = 0.877
export const UNCLUSTERED_CONFIDENCE = 0.9
