import { describe, expect, it } from 'vitest'
import { modelInFiles } from './modelInFiles.ts'
import { timingRows } from './timingRows.ts'

describe('times of predictions', () => {
  const run = (scale: number) => ({
    prepare: 1 * scale,
    voxelise: 2 * scale,
    encoder: 10 * scale,
    steps: [4 * scale, 6 * scale],
    grouping: 3 * scale,
    polish: 5 * scale,
  })

  it('are the last, the median and the 95th percentile of each component', () => {
    const rows = timingRows([1, 2, 3, 4, 5].map(run))
    const row = (name: string) => rows.find(candidate => candidate.name === name)
    expect(row('Encoder')).toEqual({ name: 'Encoder', last: 50, median: 30, p95: 50 })
    expect(row('A step')?.median).toBe(15)
    expect(row('All steps')?.median).toBe(30)
    expect(row('Together')?.median).toBe(3 * 31)
  })

  it('are none before the first', () => {
    expect(timingRows([])).toEqual([])
  })
})

describe('a model among dropped files', () => {
  const file = (path: string) => ({ path, file: new File([], path.split('/').at(-1) as string) })

  it('is known by its graphs, and called after its folder', () => {
    const found = modelInFiles(['mine/manifest.json', 'mine/encoder.onnx', 'mine/step.onnx'].map(file))
    expect(found).toMatchObject({ kind: 'files', name: 'mine' })
    expect(found?.kind === 'files' && [...found.files.keys()]).toEqual(['manifest.json', 'encoder.onnx', 'step.onnx'])
  })

  it('is nothing among sweeps', () => {
    expect(modelInFiles(['drive/000000.bin', 'drive/manifest.json'].map(file))).toBeNull()
    expect(modelInFiles([])).toBeNull()
  })
})
