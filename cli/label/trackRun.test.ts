import { describe, expect, it } from 'vitest'
import { trackNumbers } from '#model/coarse/tracking.ts'
import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'
import { fromYaw } from '#model/sweep/transform.ts'
import { TrackRun } from './trackRun.ts'

/** Cars in lanes 5 m apart, each 1 m on in every pair; `ids` says in which lanes there is one and how the pair numbers it. */
function pair(k: number, ids: Readonly<Record<number, number>>): Estimate {
  const instances = Object.entries(ids).map(
    ([lane, id]): EstimateInstance => ({
      id,
      track: id,
      label: '',
      box: { center: [k, 5 * Number(lane), 0.7], size: [4, 2, 1.5], yaw: 0 },
      sweep1FromSweep0: fromYaw<'sweep1', 'sweep0'>(0, [1, 0, 0]),
      speedMetresPerSecond: 10,
      moving: true,
      pointCount: 50,
      confidence: 1,
    }),
  )
  const none = new Float32Array(0)
  return {
    source: 'pseudo-labels',
    name: '',
    flow: none,
    instance: new Int32Array(0),
    dynamic: none,
    confidence: null,
    valid: null,
    instances,
    sweep1FromSweep0: fromYaw<'sweep1', 'sweep0'>(0, [0, 0, 0]),
    intervalSeconds: 0.1,
  }
}

const FRAMES = [
  pair(0, { 0: 2, 1: 3 }),
  pair(1, { 1: 2, 2: 3 }),
  pair(2, { 0: 2, 1: 3, 2: 4 }),
  pair(3, { 2: 2, 1: 3 }),
]

function same(a: readonly ReadonlyMap<number, number>[], b: readonly ReadonlyMap<number, number>[]): boolean {
  const numberOf = new Map<number, number>()
  return a.every((tracks, k) =>
    [...tracks].every(([id, track]) => {
      const other = b[k]?.get(id)
      if (other === undefined) return false
      if (!numberOf.has(track)) numberOf.set(track, other)
      return numberOf.get(track) === other
    }),
  )
}

describe('TrackRun', () => {
  it('gives objects the numbers that tracking the whole sequence gives them', () => {
    const run = new TrackRun(null)
    const numbers = FRAMES.map((estimate, index) => run.number(index, estimate))
    const whole = trackNumbers(FRAMES)
    expect(same(numbers, whole) && same(whole, numbers)).toBe(true)
    expect(new Set(numbers.flatMap(tracks => [...tracks.values()])).size).toBe(4)
  })

  it('goes on from its text as if it had not been interrupted', () => {
    const through = new TrackRun(null)
    const expected = FRAMES.map((estimate, index) => [...through.number(index, estimate)])
    let text: string | null = null
    const numbers = FRAMES.map((estimate, index) => {
      const run = new TrackRun(text)
      const tracks = [...run.number(index, estimate)]
      text = run.state
      return tracks
    })
    expect(numbers).toEqual(expected)
  })

  it('ends every track at a pair that is left out', () => {
    const run = new TrackRun(null)
    const first = [...run.number(0, pair(0, { 0: 2 })).values()]
    const later = [...run.number(2, pair(2, { 0: 2 })).values()]
    expect(later).not.toEqual(first)
  })
})
