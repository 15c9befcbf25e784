import { describe, expect, it } from 'vitest'
import { layoutPanes, MOST_PANES, type PaneRectangle, paneAt, paneShares, placePanes } from './panes.ts'

const overlap = (a: PaneRectangle, b: PaneRectangle) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

describe('layout of panes', () => {
  it('makes panes that never overlap nor leave the canvas, equal in a row and all of one height', () => {
    for (const [width, height, ratio] of [
      [1281, 701, 1],
      [1280, 700, 2],
      [999, 333, 1.5],
      [5, 5, 1],
    ] as const)
      for (let count = 2; count <= MOST_PANES; count++) {
        const panes = layoutPanes(width, height, count, ratio)
        expect(panes).toHaveLength(count)
        expect(new Set(panes.map(pane => pane.height)).size).toBe(1)
        for (const pane of panes) {
          expect(pane.x).toBeGreaterThanOrEqual(0)
          expect(pane.y).toBeGreaterThanOrEqual(0)
          const row = panes.filter(other => other.y === pane.y)
          expect(new Set(row.map(other => other.width)).size).toBe(1)
          expect(Math.max(...row.map(other => other.x + other.width))).toBe(width)
          for (const other of panes) if (other !== pane) expect(overlap(pane, other)).toBe(false)
        }
        expect(Math.max(...panes.map(pane => pane.y + pane.height))).toBe(height)
      }
  })

  it('gives one pane everything and none nothing', () => {
    expect(layoutPanes(800, 600, 1, 1)).toEqual([{ x: 0, y: 0, width: 800, height: 600 }])
    expect(layoutPanes(800, 600, 0, 1)).toEqual([])
  })

  it('finds the pane under a place, the nearest one on the divider', () => {
    const panes = placePanes(1002, 600, 4, 1, null)
    expect(paneAt(panes, 10, 10)).toBe(0)
    expect(paneAt(panes, 499, 0)).toBe(0)
    expect(paneAt(panes, 502, 298)).toBe(1)
    expect(paneAt(panes, 10, 302)).toBe(2)
    expect(paneAt(panes, 1001, 599)).toBe(3)
    expect(paneAt([], 5, 5)).toBe(-1)
  })

  it('tells the document the same places as the canvas, to a divider’s width', () => {
    for (let count = 1; count <= MOST_PANES; count++) {
      const shares = paneShares(count, null)
      layoutPanes(1000, 800, count, 1).forEach((pane, i) => {
        expect(Math.abs(shares[i]!.x * 1000 - pane.x)).toBeLessThanOrEqual(2)
        expect(Math.abs(shares[i]!.y * 800 - pane.y)).toBeLessThanOrEqual(2)
        expect(Math.abs(shares[i]!.width * 1000 - pane.width)).toBeLessThanOrEqual(2)
      })
    }
  })
})

describe('a swipe', () => {
  it('lays two panes over each other and parts them at the divider', () => {
    const [left, right] = placePanes(1000, 600, 2, 1, 0.3)
    expect(left!.rectangle).toEqual({ x: 0, y: 0, width: 1000, height: 600 })
    expect(right!.rectangle).toEqual(left!.rectangle)
    expect(left!.clip).toEqual({ x: 0, y: 0, width: 299, height: 600 })
    expect(right!.clip).toEqual({ x: 301, y: 0, width: 699, height: 600 })
    expect(paneAt([left!, right!], 100, 5)).toBe(0)
    expect(paneAt([left!, right!], 400, 5)).toBe(1)
  })

  it('stays in the canvas at its ends, and is for two panes only', () => {
    for (const swipe of [0, 1]) {
      const [left, right] = placePanes(1000, 600, 2, 1, swipe)
      expect(left!.clip.width + right!.clip.width).toBe(998)
      expect(Math.min(left!.clip.width, right!.clip.width)).toBeGreaterThanOrEqual(0)
    }
    expect(placePanes(1000, 600, 3, 1, 0.5)).toEqual(placePanes(1000, 600, 3, 1, null))
  })
})
