import { describe, expect, it } from 'vitest'
import { FAKE_SUMMARY } from '../testing/fakeWorkers.ts'
import { METRIC_GROUPS, worstFrames } from './metricRows.ts'

describe('metrics in words', () => {
  it('have a text for every row, also where there is nothing to average', () => {
    const texts = METRIC_GROUPS.flatMap(group => group.rows.map(row => row.text(FAKE_SUMMARY)))
    expect(texts.every(text => /^(none|\d+\.\d{3})$/.test(text))).toBe(true)
    expect(texts).toContain('none')
  })

  it('name the worst frames by the end that is bad', () => {
    const frame = (threeWay: number, iou: number) => ({
      ...FAKE_SUMMARY,
      epe: { ...FAKE_SUMMARY.epe, threeWay },
      dynamic: { ...FAKE_SUMMARY.dynamic, iou },
    })
    const frames = new Map([
      [0, frame(0.01, 0.9)],
      [4, frame(0.09, 0.2)],
      [5, frame(Number.NaN, 0.95)],
      [7, frame(0.05, 0.5)],
    ])
    expect(worstFrames(frames, 'three-way', 2).map(it => it.position)).toEqual([4, 7])
    expect(worstFrames(frames, 'dynamic-iou', 9).map(it => it.position)).toEqual([4, 7, 0, 5])
  })
})
