import { describe, expect, it } from 'vitest'
import { layoutPanes, paneAt } from './panes.ts'

describe('layout of panes', () => {
  it('makes panes of one size that never overlap nor leave the canvas', () => {
    for (const [width, ratio] of [
      [1281, 1],
      [1280, 2],
      [999, 1.5],
      [3, 1],
    ] as const) {
      const [a, b] = layoutPanes(width, 700, 2, ratio)
      expect(a!.width).toBe(b!.width)
      expect(a!.x + a!.width).toBeLessThan(b!.x)
      expect(b!.x + b!.width).toBe(width)
    }
  })

  it('gives one pane everything and none nothing', () => {
    expect(layoutPanes(800, 600, 1, 1)).toEqual([{ x: 0, y: 0, width: 800, height: 600 }])
    expect(layoutPanes(800, 600, 0, 1)).toEqual([])
  })

  it('finds the pane under a place, the nearest one on the divider', () => {
    const panes = layoutPanes(1002, 600, 2, 1)
    expect(paneAt(panes, 10)).toBe(0)
    expect(paneAt(panes, 499)).toBe(0)
    expect(paneAt(panes, 502)).toBe(1)
    expect(paneAt(panes, 1001)).toBe(1)
    expect(paneAt([], 5)).toBe(-1)
  })
})
