import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { moved, type PivotMotion } from './pivotMotion.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'
import { squaredResidual } from './trimmedIcp.ts'

export const STILL: PivotMotion = { x: 0, y: 0, z: 0, yaw: 0 }

/**
 * Score of standing still, forward, when a motion is at hand: what sweep 1 cannot see at the old place is no longer left out where
 * it is seen at the new one. A lorry beside the sensor hides the place that its far end has left, and all that it took along would
 * else be excused.
 * @param points of the cluster
 * @returns mean inlier weight, 0..1
 */
export function standingScore(tools: TrialTools, trial: ClusterTrial, points: Int32Array): number {
  const { hidden0 } = tools.scene
  let sum = 0
  let seen = 0
  for (let k = 0; k < points.length; k++) {
    const i = points[k] as number
    const here = inlierWeight(tools, trial, STILL, i)
    sum += here
    seen += here > 0 || hidden0[i] === 0 ? 1 : inlierWeight(tools, trial, trial.motion, i)
  }
  return seen > 0 ? sum / seen : 1
}

function inlierWeight(
  { scene, source, parameters, weights }: TrialTools,
  { pivot }: ClusterTrial,
  motion: PivotMotion,
  i: number,
): number {
  const { positions0, groups0 } = scene
  const [x, y, z] = moved(
    motion,
    pivot,
    positions0[3 * i] as number,
    positions0[3 * i + 1] as number,
    positions0[3 * i + 2] as number,
  )
  const target = source.targets[groups0 === null ? 0 : (groups0[i] as number)] as SurfaceIndex
  return Math.max(0, 1 - squaredResidual(target, x, y, z, weights) / parameters.inlierMetres ** 2)
}
