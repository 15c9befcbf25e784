import { describe, expect, it } from 'vitest'
import type { EstimateInstance } from '#model/sweep/estimate.ts'
import { objectTracks } from '#model/tracks/objectTracks.ts'
import type { SequenceTracks } from '../stores/tracksSlice.ts'
import { fakeInstance } from '../testing/fakeData.ts'
import { nearestPosition, selectedTrack, speedCurves, trackedObjects } from './trackedObjects.ts'

function seen(track: number, x: number, speed: number, patch: Partial<EstimateInstance> = {}): EstimateInstance {
  const box = { center: [x, 0, 0], size: [4, 2, 1.5], yaw: 0 } as const
  return fakeInstance(track, { box, speedMetresPerSecond: speed, ...patch })
}

function tracksOf(): SequenceTracks {
  const truth = [0, 1, 2, 3].map(p => [
    seen(30, p, 9, { label: 'BUS' }),
    seen(31, 50, 0, { moving: false, label: 'CAR' }),
  ])
  return {
    sequenceId: 's',
    bySource: {
      'pseudo-labels': objectTracks([
        [seen(7, 0, 8)],
        [seen(7, 1, 9.5), seen(8, 50, 1)],
        [seen(9, -40, 3)],
        [seen(7, 3, 9), seen(9, -41, 4)],
      ]),
      truth: objectTracks(truth),
      // Numbers of the labels, changing where those lost it; one chain.
      prediction: objectTracks([[seen(7, 0, 8)], [seen(100_002, 1, 8)], [seen(7, 2, 8)], null], () => 1),
    },
    truth,
    places: [],
    placedBy: 'poses',
  }
}

describe('objects over a sequence', () => {
  it('list what moves and was seen twice, the longest seen first, as it stands in the frame looked at', () => {
    const listed = trackedObjects(tracksOf(), 'pseudo-labels', 2)
    expect(listed.map(({ name, number }) => [name, number])).toEqual([
      ['Object 7', 7],
      ['Object 9', 9],
    ])
    expect(listed.map(({ here }) => here?.track ?? null)).toEqual([null, 9])
    expect(listed.map(({ fastestMetresPerSecond }) => fastestMetresPerSecond)).toEqual([9.5, 4])
    expect(nearestPosition(listed[0]!.track, 2)).toBe(1)
    expect(trackedObjects(tracksOf(), 'truth', 0).map(({ name }) => name)).toEqual(['BUS 30'])
    expect(trackedObjects(tracksOf(), 'noisy', 0)).toEqual([])
  })

  it('find the selected one, by the number that it has where one looks', () => {
    const tracks = tracksOf()
    expect(selectedTrack(tracks, { source: 'pseudo-labels', track: 7 }, 2)?.track.positions).toEqual([0, 1, 3])
    expect(selectedTrack(tracks, { source: 'prediction', track: 7 }, 0)?.number).toBe(7)
    expect(selectedTrack(tracks, { source: 'prediction', track: 100_002 }, 1)?.name).toBe('Only predicted')
    expect(selectedTrack(tracks, { source: 'truth', track: 99 }, 1)).toBeNull()
    expect(selectedTrack(tracks, { source: 'ego-motion', track: 7 }, 1)).toBeNull()
  })

  it('have their speed and that of the true object that they follow, with gaps', () => {
    const tracks = tracksOf()
    const object = selectedTrack(tracks, { source: 'pseudo-labels', track: 7 }, 0)!
    expect(speedCurves(tracks, object, 5)).toEqual({
      own: [8, 9.5, Number.NaN, 9, Number.NaN],
      truth: { name: 'BUS 30', speeds: [9, 9, 9, 9, Number.NaN] },
    })
    const far = selectedTrack(tracks, { source: 'pseudo-labels', track: 9 }, 2)!
    expect(speedCurves(tracks, far, 4).truth).toBeNull()
    const real = selectedTrack(tracks, { source: 'truth', track: 30 }, 0)!
    expect(speedCurves(tracks, real, 4)).toEqual({ own: [9, 9, 9, 9], truth: null })
  })
})
