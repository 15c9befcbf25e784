import { afterEach, describe, expect, it, vi } from 'vitest'
import { assignTracks } from '#model/coarse/tracking.ts'
import { createStudio, type Studio } from '../stores/createStudio.ts'
import { createFakeWorkers } from '../testing/fakeWorkers.ts'
import { createViewerContent } from '../view/viewerContent.ts'
import { trailRemark } from './paneTrails.ts'

const opened: Studio[] = []

async function bench(frames = 6) {
  const studio = createStudio({ workers: createFakeWorkers(frames), assignTracks })
  opened.push(studio)
  const state = studio.store.getState
  const content = createViewerContent(studio.store)
  await state().openSimulation({ seed: 1, sensor: 'av2', frames, intervalSeconds: 0.1 })
  await vi.waitFor(() => expect(state().currentLabel).not.toBeNull())
  return { state, content }
}

afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

describe('objects over a sequence', () => {
  it('are gathered as pairs are labelled, one track for what goes on, under the number that the view shows', async () => {
    const { state } = await bench()
    await vi.waitFor(() => expect(state().tracks?.bySource['pseudo-labels']?.[0]?.positions).toEqual([0, 1, 2, 3, 4]))
    const tracks = state().tracks?.bySource['pseudo-labels']
    expect(tracks).toHaveLength(1)
    expect(tracks?.[0]?.number).toBe(state().currentLabel?.estimate.instances[0]?.track)
    // The made-up sweeps have no poses: the labels' own motions place them.
    expect(state().tracks?.placedBy).toBe('labels')
  })

  it('leave trails in the view when these are wanted, the same ones until something changes', async () => {
    const { state, content } = await bench()
    await vi.waitFor(() => expect(state().tracks?.bySource['pseudo-labels']?.[0]?.positions).toHaveLength(5))
    const trails = () => content.get().panes[0]?.trails
    expect(trails()).toBeUndefined()
    state().patchView('Trails', { trails: { shown: true, sweeps: 3 } })
    expect(trails()?.map(({ ages }) => [...ages])).toEqual([[0, -1, -2, -3]])
    const before = trails()
    state().patchView('Points', { points: { size: 3 } })
    expect(trails()).toBe(before)
    state().setPosition(4)
    await vi.waitFor(() => expect(state().shown?.position).toBe(4))
    expect(trails()?.map(({ ages }) => [...ages])).toEqual([[3, 2, 1, 0]])
    state().patchView('Trails', { trails: { ahead: false } })
    state().setPosition(2)
    await vi.waitFor(() => expect(state().shown?.position).toBe(2))
    expect(trails()?.map(({ ages }) => [...ages])).toEqual([[2, 1, 0]])
  })

  it('follow predictions too, and begin anew with another sequence', async () => {
    const { state } = await bench()
    await vi.waitFor(() => expect(state().tracks?.bySource['pseudo-labels']?.[0]?.positions).toHaveLength(5))
    const labels = state().tracks?.bySource['pseudo-labels']
    state().wishPredictions('all')
    state().setPaneSource('a', 'prediction')
    await vi.waitFor(() => expect(state().tracks?.bySource.polished?.[0]?.positions).toHaveLength(5), { timeout: 5000 })
    // Nothing new was heard of the labels.
    expect(state().tracks?.bySource['pseudo-labels']).toBe(labels)
    await state().openSimulation({ seed: 2, sensor: 'av2', frames: 4, intervalSeconds: 0.1 })
    await vi.waitFor(() => expect(state().tracks?.sequenceId).toBe(state().activeId ?? 'none'))
    await vi.waitFor(() => expect(state().tracks?.bySource['pseudo-labels']?.[0]?.positions).toEqual([0, 1, 2]))
  })

  it('say why there are no trails', async () => {
    const pair = await bench(2)
    expect(trailRemark(pair.state())).toContain('three sweeps')
    const { state } = await bench()
    await vi.waitFor(() => expect(state().tracks?.bySource['pseudo-labels']?.[0]?.positions).toHaveLength(5))
    expect(trailRemark(state())).toContain('No poses are used')
    state().setPaneSource('a', 'truth')
    expect(trailRemark(state())).toContain('Nothing that moves')
  })
})
