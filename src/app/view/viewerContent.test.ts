import { afterEach, describe, expect, it, vi } from 'vitest'
import { assignTracks } from '#model/coarse/tracking.ts'
import { createStudio, type Studio } from '../stores/createStudio.ts'
import { createFakeWorkers } from '../testing/fakeWorkers.ts'
import { createViewerContent } from './viewerContent.ts'

const opened: Studio[] = []
afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

async function bench() {
  const studio = createStudio({ workers: createFakeWorkers(3), assignTracks })
  opened.push(studio)
  const { store } = studio
  await store.getState().openSimulation({ seed: 1, sensor: 'av2', frames: 3, intervalSeconds: 0.1 })
  await vi.waitFor(() => expect(store.getState().labellingStatus).toBe('done'))
  await vi.waitFor(() => expect(store.getState().currentLabel).not.toBeNull())
  // Objects over the sequence are gathered a moment later.
  await vi.waitFor(() => expect(store.getState().tracks).not.toBeNull())
  const content = createViewerContent(store)
  const heard = vi.fn()
  content.subscribe(heard)
  return { store, content, heard }
}

describe('what the viewer shows', () => {
  it('is not told anew for progress that changes nothing in view', async () => {
    const { store, content, heard } = await bench()
    const before = content.get()
    store.setState({ labellingStatus: 'running', currentLabelStale: true })
    store.setState({ activeLabelling: [{ position: 1, stage: 'Clustering', fraction: 0.5 }] })
    expect(content.get()).toBe(before)
    expect(heard).not.toHaveBeenCalled()
  })

  it('is told anew, once, for what is in view, and keeps what did not change', async () => {
    const { store, content, heard } = await bench()
    const before = content.get()
    store.getState().setColour({ kind: 'speed', residual: false })
    expect(heard).toHaveBeenCalledTimes(1)
    expect(content.get().settings.colour.kind).toBe('speed')
    expect(content.get().panes).toBe(before.panes)
    expect(content.get().frame).toBe(before.frame)
  })

  it('says anew why a pane is empty', async () => {
    const { store, content } = await bench()
    store.setState({ currentLabel: null, labellingStatus: 'paused' })
    const paused = content.get().panes[0]?.emptyMessage
    store.setState({ labellingStatus: 'cancelled' })
    expect(paused).toBeTruthy()
    expect(content.get().panes[0]?.emptyMessage).not.toBe(paused)
  })
})
