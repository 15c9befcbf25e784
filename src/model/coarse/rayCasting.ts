import type { Sweep } from '../sweep/sweep.ts'
import { inverse, type Transform, transformPoints } from '../sweep/transform.ts'
import { breathe, type TaskOptions } from '../task/task.ts'
import type { FreeSpaceEvidence } from './coarseResult.ts'
import type { RayCastingParameters } from './parameters.ts'
import { BINS_AROUND, type BinWindow, binWindow, type RayBundle, raysOf, shiftColumn } from './rayCasting/rayBundle.ts'

/** Points to be judged: of one sweep, given in the frame of the sweep whose rays judge them. */
export interface JudgedPoints {
  /** N x 3, metres, frame of the rays. */
  readonly positions: Float32Array
  /** N; metres above the ground of their own sweep. */
  readonly heightAboveGround: Float32Array
  /** N; 1 = not judged (ground). */
  readonly skip: Uint8Array
}

export interface RayVotes {
  /** N; rays that passed through the point's place and went on. */
  readonly free: Uint16Array
  /** N; returns at the point's place. */
  readonly occupied: Uint16Array
  /** N; 1 = some ray in the point's direction ended before it. */
  readonly blocked: Uint8Array
}

/** Points nearer to the lidar than this are met by rays from too many directions to be judged. */
export const MINIMUM_JUDGED_RANGE_METRES = 1

/**
 * Votes of one sweep's rays on points. A ray with unit direction d from o to a return at range l votes
 * - free on point p ahead of it when its distance from p is at most rayRadius + beamDivergence s, with s = d (p - o), and it goes on:
 *   l >= s + margin + marginPerMetre s; a ray that ends on the ground only if p is at least `grazingClearance` above ground;
 * - occupied when its return lies within `occupiedRadius` of p.
 * The free-space rule is that of voxel traversal (Amanatides and Woo 1987; DUFOMap, Duberg 2024) without the voxels:
 * distances are exact and no cell is shared by an object's edge and the air beside it.
 */
export async function castRays(
  bundles: readonly RayBundle[],
  points: JudgedPoints,
  parameters: RayCastingParameters,
  task: TaskOptions = {},
): Promise<RayVotes> {
  const total = points.skip.length
  const votes: RayVotes = {
    free: new Uint16Array(total),
    occupied: new Uint16Array(total),
    blocked: new Uint8Array(total),
  }
  for (const rays of bundles) {
    for (let from = 0; from < total; from += 2048) {
      await breathe(task.signal)
      castSlice(rays, points, parameters, votes, from, Math.min(total, from + 2048))
    }
  }
  return votes
}

function castSlice(
  rays: RayBundle,
  points: JudgedPoints,
  parameters: RayCastingParameters,
  votes: RayVotes,
  from: number,
  to: number,
): void {
  const { positions, heightAboveGround, skip } = points
  const { starts, binsUp, direction, range, endsOnGround, originShift, moves } = rays
  const { rayRadiusMetres, beamDivergence, marginMetres, marginPerMetre, grazingClearanceMetres } = parameters
  const occupiedSquared = parameters.occupiedRadiusMetres ** 2
  const window: BinWindow = { firstUp: 0, lastUp: 0, firstAround: 0, binsAround: 0 }
  for (let i = from; i < to; i++) {
    if (skip[i] === 1) continue
    let x = (positions[3 * i] as number) - rays.origin[0]
    let y = (positions[3 * i + 1] as number) - rays.origin[1]
    let z = (positions[3 * i + 2] as number) - rays.origin[2]
    if (moves) {
      // The place where it fired depends on the direction seen from there: the second look is exact to centimetres.
      const first = shiftColumn(x, y)
      const column = shiftColumn(x - (originShift[3 * first] as number), y - (originShift[3 * first + 1] as number))
      x -= originShift[3 * column] as number
      y -= originShift[3 * column + 1] as number
      z -= originShift[3 * column + 2] as number
    }
    const squared = x * x + y * y + z * z
    const distance = Math.sqrt(squared)
    if (distance < MINIMUM_JUDGED_RANGE_METRES) continue
    const widest = Math.max(rayRadiusMetres + beamDivergence * distance, parameters.occupiedRadiusMetres)
    binWindow(rays, x, y, z, widest, window)
    const clear = Number((heightAboveGround[i] as number) >= grazingClearanceMetres)
    let free = 0
    let occupied = 0
    let blocked = 0
    // Bins of a column lie one after another: each is one run of rays.
    for (let around = 0; around < window.binsAround; around++) {
      let column = window.firstAround + around
      if (column < 0) column += BINS_AROUND
      else if (column >= BINS_AROUND) column -= BINS_AROUND
      const last = starts[column * binsUp + window.lastUp + 1] as number
      for (let ray = starts[column * binsUp + window.firstUp] as number; ray < last; ray++) {
        const along =
          (direction[3 * ray] as number) * x +
          (direction[3 * ray + 1] as number) * y +
          (direction[3 * ray + 2] as number) * z
        const across = squared - along * along
        const length = range[ray] as number
        const radius = rayRadiusMetres + beamDivergence * along
        const short = length - along
        // Half of the rays pass farther off than anything asks, in no order: bits instead of branches, which would be guessed wrong.
        const ahead = Number(along > 0)
        const near = ahead & Number(across <= radius * radius)
        const goesOn = Number(length >= along + marginMetres + marginPerMetre * along)
        const meets = ahead & Number(across + short * short <= occupiedSquared)
        free += goesOn & near & (clear | ((endsOnGround[ray] as number) ^ 1))
        occupied += meets & (goesOn ^ 1)
        blocked |= near & Number(short < -marginMetres) & (meets ^ 1)
      }
    }
    votes.blocked[i] = (votes.blocked[i] as number) | blocked
    votes.free[i] = Math.min(65535, (votes.free[i] as number) + free)
    votes.occupied[i] = Math.min(65535, (votes.occupied[i] as number) + occupied)
  }
}

/** A sweep with its ground, ready to send rays and to be judged. */
export interface RayCastSweep {
  readonly sweep: Sweep
  readonly ground: Uint8Array
  readonly heightAboveGround: Float32Array
}

export interface RayCastContext extends RayCastSweep {
  readonly sweep0FromContext: Transform<'sweep0', 'context'>
}

export interface RayCastEvidence {
  readonly evidence0: FreeSpaceEvidence
  readonly evidence1: FreeSpaceEvidence
  /** N0; 1 = sweep 1 could not see the point's place: something stands before it. */
  readonly hidden0: Uint8Array
}

/** Evidence both ways: sweep 1's rays judge sweep 0's points and the reverse; context sweeps judge both. */
export async function freeSpaceEvidence(
  input: {
    readonly sweep0: RayCastSweep
    readonly sweep1: RayCastSweep
    readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'>
    readonly intervalSeconds: number
    readonly context: readonly RayCastContext[]
  },
  parameters: RayCastingParameters,
  task: TaskOptions = {},
): Promise<RayCastEvidence> {
  const { sweep0, sweep1, sweep1FromSweep0 } = input
  const sweep0FromSweep1 = inverse(sweep1FromSweep0)
  const travel: [number, number, number] = [
    sweep0FromSweep1.translation[0] as number,
    sweep0FromSweep1.translation[1] as number,
    sweep0FromSweep1.translation[2] as number,
  ]
  const rays = (from: RayCastSweep) => raysOf(from.sweep, from.ground, travel, input.intervalSeconds)
  const judge = async (judged: RayCastSweep, positions: Float32Array, bundles: readonly RayBundle[]) =>
    castRays(bundles, { positions, heightAboveGround: judged.heightAboveGround, skip: judged.ground }, parameters, task)
  const votes0 = [await judge(sweep0, transformPoints(sweep1FromSweep0, sweep0.sweep.positions), rays(sweep1))]
  const votes1 = [await judge(sweep1, transformPoints(sweep0FromSweep1, sweep1.sweep.positions), rays(sweep0))]
  for (const context of input.context) {
    const bundles = rays(context)
    const contextFromSweep0 = inverse(context.sweep0FromContext)
    const inSweep0 = transformPoints(sweep0FromSweep1, sweep1.sweep.positions)
    const contextFromSweep1 = transformPoints(contextFromSweep0, inSweep0)
    votes0.push(await judge(sweep0, transformPoints(contextFromSweep0, sweep0.sweep.positions), bundles))
    votes1.push(await judge(sweep1, contextFromSweep1, bundles))
  }
  return {
    evidence0: decide(votes0, parameters),
    evidence1: decide(votes1, parameters),
    hidden0: hiddenOf(votes0[0] as RayVotes),
  }
}

/** Dynamic = a sweep saw the place free and met nothing there; with more than two sweeps, two of them must say so. */
function decide(votes: readonly RayVotes[], parameters: RayCastingParameters): FreeSpaceEvidence {
  const total = votes[0]?.free.length ?? 0
  const free = new Uint16Array(total)
  const occupied = new Uint16Array(total)
  const sweeps = new Uint8Array(total)
  for (const vote of votes)
    for (let i = 0; i < total; i++) {
      free[i] = Math.min(65535, (free[i] as number) + (vote.free[i] as number))
      occupied[i] = Math.min(65535, (occupied[i] as number) + (vote.occupied[i] as number))
      if ((vote.free[i] as number) >= parameters.minimumVotes && vote.occupied[i] === 0)
        sweeps[i] = (sweeps[i] as number) + 1
    }
  const needed = votes.length > 1 ? 2 : 1
  const dynamic = new Uint8Array(total)
  for (let i = 0; i < total; i++) if ((sweeps[i] as number) >= needed) dynamic[i] = 1
  return { free, occupied, dynamic }
}

function hiddenOf(votes: RayVotes): Uint8Array {
  const hidden = new Uint8Array(votes.blocked.length)
  for (let i = 0; i < hidden.length; i++)
    if (votes.blocked[i] === 1 && votes.free[i] === 0 && votes.occupied[i] === 0) hidden[i] = 1
  return hidden
}
