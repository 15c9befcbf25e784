import { fieldOf, isCompensated, type Sweep } from '../../sweep/sweep.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { moved, type PivotMotion } from './pivotMotion.ts'
import { thinned } from './rigidScene.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'
import { thresholds } from './thresholds.ts'

const { POINTS, PARTNER_METRES, FEWEST_MATCHES, LEAST_SHARE, MOST_SHARE } = thresholds.firingTimes

/**
 * N; seconds from the sweep's time to when each point was measured, where that is known and the points are compensated for
 * ego motion: then, and only then, a moving object stands in a sweep where it was at its own points' times.
 */
export function firingSeconds(sweep: Sweep): Float32Array | null {
  const field = fieldOf(sweep, 'time')
  if (field === null || !isCompensated(sweep)) return null
  const scale = field.unit === 'ns' ? 1e-9 : field.unit === 's' ? 1 : null
  if (scale === null) return null
  const seconds = new Float32Array(sweep.count)
  for (let i = 0; i < sweep.count; i++) {
    seconds[i] = (field.values[i] as number) * scale
    // Not offsets within a sweep: absolute times say nothing of where in the sweep a point belongs.
    if (!(Math.abs(seconds[i] as number) < 1)) return null
  }
  return seconds
}

/**
 * The motion over the interval between the sweeps' times, from the one between the moments at which the object was measured:
 * something that passes the sensor at arm's length is met earlier or later in the turn than before, by up to a tenth of it.
 */
export function overInterval(tools: TrialTools, trial: ClusterTrial): PivotMotion {
  const { motion } = trial
  const share = measuredShare(tools, trial)
  if (share === null || share < LEAST_SHARE || share > MOST_SHARE) return motion
  return { x: motion.x / share, y: motion.y / share, z: motion.z / share, yaw: motion.yaw / share }
}

/** Time between the two measurements of the object as a share of the interval; null when not known. */
function measuredShare(tools: TrialTools, trial: ClusterTrial): number | null {
  const { scene, source } = tools
  const { positions0, groups0, seconds0, seconds1, intervalSeconds } = scene
  if (seconds0 === null || seconds1 === null || intervalSeconds <= 0) return null
  const differences: number[] = []
  for (const i of thinned(positions0, trial.points, POINTS)) {
    const target = source.targets[groups0 === null ? 0 : (groups0[i] as number)] as SurfaceIndex
    const [x, y, z] = [positions0[3 * i] as number, positions0[3 * i + 1] as number, positions0[3 * i + 2] as number]
    const p = moved(trial.motion, trial.pivot, x, y, z)
    const at = target.nearest(p[0], p[1], p[2], PARTNER_METRES)
    if (at < 0) continue
    differences.push((seconds1[target.columns.order[at] as number] as number) - (seconds0[i] as number))
  }
  if (differences.length < FEWEST_MATCHES) return null
  differences.sort((a, b) => a - b)
  // Where the turn's two ends meet on the object, partners are a whole turn apart: the middle value does not mind a few of them.
  return 1 + (differences[differences.length >> 1] as number) / intervalSeconds
}
