import { describe, expect, it } from 'vitest'
import type { Estimate } from '#model/sweep/estimate.ts'
import { fakeEstimate, fakeInstance } from '../testing/fakeData.ts'
import { StableTracks, type TrackAssigner } from './stableTracks.ts'

/** Instances are linked over neighbouring frames when they have the same x of their box; numbers count from the first frame. */
const assign: TrackAssigner = estimates => {
  let next = 1
  let previous = new Map<number, number>()
  return estimates.map(estimate => {
    const here = new Map<number, number>()
    const tracked = estimate && {
      ...estimate,
      instances: estimate.instances.map(instance => {
        const x = instance.box.center[0]
        const track = previous.get(x) ?? next++
        here.set(x, track)
        return { ...instance, track }
      }),
    }
    previous = here
    return tracked
  })
}

/** One estimate with an instance at each x; ids start at 2 in every frame, as the coarse stage numbers them. */
function frame(...places: number[]): Estimate {
  return fakeEstimate(
    'pseudo-labels',
    4,
    places.map((x, i) => fakeInstance(i + 2, { box: { center: [x, 0, 0], size: [4, 2, 1], yaw: 0 } })),
  )
}

const tracksByPlace = (estimate: Estimate | null | undefined) =>
  Object.fromEntries((estimate?.instances ?? []).map(instance => [instance.box.center[0], instance.track]))

describe('track numbers while a sequence is labelled', () => {
  it('stay when frames before are labelled later', () => {
    const tracks = new StableTracks(assign)
    const later = frame(10, 20)
    const first = tracksByPlace(tracks.apply([null, null, later])[2])
    expect(first[10]).not.toBe(first[20])
    const [zero, one, two] = tracks.apply([frame(30, 10), frame(30, 10), later])
    expect(tracksByPlace(two)).toEqual(first)
    expect(tracksByPlace(one)[10]).toBe(first[10])
    expect(tracksByPlace(zero)[10]).toBe(first[10])
    expect(Object.values(first)).not.toContain(tracksByPlace(zero)[30])
  })

  it('merge into the one with more frames when a gap closes', () => {
    const tracks = new StableTracks(assign)
    const frames = [frame(5), null, frame(5), frame(5)]
    const apart = tracks.apply(frames).map(tracksByPlace)
    expect(apart[0]![5]).not.toBe(apart[2]![5])
    const closed = tracks.apply([frames[0]!, frame(5), frames[2]!, frames[3]!]).map(tracksByPlace)
    expect(new Set(closed.map(place => place[5]))).toEqual(new Set([apart[2]![5]]))
  })

  it('never gives one number to two tracks of a frame', () => {
    const tracks = new StableTracks(assign)
    tracks.apply([frame(1), null, frame(2)])
    const result = tracks.apply([frame(1, 2), frame(1, 2), frame(1, 2)])
    for (const estimate of result) {
      const numbers = Object.values(tracksByPlace(estimate))
      expect(new Set(numbers).size).toBe(numbers.length)
    }
  })

  it('keeps the identity of an estimate whose numbers did not change', () => {
    const tracks = new StableTracks(assign)
    const [once] = tracks.apply([frame(1)])
    const [twice] = tracks.apply([once!])
    expect(twice).toBe(once)
  })
})
