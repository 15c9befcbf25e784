import { afterEach, describe, expect, it, vi } from 'vitest'
import { defaultParameters } from '#model/coarse/parameters.ts'
import { rankedFrames } from '../metrics/chosenCurve.ts'
import { createStudio, type Studio } from '../stores/createStudio.ts'
import { fakeCoarse, fakeSequence } from '../testing/fakeData.ts'
import { createFakeWorkers, type FakeWorkers, reportOf } from '../testing/fakeWorkers.ts'

const FILES = [{ path: 'drive/0.bin', file: new File([], '0.bin') }]
const POINTS = 12
/** Metres that the movers of each pair go beyond the ego motion. */
const BEYOND = [0.02, 0.3, 0.1, 0.5, 0.04]
const opened: Studio[] = []

/** Three points of each pair move, each pair at its own speed. */
function withMovers(workers: FakeWorkers): FakeWorkers {
  const run: FakeWorkers['coarse']['run'] = async (input, options) => {
    const made = fakeCoarse(POINTS)
    await workers.coarse.run(input, options)
    const frame = Number(input.sweep0.id.split('#')[1])
    const flow = made.estimate.flow.slice()
    for (const at of [0, 3, 6]) flow[at] = 0.5 + BEYOND[frame]!
    const dynamic = Float32Array.from({ length: POINTS }, (_, i) => (i < 3 ? 1 : 0))
    return { ...made, estimate: { ...made.estimate, flow, dynamic } }
  }
  return { ...workers, coarse: { ...workers.coarse, run } }
}

/** A drive without truth. */
async function bench() {
  const workers = createFakeWorkers()
  workers.openResult = files => ({
    sequences: [
      fakeSequence('drive', 6, {
        frames: fakeSequence('drive', 6).frames.map(frame => ({ ...frame, hasTruth: false })),
      }),
    ],
    reports: files.map(({ path }) => reportOf(path)),
  })
  const studio = createStudio({ workers: withMovers(workers), assignTracks: estimates => estimates })
  opened.push(studio)
  const state = studio.store.getState
  await state().openFiles(FILES)
  await vi.waitFor(() => expect(state().labelled).toBe(5), { timeout: 4000 })
  const runs = () => workers.log.filter(entry => entry === 'disagreement').length
  const compared = (count: number) =>
    vi.waitFor(() => expect([state().disagreements.size, state().disagreementTask]).toEqual([count, null]), {
      timeout: 4000,
    })
  return { workers, studio, state, runs, compared }
}

afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

describe('disagreement over the sequence', () => {
  it('is looked for only when its curve is drawn; each frame is compared once, and N goes through the worst', async () => {
    const { state, runs, compared } = await bench()
    await new Promise(resolve => setTimeout(resolve, 350))
    expect(runs()).toBe(0)
    state().setDisagreementSide('b', 'ego-motion')
    state().setCurveMetric('flow-apart')
    await compared(5)
    expect(runs()).toBe(5)
    expect(state().shown?.truth).toBeNull()
    const worstFirst = [3, 1, 2, 4, 0]
    const ranking = rankedFrames(state())
    expect(ranking.map(frame => frame.position)).toEqual(worstFirst)
    for (const { position, value } of ranking) expect(value).toBeCloseTo(BEYOND[position]!, 6)
    const visited = worstFirst.map(() => {
      state().stepWorst(1)
      return state().position
    })
    expect(visited).toEqual(worstFirst)
    expect(state().announcement).toBe('Frame 1: Flow apart, m 0.020, number 5 of 5')
    // Every number of a frame is known at once.
    state().setCurveMetric('flow-far')
    expect(rankedFrames(state()).map(({ value }) => value)).toEqual([0.25, 0.25, 0.25, 0, 0])
    await new Promise(resolve => setTimeout(resolve, 350))
    expect(runs()).toBe(5)
  })

  it('of another two is another curve, and the earlier one comes back without being compared', async () => {
    const { state, runs, compared } = await bench()
    state().setDisagreementSide('b', 'ego-motion')
    state().setCurveMetric('flow-apart')
    await compared(5)
    const before = new Map(state().disagreements)
    state().setDisagreementSide('b', 'noisy')
    expect(state().disagreements.size).toBe(0)
    await compared(5)
    expect(runs()).toBe(10)
    // Whoever is the other one already changes places.
    state().setDisagreementSide('a', 'noisy')
    expect(state().disagreementPair).toEqual({ a: 'noisy', b: 'pseudo-labels' })
    state().setDisagreementSide('a', 'pseudo-labels')
    state().setDisagreementSide('b', 'ego-motion')
    await compared(5)
    expect(state().disagreements).toEqual(before)
    expect(runs()).toBe(10)
  })

  it('follows the parameters, and the noise when it is of it', async () => {
    const { state, runs, compared } = await bench()
    state().setDisagreementSide('b', 'noisy')
    state().setCurveMetric('flow-far')
    await compared(5)
    state().setNoiseSeed(7)
    expect(state().disagreements.size).toBe(0)
    await compared(5)
    expect(runs()).toBe(10)
    state().setDisagreementSide('b', 'ego-motion')
    await compared(5)
    expect(runs()).toBe(15)
    state().setNoiseSeed(8)
    expect(state().disagreements.size).toBe(5)
    const parameters = defaultParameters('spinning-64')
    state().setParameters('spinning-64', { ...parameters, ground: { ...parameters.ground, cellMetres: 2 } }, 'cell')
    expect(state().disagreements.size).toBe(0)
    await compared(5)
    expect(runs()).toBe(20)
  })

  it('stops when it is told to and goes on when it is asked to', async () => {
    const { workers, state, runs, compared } = await bench()
    workers.hold('disagreement')
    state().setDisagreementSide('b', 'ego-motion')
    state().setCurveMetric('flow-apart')
    await vi.waitFor(() => expect(state().disagreementTask).toEqual({ done: 0, total: 5 }))
    state().setDisagreementStopped(true)
    await vi.waitFor(() => expect(state().disagreementTask).toBeNull())
    workers.release()
    await new Promise(resolve => setTimeout(resolve, 350))
    expect(runs()).toBe(1)
    expect(state().disagreements.size).toBe(0)
    expect(state().notices['disagreement']).toBeUndefined()
    state().setDisagreementStopped(false)
    await compared(5)
  })

  it('with the network has it predict: the shown pair, and the others when that is wished', async () => {
    const { workers, state, compared } = await bench()
    state().setCurveMetric('matched-iou')
    await compared(1)
    expect(workers.log.filter(entry => entry.startsWith('predict'))).toHaveLength(1)
    state().wishPredictions('all')
    await compared(5)
    expect(workers.log.filter(entry => entry.startsWith('predict'))).toHaveLength(5)
  })
})
