import { fieldOf, isCompensated, type Sweep } from '../../sweep/sweep.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { moved, type PivotMotion } from './pivotMotion.ts'
import { thinned } from './rigidScene.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'
import { thresholds } from './thresholds.ts'

const {
  POINTS,
  PARTNER_METRES,
  FEWEST_MATCHES,
  LEAST_SHARE,
  MOST_SHARE,
  MOST_LATER,
  FEWEST_FOR_STRETCH,
  LEAST_SPREAD,
} = thresholds.firingTimes

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
  const differences = partnersOf(tools, trial).map(({ later }) => later)
  if (differences.length < FEWEST_MATCHES) return null
  differences.sort((a, b) => a - b)
  // Where the turn's two ends meet on the object, partners are a whole turn apart: the middle value does not mind a few of them.
  return 1 + (differences[differences.length >> 1] as number)
}

/** How an object is drawn out between the sweeps: points move on along (x, y) by `share` of what they lie ahead of the pivot. */
export interface Stretch {
  readonly x: number
  readonly y: number
  readonly share: number
}

/**
 * How much farther the front of a moving object is met than its tail, or less far. Beside the sensor the nearest part of what passes goes
 * through more of the turn than its ends, so that it is met later or earlier by a share of the interval, and has driven on for as long:
 * no rigid motion lays the two sweeps' points on each other.
 * @param along unit vector of the way, seen from above
 * @returns null when times are not known, or do not tell
 */
export function stretchOf(tools: TrialTools, trial: ClusterTrial, along: readonly [number, number]): Stretch | null {
  const { positions0 } = tools.scene
  const [x, y] = along
  const ahead = (i: number) =>
    ((positions0[3 * i] as number) - trial.pivot[0]) * x + ((positions0[3 * i + 1] as number) - trial.pivot[1]) * y
  const partners = partnersOf(tools, trial).filter(({ later }) => Math.abs(later) < MOST_LATER)
  if (partners.length < FEWEST_FOR_STRETCH) return null
  const meanAhead = partners.reduce((sum, { point }) => sum + ahead(point), 0) / partners.length
  const meanLater = partners.reduce((sum, { later }) => sum + later, 0) / partners.length
  let [square, product] = [0, 0]
  for (const { point, later } of partners) {
    square += (ahead(point) - meanAhead) ** 2
    product += (ahead(point) - meanAhead) * (later - meanLater)
  }
  if (square < LEAST_SPREAD ** 2 * partners.length) return null
  return { x, y, share: (Math.hypot(trial.motion.x, trial.motion.y) * product) / square }
}

/** Points of the object with the share of the interval by which they are met later in the turn than before, under its motion. */
function partnersOf({ scene, source }: TrialTools, trial: ClusterTrial): { point: number; later: number }[] {
  const { positions0, groups0, seconds0, seconds1, intervalSeconds } = scene
  const partners: { point: number; later: number }[] = []
  if (seconds0 === null || seconds1 === null || intervalSeconds <= 0) return partners
  for (const point of thinned(positions0, trial.points, POINTS)) {
    const target = source.targets[groups0 === null ? 0 : (groups0[point] as number)] as SurfaceIndex
    const [x, y, z] = [0, 1, 2].map(axis => positions0[3 * point + axis] as number) as [number, number, number]
    const p = moved(trial.motion, trial.pivot, x, y, z)
    const at = target.nearest(p[0], p[1], p[2], PARTNER_METRES)
    if (at < 0) continue
    const seconds = (seconds1[target.columns.order[at] as number] as number) - (seconds0[point] as number)
    partners.push({ point, later: seconds / intervalSeconds })
  }
  return partners
}
