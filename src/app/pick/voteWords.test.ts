import { describe, expect, it } from 'vitest'
import type { RayVote } from '#model/coarse/rayCasting/explainVotes.ts'
import { fakeVotes } from '../testing/fakeData.ts'
import { rayLines, SHOWN_VOTES, verdictWords, voteWords } from './voteWords.ts'

const votes = fakeVotes(0, 5)
const [ray] = votes.votes

describe('votes in words', () => {
  it('say in one sentence what the rays together mean', () => {
    expect(verdictWords(votes)).toBe('2 rays passed its place and went on, none ended there: evidence of motion.')
    const at = (verdict: RayVote['verdict'], from: RayVote['from']) => ({ ...ray!, verdict, from })
    const other = (index: number) => ({ kind: 'context', index }) as const
    const several = {
      ...votes,
      occupied: 1,
      votes: [
        at('free', { kind: 'sweep1' }),
        at('free', other(0)),
        at('free', other(0)),
        at('free', other(1)),
        at('occupied', other(1)),
      ],
    }
    expect(verdictWords(several)).toBe(
      '2 sweeps saw its place free (3 rays), in 1 something was there: evidence of motion.',
    )
    expect(verdictWords({ ...votes, dynamic: false, free: 1 })).toContain('1 ray passed its place: too few')
    expect(verdictWords({ ...votes, dynamic: false, free: 0, occupied: 3 })).toContain('still there')
    expect(verdictWords({ ...votes, dynamic: false, occupied: 1 })).toContain('an edge')
    expect(verdictWords({ ...votes, dynamic: false, free: 0 })).toContain('could not see its place')
    expect(verdictWords({ ...votes, dynamic: false, free: 0, votes: [] })).toContain('No ray')
    expect(verdictWords({ ...votes, judged: false })).toContain('Not judged')
  })

  it('say of each ray what it did and whose it is', () => {
    expect(voteWords(ray!)).toEqual({
      what: 'passed 2 cm beside it, ended 10.0 m behind',
      where: 'next sweep, return 3 at 20.0 m',
    })
    expect(voteWords(votes.votes[2]!).what).toBe('ended 6.0 m before it')
    expect(
      voteWords({ ...ray!, verdict: 'occupied', from: { kind: 'context', index: 1 }, endsOnGround: true }),
    ).toEqual({
      what: 'ended 2 cm from it',
      where: 'other sweep 2, return 3 at 20.0 m, ground',
    })
  })
})

describe('rays in the view', () => {
  it('are those of the list, the first or the one that is pointed at emphasised', () => {
    expect(rayLines(null, null)).toEqual([])
    expect(rayLines(votes, null).map(line => line.emphasised)).toEqual([true, false, false])
    expect(rayLines(votes, 2).map(line => line.emphasised)).toEqual([false, false, true])
    expect(rayLines({ ...votes, sweep: 1 }, null)[0]).toMatchObject({ sweep: 1, end: [20, 0, 0], verdict: 'free' })
    const many = { ...votes, votes: Array.from({ length: 99 }, () => ray!) }
    expect(rayLines(many, null)).toHaveLength(SHOWN_VOTES)
  })
})
