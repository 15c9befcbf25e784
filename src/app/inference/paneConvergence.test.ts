import { afterEach, describe, expect, it, vi } from 'vitest'
import { createStudio, type Studio } from '../stores/createStudio.ts'
import { createFakeWorkers } from '../testing/fakeWorkers.ts'
import { nextColour } from '../view/colourModes.ts'
import { createViewerContent } from '../view/viewerContent.ts'
import { convergenceRows } from './convergenceRows.ts'
import { whyNoConvergence } from './paneConvergence.ts'

const opened: Studio[] = []

async function bench() {
  const studio = createStudio({ workers: createFakeWorkers(4), assignTracks: estimates => estimates })
  opened.push(studio)
  const state = studio.store.getState
  const content = createViewerContent(studio.store)
  await state().openSimulation({ seed: 1, sensor: 'av2', frames: 4, intervalSeconds: 0.1 })
  await vi.waitFor(() => expect(state().currentLabel).not.toBeNull())
  const predicted = () =>
    vi.waitFor(() => expect(state().currentPrediction?.frameKey).toBe(state().shown?.key ?? 'none'))
  return { state, content, predicted }
}

afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

describe('convergence as a colour', () => {
  it('is offered where a pane shows what was refined in iterations, and says why elsewhere', async () => {
    const { state, predicted } = await bench()
    expect(whyNoConvergence(state())).toContain('in a pane')
    const kinds = () => {
      const start = state().view.colour
      const seen = new Set<string>()
      for (let k = 0; k < 60; k++) {
        state().setColour(nextColour(state(), 1))
        seen.add(state().view.colour.kind)
      }
      state().setColour(start)
      return seen
    }
    expect(kinds()).not.toContain('convergence')
    state().setPaneSource('a', 'polished')
    expect(whyNoConvergence(state())).toContain('not run')
    await predicted()
    expect(whyNoConvergence(state())).toBeNull()
    expect(kinds()).toContain('convergence')
  })

  it('follows the iteration that is looked at, and gives the same arrays again', async () => {
    const { state, content, predicted } = await bench()
    state().setPaneCount(2)
    state().setPaneSource('a', 'prediction')
    state().setPaneSource('b', 'pseudo-labels')
    state().setColour({ kind: 'convergence', of: 'still-moves' })
    await predicted()
    const shown = (pane = 0) => content.get().panes[pane]?.convergence
    const { iterations, remaining } = state().currentPrediction!.convergence
    expect(shown(1)).toBeNull()
    // After the last iteration: its own step.
    const last = shown()!
    expect(last).toMatchObject({ of: 'still-moves', iterations, after: iterations - 1 })
    expect(last.values[3]).toBe(remaining[4 * iterations - 1])
    state().showIteration(1)
    await vi.waitFor(() => expect(shown()?.after).toBe(1))
    expect(shown()?.values[3]).toBe(remaining[3 * iterations + 1])
    state().showIteration(null)
    await vi.waitFor(() => expect(shown()?.after).toBe(iterations - 1))
    expect(shown()?.values).toBe(last.values)
    state().setColour({ kind: 'convergence', of: 'settled' })
    expect(shown()?.values[3]).toBe(iterations)
  })
})

describe('the iterations of a picked point', () => {
  it('are told in words: settled in between, never, from the start, not seen, left', () => {
    const rows = (...series: number[]) =>
      convergenceRows({ iterations: series.length, remaining: Float32Array.from(series) }, 0)
    expect(rows(0.3, 0.02, 0.004)[0]).toEqual(['Flow settled', 'after iteration 2 of 3'])
    expect(
      rows(0.3, 0.02, 0.004)
        .map(([, value]) => value)
        .slice(1),
    ).toEqual(['30.0 cm', '2.0 cm', '0.4 cm'])
    expect(rows(0.3, 0.02, 0.02)[0]?.[1]).toContain('not before the last')
    expect(rows(0.001, 0.02, 0.001)[0]?.[1]).toBe('after iteration 2 of 3')
    expect(rows(0.001, 0.001, 0)[0]?.[1]).toBe('from the start')
    expect(rows(-1, -1, -1)).toEqual([['Iterations', expect.stringContaining('not seen')]])
    expect(rows(-2, -2, -2)).toEqual([['Iterations', expect.stringContaining('left as clear background')]])
  })
})
