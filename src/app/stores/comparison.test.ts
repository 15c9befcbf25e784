import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFakeWorkers, FAKE_SUMMARY } from '../testing/fakeWorkers.ts'
import { createViewerContent } from '../view/viewerContent.ts'
import { comparedWith, seenPanes } from './comparisonSlice.ts'
import { createStudio, type Studio } from './createStudio.ts'

const opened: Studio[] = []

async function bench() {
  const studio = createStudio({ workers: createFakeWorkers(3), assignTracks: estimates => estimates })
  opened.push(studio)
  const state = studio.store.getState
  await state().openSimulation({ seed: 1, sensor: 'av2', frames: 3, intervalSeconds: 0.1 })
  await vi.waitFor(() => expect(state().currentLabel).not.toBeNull())
  await vi.waitFor(() => expect(state().labellingStatus).toBe('done'))
  return { state, content: createViewerContent(studio.store) }
}

afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

describe('panes', () => {
  it('are one to four, each new one with an estimate that no other shows; undo takes them back', async () => {
    const { state, content } = await bench()
    state().setPaneCount(4)
    const sources = state().panes.map(pane => pane.source)
    expect(new Set(sources).size).toBe(4)
    expect(sources.slice(0, 2)).toEqual(['pseudo-labels', 'truth'])
    expect(content.get().panes.map(pane => pane.id)).toEqual(['a', 'b', 'c', 'd'])
    state().setPaneCount(1)
    state().undo()
    expect(state().panes.map(pane => pane.source)).toEqual(sources)
  })
})

describe('a swipe', () => {
  it('shows two estimates in one pane; its divider moves without new panes and undoes as one', async () => {
    const { state, content } = await bench()
    state().setPaneCount(2)
    state().setSwipe(0.5)
    expect(state().panes).toHaveLength(1)
    const before = content.get()
    expect(before.panes.map(pane => pane.estimate?.source)).toEqual(['pseudo-labels', 'truth'])
    for (const share of [0.52, 0.54, 0.56]) state().setSwipe(share)
    expect(content.get().swipe).toBe(0.56)
    expect(content.get().panes).toBe(before.panes)
    state().undo()
    expect(state().comparison.swipe).toBeNull()
    expect(state().panes).toHaveLength(2)
  })

  it('keeps its divider in the view, and is off while there are more panes', async () => {
    const { state, content } = await bench()
    state().setSwipe(7)
    expect(state().comparison.swipe).toBeLessThan(1)
    state().setPaneCount(3)
    expect(content.get().swipe).toBeNull()
    expect(content.get().panes).toHaveLength(3)
  })
})

describe('flickering', () => {
  it('shows the compared estimate in the place of the own, and swaps the sides of a swipe', async () => {
    const { state, content } = await bench()
    const sources = () => content.get().panes.map(pane => pane.estimate?.source)
    const [own] = content.get().panes
    state().setFlickering(true)
    expect(sources()).toEqual(['truth'])
    state().setSwipe(0.5)
    expect(sources()).toEqual(['truth', 'pseudo-labels'])
    state().setSwipe(null)
    state().setFlickering(false)
    expect(content.get().panes[0]?.estimate).toBe(own?.estimate)
    expect(state().panes[0]?.source).toBe('pseudo-labels')
  })

  it('compares the reference itself with something else', () => {
    expect(comparedWith('truth', { reference: 'truth', swipe: null })).toBe('pseudo-labels')
    expect(comparedWith('pseudo-labels', { reference: 'pseudo-labels', swipe: null })).toBe('truth')
    const comparison = { reference: 'ego-motion', swipe: null } as const
    const panes = [
      { id: 'a', source: 'ego-motion' },
      { id: 'b', source: 'prediction' },
    ] as const
    expect(seenPanes({ panes, comparison, flickering: true }).panes.map(it => it.source)).toEqual([
      'truth',
      'ego-motion',
    ])
  })
})

describe('the worst frames', () => {
  it('are gone through one after another, the worst first, and back', async () => {
    const { state } = await bench()
    state().stepWorst(1)
    expect(state().announcement).toContain('No frame')
    const frame = (threeWay: number) => ({
      'pseudo-labels': {
        summary: { ...FAKE_SUMMARY, epe: { ...FAKE_SUMMARY.epe, threeWay } },
        matches: { all: [], moving: [] },
        objects: [],
      },
    })
    const frames = new Map([
      [0, frame(0.2)],
      [1, frame(0.1)],
      [2, frame(0.3)],
    ])
    state().setPosition(1)
    const sequenceMetrics = { labelled: 3, measured: 3, bySource: {}, tracking: null, frames }
    const went = (by: 1 | -1) => {
      // The engine that measures would bring its own.
      opened.at(-1)?.store.setState({ sequenceMetrics })
      state().stepWorst(by)
      return state().position
    }
    expect([went(1), went(1), went(1), went(1)]).toEqual([2, 0, 1, 2])
    expect([went(-1), went(-1)]).toEqual([1, 0])
    state().setPosition(1)
    expect(went(1)).toBe(2)
    expect(state().announcement).toContain('0.300, number 1 of 3')
  })
})

describe('differences', () => {
  it('are those of each pane from the reference, once; the reference itself says why it has none', async () => {
    const { state, content } = await bench()
    state().setPaneCount(2)
    expect(content.get().panes[0]?.difference).toBeUndefined()
    state().setColour({ kind: 'difference', of: 'flow' })
    const [labels, truth] = content.get().panes
    expect(labels?.difference?.values).toHaveLength(12)
    expect(truth?.difference).toMatchObject({ values: null, reference: 'Truth' })
    expect(truth?.difference?.missing).toContain('Truth itself')
    const { values } = labels?.difference ?? {}
    state().setColour({ kind: 'height' })
    state().setColour({ kind: 'difference', of: 'flow' })
    expect(content.get().panes[0]?.difference?.values).toBe(values)
    state().setReference('prediction')
    expect(content.get().panes[0]?.difference).toMatchObject({ values: null, reference: 'Prediction' })
  })
})
