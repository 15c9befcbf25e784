import type { RigidMotionParameters } from '../parameters.ts'
import { displacement, evidenceOf, gainOf } from './acceptance.ts'
import type { ClusterTrial } from './clusterTrial.ts'

/** What speaks for and against an object, each on a scale of about 1. */
interface Signs {
  /** log(points / 100) */
  readonly points: number
  /** Residual of the inliers, in steps of 5 cm. */
  readonly residual: number
  readonly inlierShare: number
  /** Free-space evidence; 30 % of the points are as good as all. */
  readonly evidence: number
  /** log(1 + points that only the motion explains) */
  readonly gainedPoints: number
  readonly gain: number
  /** Share of the points that would also be explained if it stood. */
  readonly standing: number
  /** log(1 + way in its own lengths): what jumps farther finds something alike more often. */
  readonly way: number
  readonly height: number
  /** log(length in metres) */
  readonly length: number
}

interface Weights extends Signs {
  readonly constant: number
}

/**
 * Logistic regressions on the objects of simulated streets (seeds 101 to 170, av2 to 140; three sensors, 1,512 objects, one vote each):
 * the share of an object's points whose flow is right within 5 cm. How well it holds on other streets is a table that
 * `npm run bench -- reliability` makes.
 */
const RIGHT: Weights = {
  constant: -0.827,
  points: 0.271,
  residual: -1.789,
  inlierShare: 3.093,
  evidence: 0.945,
  gainedPoints: 0.239,
  gain: -0.183,
  standing: -0.439,
  way: -3.805,
  height: -0.199,
  length: -0.019,
}

/** The same, and the same streets, for: is it one moving object at all, whatever its flow is worth? */
const AN_OBJECT: Weights = {
  constant: 0.401,
  points: -0.273,
  residual: -1.165,
  inlierShare: 3.33,
  evidence: 1.55,
  gainedPoints: 1.213,
  gain: -0.2,
  standing: -1.592,
  way: -5.67,
  height: -0.583,
  length: -2.06,
}

const POINTS = 100
const RMS_METRES = 0.05
const MUCH_EVIDENCE = 0.3
/** Metres. */
const SHORTEST = 0.3
const SHORTEST_WAY_UNIT = 0.5
const HIGHEST = 2.5

/** 0..1: the share of labels with this confidence whose flow is right within 5 cm. */
export function confidenceOf(trial: ClusterTrial): number {
  return logistic(trial, RIGHT)
}

/** 0..1: the chance that this is one moving object, by its own pair of sweeps alone. */
export function objectChance(trial: ClusterTrial): number {
  return logistic(trial, AN_OBJECT)
}

/** Neither as an object nor as a motion to be relied on; but a gain that is plain, and what the pairs beside know of, stand for themselves. */
export function isDoubted(trial: ClusterTrial, parameters: RigidMotionParameters): boolean {
  const gain = gainOf(trial)
  const isPlain = gain >= parameters.plainGain || gain * trial.points.length >= parameters.plainGainPoints
  if (trial.support.agreeing > 0 || isPlain) return false
  return objectChance(trial) < parameters.leastObjectChance && confidenceOf(trial) < parameters.leastConfidence
}

function logistic(trial: ClusterTrial, weights: Weights): number {
  const signs = signsOf(trial)
  let sum = weights.constant
  for (const [name, value] of Object.entries(signs)) sum += weights[name as keyof Signs] * value
  return 1 / (1 + Math.exp(-sum))
}

function signsOf(trial: ClusterTrial): Signs {
  const { points, box, rms, inlierShare, staticInlierShare } = trial
  const [length, , height] = box.size
  return {
    points: Math.log(Math.max(1, points.length) / POINTS),
    residual: rms / RMS_METRES,
    inlierShare,
    evidence: Math.min(1, evidenceOf(trial) / MUCH_EVIDENCE),
    gainedPoints: Math.log1p(Math.max(0, gainOf(trial)) * points.length),
    gain: gainOf(trial),
    standing: staticInlierShare,
    way: Math.log1p(displacement(trial) / Math.max(SHORTEST_WAY_UNIT, length)),
    height: Math.min(HIGHEST, height),
    length: Math.log(Math.max(SHORTEST, length)),
  }
}

/** The confidence of points that get the ego motion's flow; shares counted on the streets with seeds 101 to 110. */
export const GROUND_CONFIDENCE = 0.996
export const STATIC_CLUSTER_CONFIDENCE = 0.996
export const STATIC_LOOSE_CONFIDENCE = 0.985
/** A ray went through the place. */
export const DOUBTED_CONFIDENCE = 0.877
export const UNCLUSTERED_CONFIDENCE = 0.9
