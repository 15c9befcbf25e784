import { describe, expect, it } from 'vitest'
import type { TrackedObject } from '#model/evaluation/trackingMetrics.ts'
import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'
import { fromYaw, identity } from '#model/sweep/transform.ts'
import { PairTracks } from './pairTracks.ts'

/** A car at x that drives on by 1 m an interval, under any instance id. */
function car(id: number, x: number): EstimateInstance {
  return {
    id,
    track: id,
    label: 'car',
    box: { center: [x, 0, 0], size: [4, 2, 1.5], yaw: 0 },
    sweep1FromSweep0: fromYaw<'sweep1', 'sweep0'>(0, [1, 0, 0]),
    speedMetresPerSecond: 10,
    moving: true,
    pointCount: 100,
    confidence: null,
  }
}

function estimate(...instances: EstimateInstance[]): Estimate {
  return {
    source: 'pseudo-labels',
    name: 'Pseudo-labels',
    flow: new Float32Array(3),
    instance: new Int32Array(1),
    dynamic: new Float32Array(1),
    confidence: null,
    valid: null,
    instances,
    sweep1FromSweep0: identity(),
    intervalSeconds: 0.1,
  }
}

const matches = (claimed: number | null) => {
  const objects: TrackedObject[] = [{ track: 1, claimed }]
  return { all: objects, moving: objects }
}

describe('objects over consecutive pairs', () => {
  it('stay one by their motion, whatever their instances are called', () => {
    const tracks = new PairTracks()
    tracks.add(5, matches(2), estimate(car(2, 10), car(3, 40)))
    tracks.add(6, matches(7), estimate(car(7, 11), car(2, 41)))
    tracks.add(7, matches(4), estimate(car(4, 12)))
    expect(tracks.metrics()?.all).toEqual({ tracks: 1, idSwitches: 0, fragmentations: 0, idStability: 1 })
  })

  it('switch where another object is taken for them', () => {
    const tracks = new PairTracks()
    tracks.add(0, matches(2), estimate(car(2, 10), car(3, 40)))
    tracks.add(1, matches(2), estimate(car(2, 41), car(3, 11)))
    expect(tracks.metrics()?.moving).toMatchObject({ idSwitches: 1, idStability: 0.5 })
  })

  it('are not followed over pairs that were left out', () => {
    const tracks = new PairTracks()
    tracks.add(0, matches(2), estimate(car(2, 10)))
    expect(tracks.metrics()).toBeNull()
    tracks.add(2, matches(2), estimate(car(2, 12)))
    expect(tracks.metrics()).toBeNull()
  })
})
