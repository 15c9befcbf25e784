import { displacement } from './acceptance.ts'
import { farthest, gap, spanAcross } from './boxGaps.ts'
import type { ClusterTrial, TrialTools } from './clusterTrial.ts'
import { isWalker } from './division.ts'
import { headingOfWay, motionsAlike, moved, type PivotMotion } from './pivotMotion.ts'
import type { SurfaceIndex } from './surfaceIndex.ts'
import { squaredResidual } from './trimmedIcp.ts'

/** Several clusters, and loose points, that move as one. */
export interface MovingObject {
  /** The cluster whose motion is used: the largest. */
  readonly lead: ClusterTrial
  /** Over the interval between the sweeps' times, about the lead's pivot; the lead's own is the motion as it was measured. */
  motion: PivotMotion
  readonly clusters: number[]
}

/** Metres between two fragments of one object: cabin and trailer, body and mirror. */
const FRAGMENT_GAP = 1.2
/** Metres that fragments joined together may span. */
const LONGEST_OBJECT = 30
/** Metres across the way, mirrors included: a car beside a lorry in the next lane at its speed is not a part of it. */
const WIDEST_OBJECT = 3.3

/** Joins accepted clusters that stand close and move alike into objects, largest first. */
export function mergeFragments({ scene }: TrialTools, trials: readonly ClusterTrial[]): MovingObject[] {
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
      if (!parts.some(part => gap(part, trial) < FRAGMENT_GAP)) continue
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

/** A cluster of more points than this is a thing of its own: it does not join another. */
const FRAGMENT_POINTS = 60
/** Below this displacement, metres, standing and moving cannot be told apart point by point. */
const SEPARABLE_METRES = 0.15

/**
 * Loose points (noise of the clustering) and small fragments near a moving object join it when its motion explains them
 * better than standing still does. Being inside the box is never enough: parked cars stand in the boxes of passing ones.
 * @param objectOf N0; object index, -1 = none; written
 * @returns how many points joined
 */
export function joinLoosePoints(
  tools: TrialTools,
  trials: readonly ClusterTrial[],
  objects: readonly MovingObject[],
  ground0: Uint8Array,
  joinMetres: number,
  objectOf: Int32Array,
): number {
  const { scene, source, parameters } = tools
  const { positions0, groups0, labels0 } = scene
  const inlier = parameters.inlierMetres
  let joined = 0
  for (let index = 0; index < objects.length; index++) {
    const { lead } = objects[index] as MovingObject
    if (displacement(lead) < SEPARABLE_METRES) continue
    const c = Math.cos(lead.box.yaw)
    const s = Math.sin(lead.box.yaw)
    const reachX = lead.box.size[0] / 2 + joinMetres
    const reachY = lead.box.size[1] / 2 + joinMetres
    const reachZ = lead.box.size[2] / 2 + joinMetres
    for (let i = 0; i < labels0.length; i++) {
      if (ground0[i] === 1 || (objectOf[i] as number) >= 0) continue
      const dx = (positions0[3 * i] as number) - lead.box.center[0]
      const dy = (positions0[3 * i + 1] as number) - lead.box.center[1]
      if (Math.abs(c * dx + s * dy) > reachX || Math.abs(c * dy - s * dx) > reachY) continue
      const z = positions0[3 * i + 2] as number
      if (Math.abs(z - lead.box.center[2]) > reachZ) continue
      const label = labels0[i] as number
      if (label >= 0 && (trials[label] as ClusterTrial).points.length > FRAGMENT_POINTS) continue
      const target = source.targets[groups0 === null ? 0 : (groups0[i] as number)] as SurfaceIndex
      const p = moved(lead.motion, lead.pivot, positions0[3 * i] as number, positions0[3 * i + 1] as number, z)
      const weight = tools.weights
      const going = squaredResidual(target, p[0], p[1], p[2], weight)
      if (going > 2.25 * inlier * inlier) continue
      const staying = squaredResidual(target, positions0[3 * i] as number, positions0[3 * i + 1] as number, z, weight)
      if (staying < going + 0.25 * inlier * inlier) continue
      objectOf[i] = index
      joined++
    }
  }
  return joined
}
