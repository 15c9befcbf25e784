import { displacement, hangs } from './acceptance.ts'
import { farthest, gap, spanAcross } from './boxGaps.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { isWalker } from './division.ts'
import { metresOutside, type Outline, widen } from './outline.ts'
import { headingOfWay, motionsAlike, moved, type PivotMotion } from './pivotMotion.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'
import { thresholds } from './thresholds.ts'
import { squaredResidual } from './trimmedIcp.ts'

/** Several clusters, and loose points, that move as one. */
export interface MovingObject {
  /** The cluster whose motion is used: the largest. */
  readonly lead: ClusterTrial
  /** Over the interval between the sweeps' times, about the lead's pivot; the lead's own is the motion as it was measured. */
  motion: PivotMotion
  readonly clusters: number[]
}

const {
  FRAGMENT_GAP,
  HANGING_GAP,
  LONGEST_OBJECT,
  FRAGMENT_POINTS,
  SEPARABLE_METRES,
  LOOSE_METRES,
  LOOSE_ABOVE_METRES,
  MARGIN_METRES,
  ROUNDS,
} = thresholds.joinLoosePoints
export const { WIDEST_OBJECT } = thresholds.joinLoosePoints

/** Joins accepted clusters that stand close and move alike into objects, largest first. */
export function mergeFragments({ scene, parameters }: TrialTools, trials: readonly ClusterTrial[]): MovingObject[] {
  const accepted = trials.filter(trial => trial.reason === null)
  accepted.sort((a, b) => b.points.length - a.points.length || a.cluster - b.cluster)
  const objects: MovingObject[] = []
  const members: ClusterTrial[][] = []
  for (const trial of accepted) {
    let found = -1
    for (let k = 0; k < objects.length && found < 0; k++) {
      const parts = members[k] as ClusterTrial[]
      const lead = (objects[k] as MovingObject).lead
      if (!motionsAlike(lead, trial)) continue
      // People who walk side by side stay two.
      if (isWalker(lead) && isWalker(trial)) continue
      const reach = hangs(lead, parameters) || hangs(trial, parameters) ? HANGING_GAP : FRAGMENT_GAP
      if (!parts.some(part => gap(part, trial) < reach)) continue
      const span = Math.max(...parts.map(part => farthest(part, trial)))
      if (span > LONGEST_OBJECT || isTooWide(scene.positions0, [...parts, trial], lead)) continue
      found = k
    }
    if (found < 0) {
      objects.push({ lead: trial, motion: trial.motion, clusters: [trial.cluster] })
      members.push([trial])
    } else {
      objects[found]?.clusters.push(trial.cluster)
      members[found]?.push(trial)
    }
  }
  return objects
}

/** Whether parts of a mover and something beside it span more than a vehicle is wide. */
export function isTooWide(positions: Float32Array, parts: readonly ClusterTrial[], lead: ClusterTrial): boolean {
  const heading = headingOfWay(lead.motion)
  return heading !== null && spanAcross(positions, parts, heading) > WIDEST_OBJECT
}

/**
 * Loose points (noise of the clustering) and small fragments join the moving object whose they are. A loose point within a mover's
 * outline is the mover's, as nothing that stands can be there; one around it, unless standing still explains it better. A fragment has to
 * be explained better by the motion: being inside the box is never enough, parked cars stand in the boxes of passing ones.
 * @param outlines of the objects; widened by what joins
 * @param objectOf N0; object index, -1 = none; written
 */
export function joinLoosePoints(
  tools: TrialTools,
  trials: readonly ClusterTrial[],
  objects: readonly MovingObject[],
  outlines: readonly Outline[],
  ground0: Uint8Array,
  joinMetres: number,
  objectOf: Int32Array,
): void {
  let waiting = candidates(tools, trials, outlines, ground0, objectOf)
  for (let round = 0; round < ROUNDS && waiting.length > 0; round++) {
    const found = joinOnce(tools, objects, outlines, waiting, joinMetres, objectOf)
    if (found.length === 0) break
    for (const [i, outline] of found)
      widen(outline, tools.scene.positions0[3 * i] as number, tools.scene.positions0[3 * i + 1] as number)
    waiting = waiting.filter(i => (objectOf[i] as number) < 0)
  }
}

/** Loose points and points of small fragments that an outline may reach. */
function candidates(
  { scene }: TrialTools,
  trials: readonly ClusterTrial[],
  outlines: readonly Outline[],
  ground0: Uint8Array,
  objectOf: Int32Array,
): number[] {
  const { positions0, labels0 } = scene
  const found: number[] = []
  for (let i = 0; i < labels0.length; i++) {
    if (ground0[i] === 1 || (objectOf[i] as number) >= 0) continue
    const label = labels0[i] as number
    if (label >= 0 && (trials[label] as ClusterTrial).points.length > FRAGMENT_POINTS) continue
    const x = positions0[3 * i] as number
    const y = positions0[3 * i + 1] as number
    if (outlines.some(outline => metresOutside(outline, x, y) <= ROUNDS * LOOSE_METRES)) found.push(i)
  }
  return found
}

/** The points that join as the outlines are now, each with the outline that it lies nearest to. */
function joinOnce(
  tools: TrialTools,
  objects: readonly MovingObject[],
  outlines: readonly Outline[],
  waiting: readonly number[],
  joinMetres: number,
  objectOf: Int32Array,
): [number, Outline][] {
  const { positions0, labels0 } = tools.scene
  const found: [number, Outline][] = []
  for (const i of waiting) {
    const loose = (labels0[i] as number) < 0
    const x = positions0[3 * i] as number
    const y = positions0[3 * i + 1] as number
    const z = positions0[3 * i + 2] as number
    let nearest = loose ? LOOSE_METRES : joinMetres
    let of: Outline | null = null
    for (const outline of outlines) {
      if (z > outline.top + (loose ? LOOSE_ABOVE_METRES : joinMetres)) continue
      const metres = metresOutside(outline, x, y)
      if (metres > nearest) continue
      nearest = metres
      of = outline
    }
    if (!of) continue
    const within = loose && nearest <= MARGIN_METRES
    if (!within && !isExplained(tools, (objects[of.object] as MovingObject).lead, i, loose)) continue
    objectOf[i] = of.object
    found.push([i, of])
  }
  return found
}

/** Whether a mover's motion explains a return: better than standing does or, when `loose`, not worse. */
function isExplained(tools: TrialTools, lead: ClusterTrial, i: number, loose: boolean): boolean {
  if (displacement(lead) < SEPARABLE_METRES) return false
  const { source, parameters, weights, scene } = tools
  const { positions0, groups0 } = scene
  const inlier = parameters.inlierMetres
  const x = positions0[3 * i] as number
  const y = positions0[3 * i + 1] as number
  const z = positions0[3 * i + 2] as number
  const target = source.targets[groups0 === null ? 0 : (groups0[i] as number)] as SurfaceIndex
  const p = moved(lead.motion, lead.pivot, x, y, z)
  const going = squaredResidual(target, p[0], p[1], p[2], weights)
  if (!loose && going > 2.25 * inlier * inlier) return false
  const staying = squaredResidual(target, x, y, z, weights)
  return loose ? staying >= going : staying >= going + 0.25 * inlier * inlier
}
