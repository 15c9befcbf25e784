import type { Sweep } from '../../sweep/sweep.ts'
import type { Transform } from '../../sweep/transform.ts'
import { type Alignment, alignToSurface, type SourcePoints } from './alignToSurface.ts'
import { displacementVotes } from './displacementVotes.ts'
import { type RegistrationPoints, registrationPoints } from './registrationPoints.ts'
import { type SurfaceVoxels, surfaceVoxels } from './surfaceVoxels.ts'
import { thin } from './thinning.ts'

/** Edge of the target's voxels, metres: two scan lines of a 64-beam sensor at 30 m, and walls stay flat over three of them. */
const VOXEL_METRES = 0.5
const GROUND_VOXEL_METRES = 1

/** Everything that aligning sweep 0 to sweep 1 needs, made once a pair. */
export interface Registration {
  readonly points0: RegistrationPoints
  readonly points1: RegistrationPoints
  readonly surface: SurfaceVoxels
  readonly groundSurface: SurfaceVoxels
  /** Thinned sweep 0 for the final motion, and a smaller one for trying starts. */
  readonly fine: SourcePoints
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
  const fine: SourcePoints = {
    structure: thin(points0.structure, 0.35, points0.origin, 10_000),
    // Ground is thinned harder: it determines height, roll and pitch with few points and would outweigh what decides x, y and yaw.
    ground: thin(points0.ground, 0.6, points0.origin, 3_000),
  }
  const coarse: SourcePoints = {
    structure: thin(fine.structure, 0.8, points0.origin, 2_000),
    ground: thin(fine.ground, 2, points0.origin, 600),
  }
  return {
    points0,
    points1,
    surface: surfaceVoxels(points1.structure, points1.origin, VOXEL_METRES),
    groundSurface: surfaceVoxels(points1.ground, points1.origin, GROUND_VOXEL_METRES),
    fine,
    coarse,
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
  const { fine, points1 } = registration
  return displacementVotes(fine.structure, points1.structure, points1.origin, searchLimits(intervalSeconds), 5).map(
    vote => vote.sweep1FromSweep0,
  )
}

export function alignCoarsely(registration: Registration, start: Transform<'sweep1', 'sweep0'>): Alignment | null {
  return alignToSurface(registration.coarse, registration.surface, registration.groundSurface, start, {
    iterations: 10,
    scale: [0.5, 0.1],
    search: 27,
  })
}

export function alignFinely(registration: Registration, start: Transform<'sweep1', 'sweep0'>): Alignment | null {
  return alignToSurface(registration.fine, registration.surface, registration.groundSurface, start, {
    iterations: 10,
    scale: [0.2, 0.06],
    search: 7,
  })
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
