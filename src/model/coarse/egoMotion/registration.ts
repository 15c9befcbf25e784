import type { Sweep } from '../../sweep/sweep.ts'
import type { Transform } from '../../sweep/transform.ts'
import {
  type Alignment,
  alignToSurface,
  type Correspondence,
  type SourcePoints,
  type TargetSurfaces,
} from './alignToSurface.ts'
import { displacementVotes } from './displacementVotes.ts'
import { type RegistrationPoints, registrationPoints } from './registrationPoints.ts'
import { surfaceVoxels } from './surfaceVoxels.ts'
import { thin } from './thinning.ts'

/** Edge of the target's voxels, metres: two scan lines of a 64-beam sensor at 30 m, and walls stay flat over three of them. */
const VOXEL_METRES = 0.5
const GROUND_VOXEL_METRES = 1
/** The final motion uses one point a voxel of this edge: near ground bounds height, roll and pitch, and is most of what the motion moves. */
const FINE_METRES = 0.2
/** Most points of a kind and a way in the final alignment. */
const FINE_POINTS = 10_000

/** Everything that aligning sweep 0 to sweep 1 needs, made once a pair. */
export interface Registration {
  readonly points0: RegistrationPoints
  readonly points1: RegistrationPoints
  readonly surfaces1: TargetSurfaces
  /** Thinned sweep 0: its structure votes for starts and judges motions. */
  readonly sample: SourcePoints
  /** A smaller one for trying starts. */
  readonly coarse: SourcePoints
}

export function prepareRegistration(
  sweep0: Sweep,
  sweep1: Sweep,
  ground0: Uint8Array,
  ground1: Uint8Array,
): Registration {
  const points0 = registrationPoints(sweep0, ground0)
  const points1 = registrationPoints(sweep1, ground1)
  const sample: SourcePoints = {
    structure: thin(points0.structure, 0.35, points0.origin, 10_000),
    // Ground is thinned harder: it would outvote what decides x, y and yaw, by which starts are told apart.
    ground: thin(points0.ground, 0.6, points0.origin, 3_000),
  }
  const coarse: SourcePoints = {
    structure: thin(sample.structure, 0.8, points0.origin, 2_000),
    ground: thin(sample.ground, 2, points0.origin, 600),
  }
  return { points0, points1, surfaces1: surfacesOf(points1), sample, coarse }
}

function surfacesOf({ structure, ground, origin }: RegistrationPoints): TargetSurfaces {
  return {
    structure: surfaceVoxels(structure, origin, VOXEL_METRES),
    ground: surfaceVoxels(ground, origin, GROUND_VOXEL_METRES),
  }
}

function finePoints({ structure, ground, origin }: RegistrationPoints): SourcePoints {
  return {
    structure: thin(structure, FINE_METRES, origin, FINE_POINTS),
    ground: thin(ground, FINE_METRES, origin, FINE_POINTS),
  }
}

/** Fastest vehicle and fastest turn that starts are sought for: 45 m/s and 60 degrees/s, within what a vote can cover. */
export function searchLimits(intervalSeconds: number): { metres: number; yaw: number } {
  return {
    metres: Math.min(12, Math.max(3, 45 * intervalSeconds)),
    yaw: (Math.min(20, Math.max(6, 60 * intervalSeconds)) * Math.PI) / 180,
  }
}

/** Starting motions by votes, best first. */
export function votedStarts(registration: Registration, intervalSeconds: number): Transform<'sweep1', 'sweep0'>[] {
  const { sample, points1 } = registration
  return displacementVotes(sample.structure, points1.structure, points1.origin, searchLimits(intervalSeconds), 5).map(
    vote => vote.sweep1FromSweep0,
  )
}

/** Right to a few centimetres, from a start within half a metre. */
export function alignCoarsely(
  { coarse, surfaces1 }: Registration,
  start: Transform<'sweep1', 'sweep0'>,
): Alignment | null {
  return alignToSurface({ source: coarse, target: surfaces1 }, null, start, {
    iterations: 10,
    scale: [0.5, 0.1],
    search: 27,
  })
}

/** Right to one or two centimetres: enough to check a motion, at a third of what the final alignment takes. */
export function alignSample(
  { sample, surfaces1 }: Registration,
  start: Transform<'sweep1', 'sweep0'>,
): Alignment | null {
  return alignToSurface({ source: sample, target: surfaces1 }, null, start, {
    iterations: 10,
    scale: [0.2, 0.06],
    search: 7,
  })
}

/** The final motion: many points of each sweep on the surfaces of the other. */
export function alignFinely(
  { points0, points1, surfaces1 }: Registration,
  start: Transform<'sweep1', 'sweep0'>,
): Alignment | null {
  const forward: Correspondence = { source: finePoints(points0), target: surfaces1 }
  const backward: Correspondence = { source: finePoints(points1), target: surfacesOf(points0) }
  return alignToSurface(forward, backward, start, { iterations: 10, scale: [0.2, 0.04], search: 7 })
}

/** How far two motions put the same points apart: mean over four points at 15 m and the sensor itself, metres. */
export function separation(a: Transform, b: Transform, origin: readonly [number, number, number]): number {
  const reach = 15
  let sum = 0
  const offsets: readonly (readonly [number, number])[] = [
    [0, 0],
    [reach, 0],
    [-reach, 0],
    [0, reach],
    [0, -reach],
  ]
  for (const [dx, dy] of offsets) {
    let squared = 0
    for (let row = 0; row < 3; row++) {
      const p = [origin[0] + dx, origin[1] + dy, origin[2]]
      let difference = (a.translation[row] as number) - (b.translation[row] as number)
      for (let column = 0; column < 3; column++)
        difference +=
          ((a.rotation[3 * row + column] as number) - (b.rotation[3 * row + column] as number)) * (p[column] as number)
      squared += difference * difference
    }
    sum += Math.sqrt(squared)
  }
  return sum / offsets.length
}
