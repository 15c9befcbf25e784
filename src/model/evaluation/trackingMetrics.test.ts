import { describe, expect, it } from 'vitest'
import { type TrackedObject, trackingMetrics } from './trackingMetrics.ts'

/** One true object over frames: `a`, `b` = matched by that track, `.` = sought and not matched, ` ` = not sought. */
function followed(history: string, track = 1): TrackedObject[][] {
  return [...history].map(letter =>
    letter === ' ' ? [] : [{ track, claimed: letter === '.' ? null : letter.charCodeAt(0) }],
  )
}

const own = (_: number, instance: number) => instance

describe('tracking metrics', () => {
  for (const [history, idSwitches, fragmentations, idStability] of [
    ['aaaa', 0, 0, 1],
    ['aabb', 1, 0, 0.5],
    ['aba', 2, 0, 2 / 3],
    ['aa.a', 0, 1, 1],
    ['aa..bb', 1, 1, 0.5],
    ['..aa', 0, 0, 1],
    ['aa..', 0, 0, 1],
    // Out of sight is no failure of the tracker: nothing was sought.
    ['aa  aa', 0, 0, 1],
    ['a.a.a', 0, 2, 1],
  ] as const)
    it(`of the history ${JSON.stringify(history)}`, () => {
      expect(trackingMetrics(followed(history), own)).toEqual({ tracks: 1, idSwitches, fragmentations, idStability })
    })

  it('never matched: no id to be stable', () => {
    expect(trackingMetrics(followed('....'), own)).toEqual({
      tracks: 1,
      idSwitches: 0,
      fragmentations: 0,
      idStability: Number.NaN,
    })
    expect(trackingMetrics([], own).tracks).toBe(0)
  })

  it('are sums over objects, whatever their instances are called in each frame', () => {
    const first = followed('aaaa', 1)
    const second = followed('bb.b', 2)
    const frames = first.map((objects, k) => [...objects, ...(second[k] ?? [])])
    expect(trackingMetrics(frames, own)).toMatchObject({ tracks: 2, idSwitches: 0, fragmentations: 1 })
    // Ids of instances change from frame to frame; what counts is the track that they belong to.
    const renamed = frames.map((objects, k) =>
      objects.map(({ track, claimed }) => ({ track, claimed: claimed === null ? null : claimed + 50 * k })),
    )
    const trackOf = (frame: number, instance: number) => instance - 50 * frame
    expect(trackingMetrics(renamed, trackOf)).toEqual(trackingMetrics(frames, own))
    expect(trackingMetrics(renamed, own).idSwitches).toBe(5)
  })
})
