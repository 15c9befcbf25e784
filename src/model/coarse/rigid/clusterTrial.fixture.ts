import type { ClusterTrial } from './clusterTrial.ts'

/** A car of 60 points that moved 0.8 m along itself, found in both ways, but for what is changed. */
export function trialOf(change: Partial<ClusterTrial>): ClusterTrial {
  return {
    cluster: 0,
    points: new Int32Array(60),
    box: { center: [20, 2, 0.9], size: [4.2, 1.6, 1.3], yaw: 0 },
    pivot: [20, 2, 0.9],
    incidence: 1,
    motion: { x: 0.8, y: 0, z: 0, yaw: 0 },
    score: 0.9,
    staticScore: 0.4,
    inlierShare: 0.95,
    staticInlierShare: 0.5,
    reverseShare: 0.95,
    explainedShare: 0,
    rms: 0.05,
    evidenceShare: 0.1,
    arrivalShare: 0,
    hiddenShare: 0,
    clearance: 0.2,
    degreesOfFreedom: 'planar',
    support: { asked: 0, agreeing: 0 },
    rank: 0.45,
    reason: null,
    ...change,
  }
}
