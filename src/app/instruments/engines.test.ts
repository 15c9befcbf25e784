import { afterEach, describe, expect, it, vi } from 'vitest'
import { StudioError } from '#model/error/studioError.ts'
import { createStudio, type Studio } from '../stores/createStudio.ts'
import { createFakeWorkers } from '../testing/fakeWorkers.ts'

const STREET = { seed: 1, sensor: 'av2', frames: 6, intervalSeconds: 0.1 } as const
const opened: Studio[] = []

async function bench() {
  const workers = createFakeWorkers(6)
  const studio = createStudio({ workers, assignTracks: estimates => estimates })
  opened.push(studio)
  const state = studio.store.getState
  await state().openSimulation(STREET)
  await vi.waitFor(() => expect(state().currentLabel).not.toBeNull())
  await vi.waitFor(() => expect(state().shown?.truth).not.toBeNull())
  const runs = () => workers.log.filter(entry => entry === 'losses').length
  const goTo = async (position: number) => {
    state().setPosition(position)
    await vi.waitFor(() => expect(state().shown?.position).toBe(position))
    await vi.waitFor(() => expect(state().currentLabel?.key).toContain(state().shown?.key))
  }
  return { workers, studio, state, runs, goTo }
}

afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

describe('losses', () => {
  it('are computed when they are asked for, and known when the frame comes back', async () => {
    const { state, studio, runs, goTo } = await bench()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(runs()).toBe(0)
    studio.instruments.losses.ask('pseudo-labels')
    await vi.waitFor(() => expect(state().losses['pseudo-labels']).toBeDefined())
    expect(state().lossTask).toBeNull()
    await goTo(1)
    expect(state().losses).toEqual({})
    await goTo(0)
    await vi.waitFor(() => expect(state().losses['pseudo-labels']).toBeDefined())
    expect(runs()).toBe(1)
  })

  it('of every pane are computed while one of them colours the points', async () => {
    const { state, runs, goTo } = await bench()
    state().setPaneSource('a', 'ego-motion')
    state().setColour({ kind: 'loss', term: 'flow' })
    await vi.waitFor(() => expect(Object.keys(state().losses)).toEqual(['ego-motion']))
    state().setPaneSource('a', 'truth')
    await vi.waitFor(() => expect(state().losses.truth).toBeDefined())
    await goTo(1)
    await vi.waitFor(() => expect(state().losses.truth).toBeDefined())
    expect(runs()).toBe(3)
  })

  it('stop when they are told to, and start again when they are asked again', async () => {
    const { workers, state, studio } = await bench()
    workers.hold('losses')
    studio.instruments.losses.ask('pseudo-labels')
    expect(state().lossTask).not.toBeNull()
    studio.instruments.losses.cancel()
    await vi.waitFor(() => expect(state().lossTask).toBeNull())
    expect(state().losses).toEqual({})
    expect(state().notices['losses']).toBeUndefined()
    workers.release()
    studio.instruments.losses.ask('pseudo-labels')
    await vi.waitFor(() => expect(state().losses['pseudo-labels']).toBeDefined())
  })
})

describe('noise', () => {
  it('is put in only while somebody looks, and follows the frame', async () => {
    const { state, goTo } = await bench()
    expect(state().currentNoisy).toBeNull()
    state().setPaneSource('a', 'noisy')
    await vi.waitFor(() => expect(state().currentNoisy?.frameKey).toBe(state().shown?.key))
    await goTo(1)
    await vi.waitFor(() => expect(state().currentNoisy?.frameKey).toBe(state().shown?.key))
    await vi.waitFor(() => expect(state().frameMetrics?.bySource.noisy).toBeDefined())
  })

  it('is drawn anew by another seed', async () => {
    const { state } = await bench()
    state().setNoiseOpen(true)
    await vi.waitFor(() => expect(state().currentNoisy).not.toBeNull())
    const first = state().currentNoisy
    state().setNoiseSeed(2)
    await vi.waitFor(() => expect(state().currentNoisy).not.toBe(first))
    state().setNoiseSeed(-3.2)
    expect(state().noiseSeed).toBe(0)
    state().setNoiseSeed(0)
    expect(state().undoStack).toHaveLength(1)
  })

  it('is a setting: undone and redone, a slider as one, with the labels that it makes', async () => {
    const { state } = await bench()
    state().setNoiseOpen(true)
    await vi.waitFor(() => expect(state().currentNoisy).not.toBeNull())
    const before = state().noise
    for (const drop of [0.3, 0.4, 0.5])
      state().setNoise({ ...before, segmentation: { ...before.segmentation, drop } }, 'drop')
    state().setNoise({ ...state().noise, ego: { translationMetres: 0.1, yawRadians: 0 } }, 'ego shift')
    const latest = state().noise
    const shifted = state().currentNoisy
    await vi.waitFor(() => expect(state().currentNoisy).not.toBe(shifted))
    state().undo()
    expect(state().noise.ego.translationMetres).toBe(0)
    expect(state().noise.segmentation.drop).toBe(0.5)
    state().undo()
    expect(state().noise).toBe(before)
    const disturbed = state().currentNoisy
    await vi.waitFor(() => expect(state().currentNoisy).not.toBe(disturbed))
    state().redo()
    state().redo()
    expect(state().noise).toBe(latest)
  })

  it('a curve that is stopped leaves no trace', async () => {
    const { workers, state, studio } = await bench()
    workers.hold('degradation')
    void studio.instruments.noise.measureDegradation()
    expect(state().degradationTask).not.toBeNull()
    studio.instruments.noise.cancelCurve()
    await vi.waitFor(() => expect(state().degradationTask).toBeNull())
    expect(state().degradation).toBeNull()
    expect(state().notices['degradation']).toBeUndefined()
  })
})

describe('the network under noise', () => {
  async function measured() {
    const made = await bench()
    const asked: { level: string; iterations: number }[] = []
    const { predict } = made.workers.inference
    made.workers.inference.predict = (input, task) => {
      const moved = input.sweep1FromSweep0.translation.some(value => value !== 0)
      asked.push({
        level: `${input.context ? 'given' : 'alone'}${moved ? ' moved' : ''}`,
        iterations: input.iterations,
      })
      return predict(input, task)
    }
    const points = () => made.state().networkDegradation?.points ?? []
    return { ...made, asked, points }
  }

  it('is run level by level, what was predicted already is not run again, and it is seen as it comes', async () => {
    const { workers, state, studio, asked, points } = await measured()
    state().setInference('Iterations', { iterations: 8 })
    const seen: number[] = []
    studio.store.subscribe(({ networkDegradation }, before) => {
      if (networkDegradation !== before.networkDegradation) seen.push(networkDegradation?.points.length ?? 0)
    })
    await studio.instruments.networkDegradation.measure()
    expect(workers.log).toContain('load street auto')
    expect(points().map(({ level, withContext }) => [level, withContext])).toEqual([
      [0, true],
      [0, false],
      [0.8, true],
      [0.2, true],
      [0.1, true],
      [0.4, true],
    ])
    expect(seen).toEqual([1, 2, 3, 4, 5, 6])
    expect(state().networkDegradation).toMatchObject({ kind: 'drop', seed: 1, iterations: 4 })
    // The shown pair with 8 iterations, then six runs with as many as the model was made for.
    expect(asked.map(({ iterations }) => iterations)).toEqual([8, 4, 4, 4, 4, 4, 4])
    expect(state().networkDegradationTask).toBeNull()

    const before = asked.length
    state().setInference('Iterations', { iterations: null })
    state().setDegradationKind('ego-translation')
    await studio.instruments.networkDegradation.measure()
    const given = asked.slice(before)
    // The prediction that is shown is the one of level 0: nine more.
    expect(given.map(({ level }) => level)).toEqual([
      'given',
      'alone',
      ...Array(4).fill(['given moved', 'alone moved']).flat(),
    ])
    expect(points()).toHaveLength(10)
  })

  it('stops when it is told to, keeps what it has, and goes on there', async () => {
    const { workers, state, studio, asked, points } = await measured()
    const unsubscribe = studio.store.subscribe(({ networkDegradation }) => {
      if (networkDegradation?.points.length !== 2) return
      workers.hold('predict')
      unsubscribe()
    })
    const run = studio.instruments.networkDegradation.measure()
    await vi.waitFor(() => expect(points()).toHaveLength(2))
    studio.instruments.networkDegradation.cancel()
    await run
    expect(state().networkDegradationTask).toBeNull()
    expect(state().notices['network degradation']).toBeUndefined()
    expect(points()).toHaveLength(2)
    workers.release()
    await studio.instruments.networkDegradation.measure()
    expect(points()).toHaveLength(6)
    // The shown pair is the first point; without context; the run that was stopped, again; three more.
    expect(asked.map(({ level }) => level)).toEqual(['given', 'alone', 'given', 'given', 'given', 'given', 'given'])
  })

  it('ends with its frame, and is gone under other labels', async () => {
    const { workers, state, studio, points, goTo } = await measured()
    await studio.instruments.networkDegradation.measure()
    expect(points()).toHaveLength(6)
    await goTo(1)
    workers.hold('predict')
    const run = studio.instruments.networkDegradation.measure()
    await vi.waitFor(() => expect(state().networkDegradationTask).not.toBeNull())
    await goTo(0)
    await run
    expect(state().networkDegradationTask).toBeNull()
    expect(points()).toHaveLength(6)
    workers.release()
  })

  it('says why it cannot be run', async () => {
    const { workers, state, studio } = await measured()
    workers.inference.load = () =>
      Promise.reject(new StudioError({ code: 'file-unreadable', message: 'The model is gone.' }))
    await studio.instruments.networkDegradation.measure()
    expect(state().notices['network degradation']?.error.message).toBe('The model is gone.')
    expect(state().networkDegradationTask).toBeNull()
  })
})

describe('failures', () => {
  it('are looked for while their list is open, of the frame that is shown', async () => {
    const { state, goTo } = await bench()
    await new Promise(resolve => setTimeout(resolve, 250))
    expect(state().failures).toBeNull()
    state().setFailuresOpen(true)
    await vi.waitFor(() => expect(state().failures?.frameKey).toBe(state().shown?.key))
    await goTo(1)
    await vi.waitFor(() => expect(state().failures?.frameKey).toBe(state().shown?.key))
  })

  it('a chosen one is let go with its frame', async () => {
    const { state, goTo } = await bench()
    state().chooseFailure({
      kind: 'false-mover',
      title: 'Object 1 stands',
      why: '',
      points: Int32Array.of(3),
      box: null,
      instance: null,
      cluster: null,
      reason: null,
      knownBy: 'truth',
    })
    await goTo(1)
    expect(state().chosenFailure).toBeNull()
  })
})
