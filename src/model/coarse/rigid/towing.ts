import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import type { MovingObject } from './joinLoosePoints.ts'
import { headingOfWay } from './pivotMotion.ts'
import { thresholds } from './thresholds.ts'

const {
  SHORTEST_TOW,
  DRAWBAR_HEIGHT,
  BIN,
  SHORTEST_GAP,
  STRAY_POINTS,
  SHORTEST_PART,
  FEWEST_POINTS,
  LEAST_SHARE,
  HIGHEST_CAR,
  UNSEEN_ELEVATION,
} = thresholds.towing

/**
 * A car and its trailer move alike and stand close, but are two: between them the air is free above the drawbar, over the whole
 * width. What is taken for a tow must have a part whose roof is seen to be a car's or lower, for a bus or lorry behind a pole has
 * a gap as well.
 * @param objectOf N0; object index, -1 = none; the points of the part that becomes an object of its own are written
 * @returns the objects with those that were found behind them, added at the end
 */
export function partTows(
  tools: TrialTools,
  trials: readonly ClusterTrial[],
  objects: readonly MovingObject[],
  objectOf: Int32Array,
): MovingObject[] {
  const long = objects.map(({ clusters }) => clusters.length > 1 || isLong(trials[clusters[0] as number]))
  if (!long.includes(true)) return [...objects]
  const members: number[][] = objects.map(() => [])
  for (let i = 0; i < objectOf.length; i++) {
    const object = objectOf[i] as number
    if (object >= 0 && long[object]) members[object]?.push(i)
  }
  const out = [...objects]
  const highest = highestElevation(tools)
  for (const [index, object] of objects.entries()) {
    const rear = long[index] ? smallerPart(tools, object, members[index] as number[], highest) : null
    if (!rear) continue
    for (const i of rear) objectOf[i] = out.length
    out.push(ownObject(object, trials, objectOf, out.length))
  }
  return out
}

function isLong(trial: ClusterTrial | undefined): boolean {
  return trial !== undefined && trial.box.size[0] > SHORTEST_TOW
}

/** The part with fewer points, ascending; null when the object is one vehicle. */
function smallerPart(
  { scene }: TrialTools,
  { lead }: MovingObject,
  points: readonly number[],
  highest: number,
): number[] | null {
  const { positions0, height0, seconds0 } = scene
  const heading = headingOfWay(lead.motion) ?? lead.box.yaw
  const c = Math.cos(heading)
  const s = Math.sin(heading)
  // Lidars that fire at different times see a mover twice, and its gap filled.
  const speed = (c * lead.motion.x + s * lead.motion.y) / scene.intervalSeconds
  const along = points.map(i => {
    const travelled = speed * (seconds0?.[i] ?? 0)
    return c * (positions0[3 * i] as number) + s * (positions0[3 * i + 1] as number) - travelled
  })
  const above = points.map(i => (height0[i] as number) > DRAWBAR_HEIGHT)
  const cut = freeStretch(along.filter((_, k) => above[k]))
  if (cut === null) return null
  const behind = points.filter((_, k) => (along[k] as number) < cut)
  const ahead = points.filter((_, k) => (along[k] as number) >= cut)
  if (Math.min(behind.length, ahead.length) < Math.max(FEWEST_POINTS, LEAST_SHARE * points.length)) return null
  const isLow = (part: readonly number[]) => {
    let top = 0
    let elevation = Number.NEGATIVE_INFINITY
    for (const i of part) {
      top = Math.max(top, height0[i] as number)
      elevation = Math.max(elevation, elevationOf(scene, i))
    }
    return top < HIGHEST_CAR && elevation < highest - UNSEEN_ELEVATION
  }
  if (!isLow(behind) && !isLow(ahead)) return null
  return behind.length < ahead.length ? behind : ahead
}

/** Middle of the longest free stretch between two parts that are long enough; null without one. */
function freeStretch(along: readonly number[]): number | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of along) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (high - low < SHORTEST_TOW) return null
  const counts = new Int32Array(Math.ceil((high - low) / BIN) + 1)
  for (const value of along) {
    const bin = Math.floor((value - low) / BIN)
    counts[bin] = (counts[bin] as number) + 1
  }
  const last = counts.length - SHORTEST_PART
  let longest = SHORTEST_GAP - 1
  let middle = null as number | null
  let [start, held] = [SHORTEST_PART, 0]
  for (let bin = start; bin < last; bin++) {
    held += counts[bin] as number
    while (held > STRAY_POINTS) held -= counts[start++] as number
    const length = bin + 1 - start
    if (length <= longest) continue
    longest = length
    middle = low + BIN * (start + length / 2)
  }
  return middle
}

/** The object of the points that were taken from `whole`: with the clusters that lie in it, and the motion of the largest. */
function ownObject(
  whole: MovingObject,
  trials: readonly ClusterTrial[],
  objectOf: Int32Array,
  index: number,
): MovingObject {
  const inPart = (cluster: number) => {
    const points = trials[cluster]?.points ?? []
    let count = 0
    for (const i of points) if (objectOf[i] === index) count++
    return count > 0.5 * points.length
  }
  const clusters = whole.clusters.filter(cluster => trials[cluster] !== whole.lead && inPart(cluster))
  const kept = whole.clusters.filter(cluster => !clusters.includes(cluster))
  whole.clusters.splice(0, whole.clusters.length, ...kept)
  let { lead } = whole
  let most = 0
  for (const cluster of clusters) {
    const trial = trials[cluster] as ClusterTrial
    if (trial.points.length <= most) continue
    most = trial.points.length
    lead = trial
  }
  return { lead, motion: lead.motion, clusters }
}

/** Tangent of the elevation at which a point is seen. */
function elevationOf({ positions0, groups0, surfaces1 }: TrialTools['scene'], i: number): number {
  const [x, y, z] = surfaces1[groups0?.[i] ?? 0]?.origin ?? [0, 0, 0]
  const range = Math.hypot((positions0[3 * i] as number) - x, (positions0[3 * i + 1] as number) - y)
  return ((positions0[3 * i + 2] as number) - z) / Math.max(1, range)
}

function highestElevation({ scene }: TrialTools): number {
  let highest = Number.NEGATIVE_INFINITY
  for (let i = 0; 3 * i < scene.positions0.length; i++) highest = Math.max(highest, elevationOf(scene, i))
  return highest
}
