import { describe, expect, it } from 'vitest'
import { FAKE_SUMMARY } from '../testing/fakeWorkers.ts'
import { METRIC_GROUPS } from './metricRows.ts'

describe('metrics in words', () => {
  it('have a text for every row, also where there is nothing to average', () => {
    const texts = METRIC_GROUPS.flatMap(group => group.rows.map(row => row.text(FAKE_SUMMARY)))
    expect(texts.every(text => /^(none|\d+\.\d{3})$/.test(text))).toBe(true)
    expect(texts).toContain('none')
  })
})
