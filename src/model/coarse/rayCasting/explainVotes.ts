import { compose, inverse, type Transform, transformPoint, transformPoints } from '../../sweep/transform.ts'
import type { RayCastingParameters } from '../parameters.ts'
import { type freeSpaceEvidence, MINIMUM_JUDGED_RANGE_METRES, type RayCastSweep } from '../rayCasting.ts'
import { type RayBundle, raysOf, shiftColumn } from './rayBundle.ts'

/** What free-space evidence is made of: sweeps with their ground, and how they lie to each other. */
export type RayCastInput = Parameters<typeof freeSpaceEvidence>[0]

export type Vertex = readonly [number, number, number]

/** One ray of another sweep that has something to say of a point. */
export interface RayVote {
  /** It passed through the point's place and went on; it ended there; it ended before it. */
  readonly verdict: 'free' | 'occupied' | 'blocked'
  /** The sweep that sent it; `context` counts the other sweeps of the sequence in their given order. */
  readonly from: { readonly kind: 'sweep0' | 'sweep1' } | { readonly kind: 'context'; readonly index: number }
  /** Index of its return in that sweep. */
  readonly point: number
  /** Where it started and ended, metres, frame of the judged point. */
  readonly start: Vertex
  readonly end: Vertex
  /** Metres from its start to its return. */
  readonly lengthMetres: number
  /** Metres from its start to the place where it passes the point nearest. */
  readonly alongMetres: number
  /** Metres between the ray and the point there; for a ray that ended at the place, between its return and the point. */
  readonly missMetres: number
  readonly endsOnGround: boolean
}

/** Why a point has the evidence that it has. */
export interface PointVotes {
  readonly sweep: 0 | 1
  readonly index: number
  /** Metres, frame of its own sweep. */
  readonly place: Vertex
  /** Ground is not judged, nor is what stands right at a lidar. */
  readonly judged: boolean
  readonly free: number
  readonly occupied: number
  readonly dynamic: boolean
  /** What decided first: rays that passed for dynamic evidence, else returns at the place, else what passed or was in the way. */
  readonly votes: readonly RayVote[]
}

interface Judge {
  readonly from: RayVote['from']
  readonly bundles: readonly RayBundle[]
  readonly positions: Float32Array
  /** Takes the judge's frame into that of the judged point. */
  readonly pointFromRays: Transform
  /** The judged point in the judge's frame, rounded as the fast path rounds it. */
  readonly place: Vertex
}

/**
 * Tells for single points which rays voted for them: the votes of `freeSpaceEvidence` one by one. Every ray of a bundle is looked
 * at, so nothing depends on how the fast path finds its rays.
 */
export function voteExplainer(
  input: RayCastInput,
  parameters: RayCastingParameters,
): (sweep: 0 | 1, index: number) => PointVotes {
  const { sweep0, sweep1, sweep1FromSweep0, intervalSeconds, context } = input
  const sweep0FromSweep1 = inverse(sweep1FromSweep0)
  const [tx = 0, ty = 0, tz = 0] = sweep0FromSweep1.translation
  const cast = new Map<RayCastSweep, readonly RayBundle[]>()
  const bundlesOf = (of: RayCastSweep) => {
    const known = cast.get(of)
    if (known) return known
    const made = raysOf(of.sweep, of.ground, [tx, ty, tz], intervalSeconds)
    cast.set(of, made)
    return made
  }

  const judgesOf = (sweep: 0 | 1, index: number): Judge[] => {
    const judged = sweep === 0 ? sweep0 : sweep1
    const other = sweep === 0 ? sweep1 : sweep0
    const own = judged.sweep.positions.slice(3 * index, 3 * index + 3)
    const first: Judge = {
      from: { kind: sweep === 0 ? 'sweep1' : 'sweep0' },
      bundles: bundlesOf(other),
      positions: other.sweep.positions,
      pointFromRays: sweep === 0 ? sweep0FromSweep1 : sweep1FromSweep0,
      place: vertex(transformPoints(sweep === 0 ? sweep1FromSweep0 : sweep0FromSweep1, own)),
    }
    const inSweep0 = sweep === 0 ? own : transformPoints(sweep0FromSweep1, own)
    const others = context.map((neighbour, k): Judge => {
      const sweep0FromContext: Transform = neighbour.sweep0FromContext
      return {
        from: { kind: 'context', index: k },
        bundles: bundlesOf(neighbour),
        positions: neighbour.sweep.positions,
        pointFromRays:
          sweep === 0 ? sweep0FromContext : compose<string, string, string>(sweep1FromSweep0, sweep0FromContext),
        place: vertex(transformPoints(inverse(sweep0FromContext), inSweep0)),
      }
    })
    return [first, ...others]
  }

  return (sweep, index) => {
    const judged = sweep === 0 ? sweep0 : sweep1
    const place = vertex(judged.sweep.positions.subarray(3 * index, 3 * index + 3))
    const none = { sweep, index, place, free: 0, occupied: 0, dynamic: false, votes: [] }
    if (judged.ground[index] === 1) return { ...none, judged: false }
    const clear = (judged.heightAboveGround[index] as number) >= parameters.grazingClearanceMetres
    const votes: RayVote[] = []
    let near = true
    let sweepsForDynamic = 0
    for (const judge of judgesOf(sweep, index)) {
      const before = votes.length
      for (const bundle of judge.bundles) if (collect(judge, bundle, clear, parameters, votes)) near = false
      const said = votes.slice(before)
      const passed = said.filter(({ verdict }) => verdict === 'free').length
      if (passed >= parameters.minimumVotes && said.every(({ verdict }) => verdict !== 'occupied')) sweepsForDynamic++
    }
    const counted = (verdict: RayVote['verdict']) => votes.filter(vote => vote.verdict === verdict).length
    const dynamic = sweepsForDynamic >= (context.length > 0 ? 2 : 1)
    return {
      ...none,
      judged: !near,
      free: counted('free'),
      occupied: counted('occupied'),
      dynamic,
      votes: votes.sort((a, b) => rank(a.verdict, dynamic) - rank(b.verdict, dynamic) || a.missMetres - b.missMetres),
    }
  }
}

function rank(verdict: RayVote['verdict'], dynamic: boolean): number {
  const order: readonly RayVote['verdict'][] = dynamic
    ? ['free', 'occupied', 'blocked']
    : ['occupied', 'free', 'blocked']
  return order.indexOf(verdict)
}

/** Appends the votes of one lidar's rays; false when the point is too near to be judged by it. The rule is that of `castRays`. */
function collect(
  judge: Judge,
  bundle: RayBundle,
  clear: boolean,
  parameters: RayCastingParameters,
  votes: RayVote[],
): boolean {
  const { origin, originShift, moves, direction, range, endsOnGround, point } = bundle
  const { rayRadiusMetres, beamDivergence, marginMetres, marginPerMetre, occupiedRadiusMetres } = parameters
  let start = origin
  let [x, y, z] = [0, 1, 2].map(k => (judge.place[k] as number) - (origin[k] as number)) as [number, number, number]
  if (moves) {
    const first = shiftColumn(x, y)
    const column = shiftColumn(x - (originShift[3 * first] as number), y - (originShift[3 * first + 1] as number))
    const shift = vertex(originShift.subarray(3 * column, 3 * column + 3))
    start = [origin[0] + shift[0], origin[1] + shift[1], origin[2] + shift[2]]
    x -= shift[0]
    y -= shift[1]
    z -= shift[2]
  }
  const squared = x * x + y * y + z * z
  if (Math.sqrt(squared) < MINIMUM_JUDGED_RANGE_METRES) return false
  for (let ray = 0; ray < range.length; ray++) {
    const along =
      (direction[3 * ray] as number) * x +
      (direction[3 * ray + 1] as number) * y +
      (direction[3 * ray + 2] as number) * z
    if (along <= 0) continue
    const across = squared - along * along
    const length = range[ray] as number
    const radius = rayRadiusMetres + beamDivergence * along
    const passes = across <= radius * radius
    const fromReturn = across + (length - along) * (length - along)
    let verdict: RayVote['verdict']
    if (length >= along + marginMetres + marginPerMetre * along) {
      if (!passes || !(clear || endsOnGround[ray] === 0)) continue
      verdict = 'free'
    } else if (fromReturn <= occupiedRadiusMetres ** 2) verdict = 'occupied'
    else if (length < along - marginMetres && passes) verdict = 'blocked'
    else continue
    const index = point[ray] as number
    votes.push({
      verdict,
      from: judge.from,
      point: index,
      start: transformPoint(judge.pointFromRays, ...start),
      end: transformPoint(judge.pointFromRays, ...vertex(judge.positions.subarray(3 * index, 3 * index + 3))),
      lengthMetres: length,
      alongMetres: along,
      missMetres: Math.sqrt(Math.max(0, verdict === 'occupied' ? fromReturn : across)),
      endsOnGround: endsOnGround[ray] === 1,
    })
  }
  return true
}

function vertex(values: Float32Array): Vertex {
  return [values[0] as number, values[1] as number, values[2] as number]
}
