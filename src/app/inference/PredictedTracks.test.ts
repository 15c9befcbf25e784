import { describe, expect, it } from 'vitest'
import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'
import { fromYaw } from '#model/sweep/transform.ts'
import { fakeEstimate, fakeInstance, pairLabel } from '../testing/fakeData.ts'
import type { PlacedPrediction } from './InferenceEngine.ts'
import { PredictedTracks, underNumbersOf } from './PredictedTracks.ts'

/** Two objects that go 1 m a sweep along x, 30 m apart: A has points 0 to 4, B points 5 to 9. */
const PLACES = { A: 0, B: 30 }
type Name = keyof typeof PLACES

function estimateWith(source: Estimate['source'], position: number, objects: readonly [Name, number][]): Estimate {
  const instance = new Int32Array(12)
  const instances: EstimateInstance[] = objects.map(([name, track], k) => {
    const id = k + 2
    instance.fill(id, name === 'A' ? 0 : 5, name === 'A' ? 5 : 10)
    const box = { center: [position, PLACES[name], 0], size: [4, 2, 1.5], yaw: 0 } as const
    return fakeInstance(id, { track, box, sweep1FromSweep0: fromYaw(0, [1, 0, 0]), label: `Object ${track}` })
  })
  return { ...fakeEstimate(source, 12, instances), instance, dynamic: Float32Array.from(instance, id => (id ? 1 : 0)) }
}

interface Frame {
  readonly labelled: readonly [Name, number][]
  readonly predicted: readonly Name[]
  readonly polished: readonly Name[]
}

function placed(position: number, { labelled, predicted, polished }: Frame): PlacedPrediction {
  const ids = (names: readonly Name[]) => names.map((name, k) => [name, k + 2] as [Name, number])
  return {
    position,
    label: { ...pairLabel(`pair ${position}`), estimate: estimateWith('pseudo-labels', position, labelled) },
    prediction: estimateWith('prediction', position, ids(predicted)),
    polished: estimateWith('polished', position, ids(polished)),
  }
}

const shown = ({ instances }: Estimate) => instances.map(({ track, label }) => [track, label])

describe('predicted objects', () => {
  // The labels lose A in the second sweep and never have B.
  const frames: readonly PlacedPrediction[] = [
    placed(0, { labelled: [['A', 7]], predicted: ['A', 'B'], polished: ['B'] }),
    placed(1, { labelled: [], predicted: ['B', 'A'], polished: ['A'] }),
    placed(2, { labelled: [['A', 7]], predicted: ['A', 'B'], polished: ['A', 'B'] }),
  ]

  it('go by the labels’ number, also where these lost them, and by one of their own where these never had them', () => {
    const [first, second, third] = new PredictedTracks().of(frames)
    const own = shown(first!.prediction)[1]!
    expect(own[0]).toBeGreaterThan(100_000)
    expect(own[1]).toBe('Only predicted')
    expect(shown(first!.prediction)).toEqual([[7, 'Object 7'], own])
    expect(shown(second!.prediction)).toEqual([own, [7, 'Object 7']])
    expect(shown(third!.prediction)).toEqual([[7, 'Object 7'], own])
    // What the polish left is the same objects.
    expect([first, second, third].map(frame => shown(frame!.polished))).toEqual([
      [own],
      [[7, 'Object 7']],
      [[7, 'Object 7'], own],
    ])
  })

  it('keep their numbers while frames are predicted in any order', () => {
    const tracks = new PredictedTracks()
    const [before] = tracks.of([frames[2]!])
    const own = shown(before!.prediction)[1]!
    const between = tracks.of([frames[0]!, frames[2]!])
    expect(shown(between[1]!.prediction)[1]).toEqual(own)
    const after = tracks.of(frames)
    for (const frame of after) expect(shown(frame.prediction)).toContainEqual(own)
    // What did not change is what it was.
    expect(after[2]!.prediction).toBe(between[1]!.prediction)
    expect(tracks.of([...frames])).toBe(after)
  })

  it('do not take a number that another object of the frame has', () => {
    const busy = placed(1, { labelled: [['B', 7]], predicted: ['B', 'A'], polished: [] })
    const [, second] = new PredictedTracks().of([frames[0]!, busy, frames[2]!])
    const [[b], [a]] = shown(second!.prediction) as [[number], [number]]
    expect(b).toBe(7)
    expect(a).toBeGreaterThan(100_000)
  })

  it('are known again in an earlier iteration; what it alone sees is told apart', () => {
    const [frame] = new PredictedTracks().of([placed(0, { labelled: [['A', 7]], predicted: ['A'], polished: [] })])
    const [[a], [b]] = shown(
      underNumbersOf(
        estimateWith('prediction', 0, [
          ['A', 2],
          ['B', 3],
        ]),
        frame!.prediction,
      ),
    ) as [[number], [number]]
    expect(a).toBe(7)
    expect(b).toBeGreaterThan(200_000)
  })
})
