import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goldenDifferences, parseGolden } from '#model/network/golden.ts'
import { pillarCanvas } from '#model/network/pillars.ts'
import { type OpenModel, openModel } from './openModel.ts'

describe.each([
  'street',
  'street-kitti',
  'street-self-supervised',
  'tests/models/tiny-votes',
  'tests/models/tiny-slots',
])('the model %s on onnxruntime-node', name => {
  let model: OpenModel
  beforeAll(async () => {
    model = await openModel(name)
  })
  afterAll(() => model.graphs.release())

  it("says what PyTorch said, to the model's tolerance", async () => {
    const golden = parseGolden(readFileSync(resolve(model.folder, 'golden.json'), 'utf8'))
    const differences = await goldenDifferences(model.graphs, model.manifest, golden)
    expect(golden.tolerance).toBe(1e-4)
    expect(Object.keys(differences)).toEqual([
      'canvas0',
      'canvas1',
      'start',
      'first state',
      'flow without context',
      'mask without context',
      'flow with context',
      'mask with context',
    ])
    for (const [what, difference] of Object.entries(differences))
      expect(difference, what).toBeLessThanOrEqual(what.startsWith('canvas') ? 1e-2 : golden.tolerance)
  })

  it('fails the same comparison when a canvas is wrong', async () => {
    const golden = parseGolden(readFileSync(resolve(model.folder, 'golden.json'), 'utf8'))
    const shifted = { ...golden, points0: golden.points0.map((value, k) => (k % 3 === 0 ? value + 0.3 : value)) }
    const differences = await goldenDifferences(model.graphs, model.manifest, shifted)
    expect(differences['flow without context']).toBeGreaterThan(1e-3)
  })

  it('does not depend on how points are cut into chunks', async () => {
    const golden = parseGolden(readFileSync(resolve(model.folder, 'golden.json'), 'utf8'))
    const whole = await goldenDifferences(model.graphs, model.manifest, golden)
    const cut = await goldenDifferences(model.graphs, model.manifest, golden, 97)
    expect(cut['flow with context']).toBeCloseTo(whole['flow with context'] as number, 6)
  })

  it('makes canvases as large as its grid', () => {
    const { grid } = model.manifest
    expect(pillarCanvas(new Float32Array(0), grid)).toHaveLength(8 * grid.pillars ** 2)
  })
})
