import { describe, expect, it } from 'vitest'
import { pairLabel } from '../testing/fakeData.ts'
import { LabelStore } from './LabelStore.ts'

const POINTS = 1000
const full = pairLabel('x', POINTS)
const LAYER_BYTES = 2 * POINTS + 2 * (2 + 2 + 1) * POINTS + 4 * POINTS

describe('labels within a budget', () => {
  it('drops the layers of the farthest first, then whole labels, never the current one', () => {
    const measure = new LabelStore(1e9)
    measure.setCurrent('s', 0)
    measure.set('s', 0, full)
    const one = measure.bytes
    const store = new LabelStore(one * 3)
    store.setCurrent('s', 0)
    for (let position = 0; position < 4; position++) store.set('s', position, pairLabel(`p${position}`, POINTS))
    expect(store.bytes).toBeLessThanOrEqual(one * 3)
    expect(store.get('p0')?.layers).not.toBeNull()
    expect(store.get('p3')?.layers).toBeNull()
    for (let position = 4; position < 20; position++) store.set('s', position, pairLabel(`p${position}`, POINTS))
    expect(store.bytes).toBeLessThanOrEqual(one * 3)
    expect(store.get('p0')?.layers).not.toBeNull()
    expect(store.get('p1')).not.toBeNull()
    expect(store.get('p19')).toBeNull()
    expect(one).toBeGreaterThan(LAYER_BYTES)
  })

  it('lets other sequences go first', () => {
    const measure = new LabelStore(1e9)
    measure.set('s', 0, full)
    const store = new LabelStore(measure.bytes * 2)
    store.setCurrent('old', 0)
    store.set('old', 0, pairLabel('old', POINTS))
    store.setCurrent('new', 50)
    for (let position = 50; position < 53; position++) store.set('new', position, pairLabel(`n${position}`, POINTS))
    expect(store.get('old')?.layers ?? null).toBeNull()
    expect(store.get('n50')?.layers).not.toBeNull()
    expect(store.inOrder().map(({ position }) => position)).toContain(50)
    expect(store.inOrder().some(({ label }) => label.key === 'old')).toBe(false)
  })

  it('does not ask for labels that would be dropped at once', () => {
    const measure = new LabelStore(1e9)
    measure.set('s', 0, full)
    const store = new LabelStore(measure.bytes * 4)
    store.setCurrent('s', 100)
    store.set('s', 100, full)
    expect(store.admits(101)).toBe(true)
    expect(store.admits(200)).toBe(false)
  })
})

describe('labels of other parameters', () => {
  const under = (key: string, cellMetres: number) => {
    const label = pairLabel(key, POINTS)
    return { ...label, parameters: { ...label.parameters, ground: { ...label.parameters.ground, cellMetres } } }
  }

  it('are put aside and come back by value, the latest within their share of the budget', () => {
    const measure = new LabelStore(1e9)
    measure.set('s', 0, full)
    const one = measure.bytes
    const store = new LabelStore(one * 10)
    store.setCurrent('s', 0)
    for (const metres of [1, 2, 3, 4, 5, 6]) store.set('s', 0, under('x', metres))
    expect(store.get('x')?.parameters.ground.cellMetres).toBe(6)
    // 30 % of the budget hold three of them.
    expect(store.recall('x', 0, structuredClone(under('x', 2).parameters))).toBeNull()
    const wanted = structuredClone(under('x', 4).parameters)
    expect(store.recall('x', 0, wanted)?.parameters).toBe(wanted)
    expect(store.get('x')?.parameters).toBe(wanted)
    expect(store.recall('x', 0, structuredClone(under('x', 6).parameters))).not.toBeNull()
    expect(store.bytes).toBeLessThanOrEqual(4 * one)
    store.deleteSequence('s')
    expect(store.bytes).toBe(0)
  })

  it('go before any label that is in force', () => {
    const measure = new LabelStore(1e9)
    measure.set('s', 0, full)
    const store = new LabelStore(measure.bytes * 4)
    store.setCurrent('s', 0)
    store.set('s', 0, under('x', 1))
    store.set('s', 0, under('x', 2))
    for (let position = 1; position < 4; position++) store.set('s', position, pairLabel(`p${position}`, POINTS))
    expect(store.get('p3')?.layers).not.toBeNull()
    expect(store.recall('x', 0, under('x', 1).parameters)).toBeNull()
  })
})
