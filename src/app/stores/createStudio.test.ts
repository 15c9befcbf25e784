import { afterEach, describe, expect, it, vi } from 'vitest'
import { defaultParameters } from '#model/coarse/parameters.ts'
import { StudioError } from '#model/error/studioError.ts'
import type { TrackAssigner } from '../labelling/stableTracks.ts'
import { fakeSequence } from '../testing/fakeData.ts'
import { createFakeWorkers, reportOf } from '../testing/fakeWorkers.ts'
import { createStudio, type Studio } from './createStudio.ts'

const FILES = [0, 1, 2].map(i => ({ path: `drive/${i}.bin`, file: new File([], `${i}.bin`) }))
const STREET = { seed: 1, sensor: 'av2', frames: 6, intervalSeconds: 0.1 } as const
const opened: Studio[] = []

function bench(frames = 6, hurried = false, assignTracks: TrackAssigner = estimates => estimates) {
  const workers = createFakeWorkers(frames)
  const studio = createStudio({ workers, assignTracks, hurried })
  opened.push(studio)
  return { workers, studio, state: studio.store.getState }
}

/** What was on screen, one entry a change: 0 and 1 = the sweeps. */
function seenIn(studio: Studio): string[] {
  const seen: string[] = []
  studio.store.subscribe(({ shown, currentLabel }) => {
    if (!shown) return
    const text = `0${shown.sweep1 ? '1' : ''}${shown.truth ? ' truth' : ''}${currentLabel ? ' label' : ''}`
    if (seen.at(-1) !== text) seen.push(text)
  })
  return seen
}

afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

describe('opening data', () => {
  it('shows the pair, then its truth and its labels', async () => {
    const { workers, studio, state } = bench()
    const seen = seenIn(studio)
    await state().openSimulation(STREET)
    await vi.waitFor(() => expect(state().currentLabel).not.toBeNull())
    expect(seen).toEqual(['01', '01 truth', '01 truth label'])
    expect(workers.log.slice(0, 3)).toEqual(['sweep 0', 'sweep 1', 'truth 0'])
    expect(state().activeId).toBe('street-1-av2')
  })

  it('never shows objects under numbers that tracking takes back', async () => {
    const oneTrack: TrackAssigner = estimates =>
      estimates.map(
        estimate =>
          estimate && { ...estimate, instances: estimate.instances.map(instance => ({ ...instance, track: 7 })) },
      )
    const { studio, state } = bench(4, false, oneTrack)
    const tracks = new Set<number>()
    studio.store.subscribe(({ currentLabel }) => {
      for (const { id, track } of currentLabel?.estimate.instances ?? []) {
        expect(id).toBe(2)
        tracks.add(track)
      }
    })
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().labellingStatus).toBe('done'))
    state().setPosition(2)
    await vi.waitFor(() => expect(state().shown?.position).toBe(2))
    expect([...tracks]).toEqual([1])
  })

  it('shows the first sweep alone when its pair takes long', async () => {
    const { workers, studio, state } = bench()
    const seen = seenIn(studio)
    workers.hold('sweep 1')
    await state().openSimulation(STREET)
    await vi.waitFor(() => expect(state().shown).not.toBeNull())
    expect(seen).toEqual(['0'])
    workers.release()
    await vi.waitFor(() => expect(state().currentLabel).not.toBeNull())
    expect(seen.slice(0, 2)).toEqual(['0', '01'])
  })

  it('reads ahead and labels only after the first picture, while the page starts', async () => {
    const { workers, state } = bench(6, true)
    await state().openSimulation(STREET)
    await vi.waitFor(() => expect(state().shown?.truth).not.toBeNull())
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(workers.log).toEqual(['sweep 0', 'sweep 1', 'truth 0'])
    state().settleStart()
    await vi.waitFor(() => expect(state().currentLabel).not.toBeNull())
    await vi.waitFor(() => expect(workers.log).toContain('sweep 5'))
  })

  it('keeps what is open until the new drop is open, and all of it when the drop fails', async () => {
    const { workers, state } = bench()
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().shown).not.toBeNull())
    const before = state().activeId
    workers.openResult = files => ({ sequences: [], reports: files.map(({ path }) => reportOf(path, 'failed')) })
    await state().openFiles(FILES)
    expect(state().activeId).toBe(before)
    expect(state().shown).not.toBeNull()
    expect(state().notices['open']?.error.message).toContain('None of the 3 files')
    expect(state().batches.at(-1)?.reports).toHaveLength(3)
    workers.openResult = null
    await state().openFiles(FILES)
    expect(state().activeId).not.toBe(before)
    expect(state().notices['open']).toBeUndefined()
    expect(state().sequences).toHaveLength(2)
  })

  it('can be cancelled, and a later drop cancels an earlier one', async () => {
    const { workers, state } = bench()
    workers.hold('open')
    const first = state().openFiles(FILES)
    expect(state().opening?.progress?.stage).toBe('Looking')
    state().cancelOpening()
    await first
    expect(state().opening).toBeNull()
    expect(state().sequences).toHaveLength(0)
    expect(state().notices).toEqual({})
    const second = state().openFiles(FILES)
    const third = state().openFiles(FILES)
    workers.release()
    await Promise.all([second, third])
    expect(state().sequences).toHaveLength(1)
  })

  it('switches, comes back to the same frame, and frees everything on closing', async () => {
    const { workers, state } = bench()
    await state().openFiles(FILES)
    const first = state().activeId ?? ''
    state().setPosition(3)
    await state().openFiles(FILES)
    expect(state().position).toBe(0)
    state().activate(first)
    expect(state().position).toBe(3)
    await vi.waitFor(() => expect(state().shown?.sequenceId).toBe(first))
    for (const { info } of state().sequences) await state().closeSequence(info.id)
    expect(workers.closed).toHaveLength(2)
    expect(state().shown).toBeNull()
    await vi.waitFor(() => expect(state().cacheUse.frameBytes).toBe(0))
    await vi.waitFor(() => expect(state().cacheUse.labelBytes).toBe(0))
  })
})

describe('frames', () => {
  it('show the newest request; the old frame stays until then', async () => {
    const { workers, studio, state } = bench(30)
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().shown?.sweep1).toBeTruthy())
    workers.hold('sweep')
    const shown: number[] = []
    studio.store.subscribe((now, before) => {
      if (now.shown && now.shown.position !== before.shown?.position) shown.push(now.shown.position)
    })
    for (const position of [25, 26, 27, 28]) state().setPosition(position)
    expect(state().shown?.position).toBe(0)
    workers.release()
    await vi.waitFor(() => expect(state().shown?.position).toBe(28))
    expect(shown).toEqual([28])
  })

  it('that fail say so in place, are retried on request, and leave the others alone', async () => {
    const { workers, studio, state } = bench()
    workers.failSweep(3, new StudioError({ code: 'file-truncated', message: 'ends at byte 7', file: 'drive/3.bin' }))
    await state().openFiles(FILES)
    state().setPosition(4)
    await vi.waitFor(() => expect(state().shown?.position).toBe(4))
    expect(state().frameError).toBeNull()
    state().setPosition(3)
    await vi.waitFor(() => expect(state().frameError?.error.message).toBe('ends at byte 7'))
    expect(state().shown?.position).toBe(4)
    await vi.waitFor(() => expect(state().lanes.loaded[3]).toBe(2))
    workers.failSweep(3, null)
    studio.frames.retry()
    await vi.waitFor(() => expect(state().shown?.position).toBe(3))
    expect(state().frameError).toBeNull()
  })

  it('at the last sweep are shown without a next one', async () => {
    const { state } = bench(3)
    await state().openFiles(FILES)
    state().setPosition(99)
    await vi.waitFor(() => expect(state().shown?.position).toBe(2))
    expect(state().shown?.sweep1).toBeNull()
    expect(state().shown?.truthPending).toBe(false)
  })
})

describe('settings', () => {
  it('undo and redo, with a slider counted as one', async () => {
    const { state } = bench()
    await state().openFiles(FILES)
    for (let step = 1; step <= 10; step++) state().patchView('Warp', { warp: step / 10 })
    state().setColour({ kind: 'height' })
    expect(state().undoStack).toHaveLength(2)
    state().undo()
    expect(state().view.colour.kind).toBe('flow')
    expect(state().view.warp).toBe(1)
    state().undo()
    expect(state().view.warp).toBe(0)
    state().redo()
    state().redo()
    expect(state().view).toMatchObject({ warp: 1, colour: { kind: 'height' } })
    state().undo()
    state().setTheme('paper')
    expect(state().redoStack).toHaveLength(0)
  })

  it('of the method label again at once; the old labels stay on screen, marked', async () => {
    const { workers, state } = bench(2)
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().labellingStatus).toBe('done'))
    const runs = workers.coarseInputs.length
    const parameters = defaultParameters('spinning-64')
    for (const epsMetres of [0.7, 0.8, 0.9])
      state().setParameters(
        'spinning-64',
        { ...parameters, clustering: { ...parameters.clustering, epsMetres } },
        'eps',
      )
    expect(state().currentLabelStale).toBe(true)
    expect(state().currentLabel).not.toBeNull()
    await vi.waitFor(() => expect(state().currentLabelStale).toBe(false), { timeout: 3000 })
    // The first run may finish its clusters, the second value of the slider is never run.
    expect(workers.coarseInputs.slice(runs).map(input => input.parameters.clustering.epsMetres)).toEqual([0.7, 0.9])
  })

  it('of the method show their clusters before their motions, in order, and restart what is superseded', async () => {
    const { workers, studio, state } = bench(2)
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().labellingStatus).toBe('done'))
    const parameters = defaultParameters('spinning-64')
    const set = (epsMetres: number) => {
      const clustering = { ...parameters.clustering, epsMetres }
      state().setParameters('spinning-64', { ...parameters, clustering }, 'eps')
    }
    const seen: number[] = []
    studio.store.subscribe(({ liveClusters }, before) => {
      if (liveClusters && liveClusters !== before.liveClusters) seen.push(liveClusters.parameters.clustering.epsMetres)
    })
    workers.hold('coarse')
    set(0.7)
    await vi.waitFor(() => expect(seen).toEqual([0.7]))
    set(0.8)
    await vi.waitFor(() => expect(seen).toEqual([0.7, 0.8]))
    expect(state().currentLabelStale).toBe(true)
    workers.release()
    await vi.waitFor(() => expect(state().currentLabelStale).toBe(false))
    expect(state().liveClusters).toBeNull()
    expect(state().currentLabel?.parameters.clustering.epsMetres).toBe(0.8)
  })

  it('of the method come back by undo without being computed, also by a slider that is pulled back', async () => {
    const { workers, state } = bench(2)
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().labellingStatus).toBe('done'))
    const parameters = defaultParameters('spinning-64')
    const first = state().currentLabel
    state().setParameters('spinning-64', { ...parameters, ground: { ...parameters.ground, cellMetres: 2 } }, 'cell')
    await vi.waitFor(() => expect(state().currentLabel?.parameters.ground.cellMetres).toBe(2))
    const runs = workers.coarseInputs.length
    state().undo()
    expect(state().currentLabel?.estimate.flow).toBe(first?.estimate.flow)
    expect(state().currentLabelStale).toBe(false)
    state().redo()
    expect(state().currentLabel?.parameters.ground.cellMetres).toBe(2)
    state().setParameters('spinning-64', structuredClone(parameters), 'cell')
    expect(state().currentLabel?.estimate.flow).toBe(first?.estimate.flow)
    await new Promise(resolve => setTimeout(resolve, 400))
    expect(workers.coarseInputs).toHaveLength(runs)
  })

  it('of a sequence decide what is read and what the coarse stage is told', async () => {
    const { workers, state } = bench(4)
    workers.openResult = files => ({
      sequences: [fakeSequence('drive', 4, { intervalIsAssumed: true })],
      reports: files.map(({ path }) => reportOf(path)),
    })
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().labellingStatus).toBe('done'))
    workers.coarseInputs.length = 0
    state().changeSequence('drive', 'Order', { order: [3, 2, 1, 0], intervalSeconds: 0.2, poseSource: null })
    await vi.waitFor(() => expect(state().shown?.sweep0.id).toBe('drive#3'))
    await vi.waitFor(() => expect(workers.coarseInputs.length).toBeGreaterThan(0))
    expect(workers.coarseInputs[0]?.sweep1.id).toBe('drive#2')
    expect(workers.coarseInputs[0]?.intervalSeconds).toBe(0.2)
    expect(workers.coarseInputs[0]?.givenSweep1FromSweep0).toBeNull()
    state().undo()
    await vi.waitFor(() => expect(state().shown?.sweep0.id).toBe('drive#0'))
  })
})

describe('the picked point', () => {
  it('is told which rays voted for it, by the label that is shown', async () => {
    const { state } = bench(2)
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().currentLabel).not.toBeNull())
    state().pick({ pane: 'a', sweep: 0, index: 7 })
    await vi.waitFor(() => expect(state().votes).toMatchObject({ sweep: 0, index: 7, free: 2 }))
    state().pointAtVote(1)
    state().pick({ pane: 'a', sweep: 1, index: 3 })
    expect(state().votes).toBeNull()
    expect(state().pointedVote).toBeNull()
    await vi.waitFor(() => expect(state().votes).toMatchObject({ sweep: 1, index: 3 }))
    state().pick(null)
    expect(state().votes).toBeNull()
  })
})

describe('workers', () => {
  it('that crash are reported once, until they work again', async () => {
    const { workers, state } = bench()
    workers.crash('coarse-stage', 'out of memory')
    expect(state().notices['crash coarse-stage']?.error.message).toContain('out of memory')
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().labelled).toBeGreaterThan(0))
    expect(state().notices['crash coarse-stage']).toBeUndefined()
  })

  it('measure every estimate of a frame that has truth', async () => {
    const { state } = bench(2)
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(Object.keys(state().frameMetrics?.bySource ?? {})).toHaveLength(2), { timeout: 3000 })
    expect(Object.keys(state().frameMetrics?.bySource ?? {}).sort()).toEqual(['ego-motion', 'pseudo-labels'])
  })

  it('measure the sequence pair by pair as it is labelled, each pair once, and again under other parameters', async () => {
    const { workers, state } = bench(4)
    await state().openFiles(FILES)
    await vi.waitFor(() => expect(state().sequenceMetrics?.measured).toBe(3), { timeout: 4000 })
    const { sequenceMetrics } = state()
    expect(sequenceMetrics?.bySource['pseudo-labels']?.pairs).toBe(3)
    expect(sequenceMetrics?.bySource['ego-motion']?.pairs).toBe(3)
    expect([...(sequenceMetrics?.frames.keys() ?? [])]).toEqual([0, 1, 2])
    expect(sequenceMetrics?.tracking?.all).toMatchObject({ tracks: 0, idSwitches: 0 })
    const measured = () => workers.log.filter(line => line.startsWith('measure'))
    expect(new Set(measured()).size).toBe(measured().length)
    const before = measured().length
    const parameters = defaultParameters('spinning-64')
    state().setParameters('spinning-64', { ...parameters, ground: { ...parameters.ground, cellMetres: 2 } }, 'cell')
    await vi.waitFor(() => expect(measured().length).toBe(2 * before), { timeout: 4000 })
    await vi.waitFor(() => expect(state().sequenceMetrics?.measured).toBe(3), { timeout: 4000 })
    state().undo()
    await new Promise(resolve => setTimeout(resolve, 500))
    // Known labels are known measurements.
    expect(measured().length).toBe(2 * before)
    expect(state().sequenceMetrics?.measured).toBe(3)
  })
})
