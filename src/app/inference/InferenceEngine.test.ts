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
  const predictions = () => workers.log.filter(entry => entry.startsWith('predict'))
  const predicted = (position = 0) =>
    vi.waitFor(() => {
      expect(state().shown?.position).toBe(position)
      expect(state().currentPrediction?.frameKey).toBe(state().shown?.key)
    })
  return { workers, studio, state, predictions, predicted }
}

afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

describe('the network', () => {
  it('is not loaded before somebody wants to see what it says', async () => {
    const { workers, state, predicted } = await bench()
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(workers.log.some(entry => entry.startsWith('load'))).toBe(false)
    state().setPaneSource('a', 'prediction')
    await predicted()
    expect(workers.log).toContain('load street auto')
    expect(state().currentPrediction?.withContext).toBe(true)
  })

  it('predicts a frame once, and shows what it knows when the frame comes back', async () => {
    const { state, predictions, predicted } = await bench()
    state().setPaneSource('a', 'polished')
    await predicted()
    state().setPosition(1)
    await predicted(1)
    state().setPosition(0)
    await predicted()
    expect(predictions()).toHaveLength(2)
  })

  it('predicts again under other settings, and undo brings the earlier answer back at once', async () => {
    const { state, predictions, predicted } = await bench()
    state().setPaneSource('a', 'prediction')
    await predicted()
    state().setInference('Context', { withContext: false })
    await vi.waitFor(() => expect(state().currentPrediction?.withContext).toBe(false))
    state().setInference('Iterations', { iterations: 6 })
    await vi.waitFor(() => expect(state().currentPrediction?.iterations).toBe(6))
    expect(predictions()).toHaveLength(3)
    state().undo()
    state().undo()
    await vi.waitFor(() => expect(state().currentPrediction).toMatchObject({ withContext: true, iterations: 4 }))
    expect(predictions()).toHaveLength(3)
  })

  it('shows earlier iterations in the pane, and the last again', async () => {
    const { state, predicted } = await bench()
    state().setPaneSource('a', 'prediction')
    await predicted()
    state().showIteration(2)
    await vi.waitFor(() => expect(state().currentPrediction?.shown.name).toBe('iteration 2'))
    expect(state().currentPrediction?.iteration).toBe(2)
    state().showIteration(null)
    await vi.waitFor(() => expect(state().currentPrediction?.shown).toBe(state().currentPrediction?.final))
  })

  it('gives objects the tracks of the labels, so that they keep their colours', async () => {
    const { state, predicted } = await bench()
    state().setPaneSource('a', 'prediction')
    await predicted()
    const track = state().currentPrediction?.final.instances[0]?.track
    expect(track).toBeGreaterThanOrEqual(100_000)
  })

  it('stops when told to, says so, and goes on when asked', async () => {
    const { workers, studio, state, predicted } = await bench()
    workers.hold('predict')
    state().setPaneSource('a', 'prediction')
    await vi.waitFor(() => expect(state().predicting).not.toBeNull())
    studio.inference.cancel()
    await vi.waitFor(() => expect(state().predictionError?.code).toBe('cancelled'))
    workers.release()
    state().retryInference()
    await predicted()
    expect(state().predictionError).toBeNull()
  })

  it('loads the model again and goes on when its worker dies', async () => {
    const { workers, state, predicted } = await bench()
    const crash = () => new StudioError({ code: 'worker-crashed', message: 'The inference worker stopped.' })
    workers.predictFailure = crash()
    state().setPaneSource('a', 'prediction')
    await predicted()
    expect(workers.log.filter(entry => entry.startsWith('load'))).toHaveLength(2)
    expect(state().predictionError).toBeNull()
  })

  it('goes on without a GPU that was lost, says so, and loads in a fresh thread when the GPU is tried again', async () => {
    const { workers, studio, state, predicted } = await bench()
    const { load, predict } = workers.inference
    const gpu = { name: 'webgpu', threads: 1, adapter: 'a GPU', fallbackReason: null } as const
    workers.inference.load = async (...args) => ({ ...(await load(...args)), provider: gpu })
    workers.inference.predict = async (...args) => ({ ...(await predict(...args)), provider: gpu })
    state().setPaneSource('a', 'prediction')
    await predicted()
    expect(state().notices['gpu']).toBeUndefined()
    const first = state().currentPrediction?.final
    const wasm = { ...gpu, name: 'wasm', adapter: null, fallbackReason: 'the GPU was lost (reset)' } as const
    const recovery = 'The GPU was lost (reset): this was done again on WebAssembly, which stays in use.'
    workers.inference.predict = async (...args) => ({ ...(await predict(...args)), provider: wasm, recovery })
    state().setPosition(1)
    await predicted(1)
    expect(state().currentPrediction?.recovery).toBe(recovery)
    expect(state().modelState).toMatchObject({ kind: 'ready', model: { provider: wasm } })
    expect(state().notices['gpu']).toMatchObject({ severity: 'info', error: { message: recovery } })
    expect(state().predictionTimings).toHaveLength(1)
    // What was predicted before is still known.
    expect(studio.inference.predictions().map(({ position }) => position)).toEqual([0, 1])
    state().setPosition(0)
    await predicted()
    expect(state().currentPrediction?.final.flow).toBe(first?.flow)
    expect(workers.log.filter(entry => /^(load|renew)/.test(entry))).toEqual(['load street auto'])
    state().openModel({ ...state().modelSource })
    await predicted()
    expect(workers.log.filter(entry => /^(load|renew)/.test(entry))).toEqual([
      'load street auto',
      'renew inference',
      'load street auto',
    ])
    expect(state().notices['gpu']?.error.message).toBe(recovery)
  })

  it('says why a pair could not be predicted and keeps everything else', async () => {
    const { workers, state } = await bench()
    workers.predictFailure = new StudioError({ code: 'internal', message: 'The graph ran out of memory.' })
    state().setPaneSource('a', 'prediction')
    await vi.waitFor(() => expect(state().predictionError?.message).toContain('out of memory'))
    expect(state().currentLabel).not.toBeNull()
    expect(state().shown).not.toBeNull()
  })

  it('leaves a pair that is left without a word, and predicts the one that is looked at', async () => {
    const { workers, state, predicted } = await bench()
    workers.hold('predict')
    state().setPaneSource('a', 'prediction')
    await vi.waitFor(() => expect(state().predicting).not.toBeNull())
    state().setPosition(3)
    workers.release()
    await predicted(3)
    expect(state().predictionError).toBeNull()
  })

  it('predicts the whole sequence when that is wished, the shown pair first, and stops when it is not', async () => {
    const { studio, state, predictions, predicted } = await bench()
    await vi.waitFor(() => expect(state().labelled).toBe(5))
    state().wishPredictions('all')
    state().setPaneSource('a', 'prediction')
    await predicted()
    await vi.waitFor(() => expect(state().predictedPairs).toBe(5), { timeout: 4000 })
    expect(studio.inference.predictions().map(({ position }) => position)).toEqual([0, 1, 2, 3, 4])
    expect(predictions()).toHaveLength(5)
    await vi.waitFor(() => expect(state().sequenceMetrics?.bySource['polished']?.pairs).toBe(5), { timeout: 4000 })
    expect(state().sequenceMetrics?.frames.get(2)?.['prediction']).toBeDefined()
    state().setPosition(4)
    await predicted(4)
    expect(predictions()).toHaveLength(5)
  })

  it('tells the times of every component', async () => {
    const { state, predicted } = await bench()
    state().setPaneSource('a', 'prediction')
    await predicted()
    expect(state().predictionTimings).toHaveLength(1)
  })

  it('starts over with another model', async () => {
    const { workers, state, predicted } = await bench()
    state().setPaneSource('a', 'prediction')
    await predicted()
    state().openModel({ kind: 'shipped', name: 'street-self-supervised' })
    expect(state().currentPrediction).toBeNull()
    await predicted()
    expect(workers.log).toContain('load street-self-supervised auto')
  })
})
