import { expect, it } from 'vitest'
import { bandPaths, linePath } from './bandPaths.ts'

const NONE = { least: Number.NaN, mean: Number.NaN, most: Number.NaN }

it('draws the mean as a line, and the band around it there and back', () => {
  const { band, line } = bandPaths(
    [
      { least: 1, mean: 1, most: 1 },
      { least: 0.2, mean: 0.5, most: 0.9 },
    ],
    1,
  )
  expect(line).toBe('M0 0L1 0.5')
  expect(band).toBe('M0 0L1 0.1L1 0.8L0 0Z')
})

it('leaves out levels without a value', () => {
  expect(bandPaths([{ least: 0, mean: 1, most: 2 }, NONE, { least: 1, mean: 1, most: 1 }], 2).line).toBe('M0 0.5L2 0.5')
  expect(bandPaths([NONE], 1)).toEqual({ band: '', line: '' })
})

it('joins what is known by a line and marks each value', () => {
  expect(linePath([1, undefined, 0.5, Number.NaN, 0], 1)).toEqual({
    line: 'M0 0L2 0.5L4 1',
    marks: 'M0 0h0M2 0.5h0M4 1h0',
  })
  expect(linePath([undefined, 2], 4)).toEqual({ line: '', marks: 'M1 0.5h0' })
  expect(linePath([], 1)).toEqual({ line: '', marks: '' })
})
