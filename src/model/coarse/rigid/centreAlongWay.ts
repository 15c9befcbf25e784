import { type ClusterTrial, icpOptions, type TrialTools } from './clusterTrial.ts'
import type { PivotMotion } from './pivotMotion.ts'
import { thinned } from './rigidScene.ts'
import { thresholds } from './thresholds.ts'
import { registerCluster } from './trimmedIcp.ts'

const { APART, ITERATIONS, MOST_APART } = thresholds.centreAlongWay

/**
 * Moves a motion to the middle of the stretch along its way over which it fits alike. Registration stops where the residuals
 * come within the play between returns: on the near side of that stretch, seen from where it began, and a lorry's long side is
 * all play. So it is run from either side, and the middle between the two ends is taken.
 * @param trial with a motion that has a direction
 */
export function centreAlongWay(tools: TrialTools, trial: ClusterTrial): void {
  const { x, y } = trial.motion
  const way = Math.hypot(x, y)
  const points = thinned(tools.scene.positions0, trial.points, tools.parameters.registrationPoints)
  const ends = [-APART, APART].map(by => {
    const motion = { ...trial.motion, x: x + (by * x) / way, y: y + (by * y) / way }
    registerCluster(tools.source, points, trial.pivot, motion, icpOptions(tools, trial, trial.motion, ITERATIONS))
    return motion
  })
  const [short, long] = ends as [PivotMotion, PivotMotion]
  if (Math.hypot(long.x - short.x, long.y - short.y) > MOST_APART) return
  trial.motion = {
    x: (short.x + long.x) / 2,
    y: (short.y + long.y) / 2,
    z: (short.z + long.z) / 2,
    yaw: (short.yaw + long.yaw) / 2,
  }
}
