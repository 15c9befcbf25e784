import { describe, expect, it } from 'vitest'
import { seeded } from '../../../tests/viewer/scenes.ts'
import { gridStep, lengthText } from './gridStep.ts'
import { type LabelCandidate, placeLabels } from './placement.ts'

const overlap = (a: LabelCandidate, b: LabelCandidate) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

describe('placing labels', () => {
  it('never overlaps, never leaves the pane, and drops only what a better label covers (seed 21)', () => {
    const random = seeded(21)
    const candidates = Array.from({ length: 200 }, () => ({
      x: 1000 * random() - 50,
      y: 600 * random() - 20,
      width: 40 + 30 * random(),
      height: 18,
      priority: random(),
    }))
    const kept = placeLabels(candidates, 900, 550, 1000)
    expect(kept.length).toBeGreaterThan(20)
    for (const i of kept) {
      const label = candidates[i]!
      expect(label.x >= 0 && label.y >= 0 && label.x + label.width <= 900 && label.y + label.height <= 550).toBe(true)
      for (const j of kept) if (j !== i) expect(overlap(label, candidates[j]!)).toBe(false)
    }
    const inside = (c: LabelCandidate) => c.x >= 0 && c.y >= 0 && c.x + c.width <= 900 && c.y + c.height <= 550
    candidates.forEach((label, i) => {
      if (kept.includes(i) || !inside(label)) return
      const grown = { ...label, x: label.x - 3, y: label.y - 3, width: label.width + 6, height: label.height + 6 }
      expect(kept.some(k => candidates[k]!.priority >= label.priority && overlap(grown, candidates[k]!))).toBe(true)
    })
  })

  it('keeps to the limit, best first', () => {
    const row = Array.from({ length: 9 }, (_, i) => ({ x: 50 * i, y: 0, width: 20, height: 10, priority: i }))
    expect(placeLabels(row, 1000, 100, 3)).toEqual([8, 7, 6])
  })
})

describe('grid', () => {
  it('steps by 1, 2 or 5 times a power of ten, finer when nearer', () => {
    let last = 0
    for (let d = 0.05; d < 5000; d *= 1.1) {
      const step = gridStep(d)
      expect(step).toBeGreaterThanOrEqual(last)
      last = step
      const digit = step / 10 ** Math.floor(Math.log10(step) + 1e-9)
      expect([1, 2, 5].some(v => Math.abs(v - digit) < 1e-9)).toBe(true)
      expect(d / step).toBeGreaterThan(1.5)
      expect(d / step).toBeLessThan(8)
    }
  })

  it('writes lengths with the unit that keeps them short', () => {
    expect([0.002, 0.05, 0.1, 1, 20, 2.5, 1500].map(lengthText)).toEqual([
      '2 mm',
      '5 cm',
      '10 cm',
      '1 m',
      '20 m',
      '2.5 m',
      '1.5 km',
    ])
  })
})
