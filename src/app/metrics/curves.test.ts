import { describe, expect, it } from 'vitest'
import type { MeasuredObject } from '#model/evaluation/objectErrors.ts'
import { CURVE_METRICS, type PairMeasurements } from '../stores/metricsSlice.ts'
import { FAKE_SUMMARY } from '../testing/fakeWorkers.ts'
import { CURVES, curveValue, worstFrames } from './curves.ts'
import { objectsOfSequence, worstObjects } from './worstObjects.ts'

const object = (track: number, errorMetres: number, iou: number, moving = true): MeasuredObject => ({
  track,
  label: 'CAR',
  box: { center: [0, 0, 0], size: [4, 2, 1], yaw: 0 },
  moving,
  points: 100,
  errorMetres,
  iou,
})

function measured(threeWay: number, iou: number, objects: readonly MeasuredObject[] = []): PairMeasurements {
  const summary = {
    ...FAKE_SUMMARY,
    epe: { ...FAKE_SUMMARY.epe, threeWay },
    dynamic: { ...FAKE_SUMMARY.dynamic, iou },
  }
  return { 'pseudo-labels': { summary, matches: { all: [], moving: [] }, objects } }
}

describe('the worst frames', () => {
  const frames = new Map([
    [0, measured(0.01, 0.9)],
    [4, measured(0.09, 0.2)],
    [5, measured(Number.NaN, 0.95)],
    [7, measured(0.05, 0.5)],
  ])
  const of = (metric: 'three-way' | 'dynamic-iou', count?: number) =>
    worstFrames(frames, 'pseudo-labels', metric, count).map(it => it.position)

  it('are ranked by the end that is bad; frames without a value are left out', () => {
    expect(of('three-way')).toEqual([4, 7, 0])
    expect(of('three-way', 2)).toEqual([4, 7])
    expect(of('dynamic-iou')).toEqual([4, 7, 0, 5])
    expect(worstFrames(frames, 'ego-motion', 'three-way')).toEqual([])
  })

  it('can be asked for by every metric', () => {
    for (const metric of CURVE_METRICS) expect(CURVES[metric].value(FAKE_SUMMARY)).toBeTypeOf('number')
    expect(curveValue(frames.get(7), 'pseudo-labels', 'three-way')).toBe(0.05)
    expect(curveValue(undefined, 'pseudo-labels', 'three-way')).toBeNaN()
  })
})

describe('the worst objects', () => {
  const frames = new Map([
    [2, measured(0.1, 0.5, [object(7, 0.3, 0.9), object(8, 0.1, 0), object(9, 5, 0, false)])],
    [3, measured(0.1, 0.5, [object(7, 0.4, 0.5), object(10, 0.2, 0.7)])],
  ])
  const placed = objectsOfSequence(frames, 'pseudo-labels')
  const names = (by: 'error' | 'overlap') => worstObjects(placed, by, 9).map(it => [it.position, it.object.track])

  it('are those that move, each once, where it is worst', () => {
    expect(placed).toHaveLength(5)
    expect(names('error')).toEqual([
      [3, 7],
      [3, 10],
      [2, 8],
    ])
    expect(names('overlap')).toEqual([
      [2, 8],
      [3, 7],
      [3, 10],
    ])
  })
})
