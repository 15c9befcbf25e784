import type { PointVotes, RayVote } from '#model/coarse/rayCasting/explainVotes.ts'
import type { RayLine } from '#viewer/contract.ts'

/** Rays listed and drawn; a point beside a wall has hundreds, and the ones that pass nearest come first. */
export const SHOWN_VOTES = 14

/** What the rays together say of the point, in one sentence. */
export function verdictWords({ judged, free, occupied, dynamic, votes }: PointVotes): string {
  if (!judged) return 'Not judged: ground, or right at the sensor.'
  if (dynamic && occupied === 0)
    return `${plural(free, 'ray')} passed its place and went on, none ended there: evidence of motion.`
  if (dynamic) {
    // With more than two sweeps: some saw the place free and nothing there, others saw it taken.
    const taken = new Set(votes.filter(vote => vote.verdict === 'occupied').map(vote => JSON.stringify(vote.from)))
    const passed = votes.filter(vote => vote.verdict === 'free' && !taken.has(JSON.stringify(vote.from)))
    const sweeps = new Set(passed.map(vote => JSON.stringify(vote.from))).size
    return `${sweeps} sweeps saw its place free (${plural(passed.length, 'ray')}), in ${taken.size} something was there: evidence of motion.`
  }
  if (occupied > 0 && free > 0)
    return `${plural(occupied, 'ray')} ended at its place, ${free} went on: an edge, still there in the other sweep.`
  if (occupied > 0) return `${plural(occupied, 'ray')} ended at its place: something is still there.`
  if (free > 0) return `${plural(free, 'ray')} passed its place: too few to be sure.`
  if (votes.length > 0) return 'Something stands before it: the other sweep could not see its place.'
  return 'No ray of another sweep came near.'
}

/** What one ray did, and where it came from. */
export function voteWords(vote: RayVote): { readonly what: string; readonly where: string } {
  const beyond = vote.lengthMetres - vote.alongMetres
  const near = `${(100 * vote.missMetres).toFixed(0)} cm`
  const { from } = vote
  const source =
    from.kind === 'context' ? `other sweep ${from.index + 1}` : from.kind === 'sweep1' ? 'next sweep' : 'this sweep'
  const where = `${source}, return ${vote.point} at ${vote.lengthMetres.toFixed(1)} m${vote.endsOnGround ? ', ground' : ''}`
  switch (vote.verdict) {
    case 'free':
      return { what: `passed ${near} beside it, ended ${beyond.toFixed(1)} m behind`, where }
    case 'occupied':
      return { what: `ended ${near} from it`, where }
    case 'blocked':
      return { what: `ended ${(-beyond).toFixed(1)} m before it`, where }
  }
}

/** The rays that are drawn: those of the list, the one that is pointed at (or else the first) emphasised. */
export function rayLines(votes: PointVotes | null, pointed: number | null): RayLine[] {
  return (votes?.votes ?? []).slice(0, SHOWN_VOTES).map(({ start, end, verdict }, place) => ({
    start,
    end,
    verdict,
    sweep: votes?.sweep ?? 0,
    emphasised: place === (pointed ?? 0),
  }))
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
