import { afterEach, describe, expect, it, vi } from 'vitest'
import { StudioError } from '#model/error/studioError.ts'
import { memoryInput } from '#model/export/memoryInput.ts'
import { NpzArchive } from '#model/formats/npy/npzArchive.ts'
import { readZipDirectory } from '#model/formats/npy/zipEntries.ts'
import { createStudio, type Studio } from '../stores/createStudio.ts'
import { createFakeWorkers } from '../testing/fakeWorkers.ts'
import type { ExportMakers } from './ExportEngine.ts'

const STREET = { seed: 1, sensor: 'av2', frames: 6, intervalSeconds: 0.1 } as const
const opened: Studio[] = []
afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

async function bench(makers: Partial<ExportMakers> = {}) {
  const saved: { name: string; file: Blob }[] = []
  const workers = createFakeWorkers(6)
  const studio = createStudio({
    workers,
    assignTracks: estimates => estimates,
    exportMakers: {
      save: (name, file) => saved.push({ name, file }),
      picture: async () => new Blob(['png']),
      report: async kind => ({ file: new Blob([kind]), note: 'a report' }),
      ...makers,
    },
  })
  opened.push(studio)
  const state = studio.store.getState
  await state().openSimulation(STREET)
  await vi.waitFor(() => expect([state().labelled, state().currentLabel !== null]).toEqual([5, true]))
  return { workers, studio, state, saved }
}

async function inputOf({ name, file }: { readonly name: string; readonly file: Blob }) {
  return memoryInput(name, new Uint8Array(await file.arrayBuffer()))
}

describe('saving data', () => {
  it('saves the shown frame as one file with the numbers that are shown', async () => {
    const { studio, state, saved } = await bench()
    await studio.exports.saveData('pseudo-labels')
    expect(state().exported).toMatchObject({ name: saved[0]!.name, note: '1 frame' })
    expect(saved[0]!.name).toMatch(/\.pseudo-labels\.npz$/)
    const archive = await NpzArchive.open(await inputOf(saved[0]!))
    const { estimate } = state().currentLabel!
    expect(Array.from((await archive.array('flow')).values)).toEqual(Array.from(estimate.flow))
    expect(Array.from((await archive.array('instance')).values)).toEqual(Array.from(estimate.instance))
    expect(state().exporting).toBeNull()
  })

  it.each(['pseudo-labels', 'ego-motion', 'truth'] as const)('saves all frames of %s in one archive', async source => {
    const { studio, state, saved } = await bench()
    state().chooseExport({ format: 'csv', frames: 'all' })
    const stages: string[] = []
    studio.store.subscribe(({ exporting }) => {
      if (exporting) stages.push(exporting.stage)
    })
    expect(studio.exports.count(source, 'all')).toBe(5)
    await studio.exports.saveData(source)
    expect(state().exportError).toBeNull()
    expect(await readZipDirectory(await inputOf(saved[0]!))).toHaveLength(5)
    expect(stages).toContain('Frame 5')
  })

  it('saves every prediction that is known', async () => {
    const { studio, state, saved } = await bench()
    state().setPaneSource('a', 'prediction')
    await vi.waitFor(() => expect(state().currentPrediction).not.toBeNull())
    state().chooseExport({ frames: 'all' })
    expect([studio.exports.count('prediction', 'all'), studio.exports.count('polished', 'all')]).toEqual([1, 1])
    await studio.exports.saveData('polished')
    expect(state().exportError).toBeNull()
    const archive = await NpzArchive.open(await inputOf(saved[0]!))
    expect(Array.from((await archive.array('flow')).values)).toEqual(
      Array.from(state().currentPrediction!.polished.flow),
    )
  })

  it('takes every fifth frame of a submission', async () => {
    const { studio, state } = await bench()
    state().chooseExport({ format: 'av2-submission', frames: 'all' })
    expect(studio.exports.count('truth', 'all')).toBe(1)
  })

  it('has nothing to save where the estimate is missing', async () => {
    const { studio, state } = await bench()
    expect(studio.exports.count('prediction', 'shown')).toBe(0)
    await studio.exports.saveData('prediction')
    expect(state().exportError).toMatchObject({ code: 'no-points' })
  })

  it('stops when it is cancelled, saves nothing, and can begin again', async () => {
    const { studio, state, saved } = await bench()
    state().chooseExport({ frames: 'all' })
    const stop = studio.store.subscribe(({ exporting }) => {
      if (exporting?.done === 2) studio.exports.cancel()
    })
    await studio.exports.saveData('pseudo-labels')
    stop()
    expect([saved.length, state().exporting, state().exported, state().exportError]).toEqual([0, null, null, null])
    expect(state().announcement).toBe('The export was cancelled.')
    await studio.exports.saveData('pseudo-labels')
    expect(saved).toHaveLength(1)
  })

  it('says what went wrong and forgets it when the dialog opens again', async () => {
    const { workers, studio, state } = await bench()
    workers.export.add = async () => {
      throw new StudioError({ code: 'pose-missing', message: 'no mount' })
    }
    await studio.exports.saveData('pseudo-labels')
    expect(state().exportError).toMatchObject({ code: 'pose-missing', message: 'no mount' })
    expect(state().exportOpen).toBe(true)
    state().setExportOpen(false)
    state().setExportOpen(true)
    expect(state().exportError).toBeNull()
  })
})

it('saves pictures and reports under the name of what is shown', async () => {
  const { studio, saved } = await bench()
  await studio.exports.savePicture()
  await studio.exports.saveReport('html')
  await studio.exports.saveReport('json')
  expect(saved.map(({ name }) => name.replace(/^[^.]+/, '*'))).toEqual([
    '*.frame-1.png',
    '*.frame-1.report.html',
    '*.frame-1.report.json',
  ])
})

it('makes one file at a time', async () => {
  const { studio, saved } = await bench()
  await Promise.all([studio.exports.saveReport('json'), studio.exports.savePicture()])
  expect(saved.map(({ name }) => name.split('.').at(-1))).toEqual(['json'])
})
