import { describe, expect, it } from 'vitest'
import type { EstimateInstance } from '../sweep/estimate.ts'
import { identity } from '../sweep/transform.ts'
import { objectTracks } from './objectTracks.ts'
import { meanDifference, speedCurve, trueTrackOf } from './speedCurve.ts'

function objectAt(track: number, x: number, y: number, speed: number, size: [number, number] = [4, 2], yaw = 0) {
  return {
    id: track,
    track,
    label: 'car',
    box: { center: [x, y, 0], size: [...size, 1.5], yaw },
    sweep1FromSweep0: identity(),
    speedMetresPerSecond: speed,
    moving: true,
    pointCount: 30,
    confidence: null,
  } satisfies EstimateInstance
}

describe('speed curves', () => {
  it('have the speed of each frame, and gaps where the object was not seen', () => {
    const [track] = objectTracks([null, [objectAt(3, 0, 0, 5)], [], [objectAt(3, 1, 0, 6)], [objectAt(3, 2, 0, 7)]])
    expect(speedCurve(track!, 6)).toEqual([Number.NaN, 5, Number.NaN, 6, 7, Number.NaN])
    expect(speedCurve(track!, 4)).toEqual([Number.NaN, 5, Number.NaN, 6])
  })

  it('differ on average where both are known', () => {
    const none = Number.NaN
    expect(meanDifference([1, none, 3, 4], [2, 5, none, 7])).toBe(2)
    expect(meanDifference([1, none], [none, 2])).toBeNull()
    expect(meanDifference([1, 2, 3], [1.5])).toBe(0.5)
  })

  it('find the true object in whose turned box the centre lies most often', () => {
    // Two long boxes side by side along a diagonal; the fitted one wanders once into the neighbour's.
    const truth = [0, 1, 2, 3].map(p => [
      objectAt(20, p, p, 9, [8, 2], Math.PI / 4),
      objectAt(21, p + 2, p - 2, 9, [8, 2], Math.PI / 4),
    ])
    const fitted = objectTracks([
      [objectAt(5, 2, 2, 8, [1, 1])],
      [objectAt(5, 3, 3, 8, [1, 1])],
      [objectAt(5, 4, 0, 8, [1, 1])],
      [objectAt(5, 40, 0, 8, [1, 1])],
    ])
    expect(trueTrackOf(fitted[0]!, truth)).toBe(20)
    expect(trueTrackOf(fitted[0]!, [null, null, truth[2]!, null])).toBe(21)
    expect(trueTrackOf(fitted[0]!, [])).toBeNull()
    // Beside the box, though within its length of the centre.
    expect(trueTrackOf(objectTracks([[objectAt(5, 3, -3, 8)]])[0]!, [[truth[0]![0]!]])).toBeNull()
  })
})
