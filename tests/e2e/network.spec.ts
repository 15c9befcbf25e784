import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { realDataFolder, realDataSkipMessage } from '../realData.ts'
import { expect, test } from './studio.ts'

const project = resolve(import.meta.dirname, '../..')
const tiny = (head: 'votes' | 'slots') => join(project, 'tests/models', `tiny-${head}`)
const FILES = ['manifest.json', 'encoder.onnx', 'step.onnx', 'golden.json']

test.describe('the network', () => {
  let scratch = ''
  test.beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'studio-model-'))
  })
  test.afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  test('predicts the built-in street with the shipped model, scrubs its iterations, and agrees with PyTorch', async ({
    studio,
  }) => {
    await studio.open()
    await studio.waitForLabels()
    const { page } = studio
    await page.getByRole('tab', { name: 'Network' }).click()
    await page.getByRole('button', { name: 'Show the prediction' }).click()
    await studio.waitFor(state => state.currentPrediction?.frameKey === state.shown?.key, 'the prediction', 120_000)
    // No GPU is behind this browser: the reason has to be in view.
    await expect(page.getByTestId('provider')).toContainText(/WebAssembly, \d threads?.*because WebGPU/)
    await studio.waitFor(state => state.frameMetrics?.bySource['polished'] !== undefined, 'metrics')
    const metrics = await studio.state(state => state.frameMetrics?.bySource)
    expect(metrics?.['prediction']?.epe.fd).toBeLessThan(0.5 * (metrics?.['ego-motion']?.epe.fd ?? 0))
    expect(metrics?.['polished']?.moving?.pq).toBeGreaterThan(0.6)

    await page.getByRole('slider', { name: 'Looked at' }).focus()
    await page.keyboard.press('Home')
    await studio.waitFor(state => state.currentPrediction?.iteration === 0, 'what it starts from')
    await page.keyboard.press('ArrowRight')
    await studio.waitFor(state => state.currentPrediction?.iteration === 1, 'the first iteration')
    const moves = await studio.state(state => {
      const prediction = state.currentPrediction
      return prediction?.final.flow.some((value, k) => value !== prediction.shown.flow[k]) ?? false
    })
    expect(moves).toBe(true)

    await page.getByRole('button', { name: 'Test itself' }).click()
    await expect(page.getByTestId('self-test')).toHaveAttribute('data-passed', 'true', { timeout: 120_000 })
  })

  for (const head of ['votes', 'slots'] as const)
    test(`runs a dropped model with ${head} wholly on WebGPU and agrees with PyTorch`, async ({ studio }) => {
      await studio.open()
      await studio.page.evaluate(() => window.studioDebug?.getState().wishLabelling('cancel'))
      await studio.page.evaluate(() => window.studioDebug?.getState().setProvider('webgpu'))
      await studio.drop(...FILES.map(file => join(tiny(head), file)))
      await studio.waitFor(
        state => state.modelState.kind === 'ready' && state.modelState.model.manifest.name.startsWith('tiny'),
        'the dropped model',
        120_000,
      )
      await expect(studio.page.getByTestId('provider')).toContainText(/^WebGPU, /)
      await studio.page.getByRole('button', { name: 'Test itself' }).click()
      await expect(studio.page.getByTestId('self-test')).toHaveAttribute('data-passed', 'true', { timeout: 120_000 })
    })

  test('refuses a model that does not fit, with every reason, and keeps what was open', async ({ studio }) => {
    const folder = join(scratch, 'foreign')
    cpSync(tiny('votes'), folder, { recursive: true })
    // The encoder in the place of the step: a valid file that does another thing, under its own right sum.
    cpSync(join(folder, 'encoder.onnx'), join(folder, 'step.onnx'))
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    manifest.graphs.step.sha256 = manifest.graphs.encoder.sha256
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
    await studio.open()
    await studio.drop(...FILES.map(file => join(folder, file)))
    const alert = studio.page.getByRole('alert')
    await expect(alert).toContainText('does not fit')
    await expect(alert).toContainText('step.onnx has no input points; it has canvas0, canvas1')
    expect(await studio.state(state => state.shown !== null)).toBe(true)

    manifest.graphs.step.sha256 = '0'.repeat(64)
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
    await studio.drop(...FILES.map(file => join(folder, file)))
    await expect(alert).toContainText('step.onnx is not the graph that manifest.json describes')
  })

  test('comes back by itself when its worker is killed', async ({ studio }) => {
    await studio.open()
    await studio.waitForLabels()
    await studio.page.evaluate(() => window.studioDebug?.getState().wishLabelling('cancel'))
    await studio.page.evaluate(() => window.studioDebug?.getState().setPaneSource('a', 'prediction'))
    await studio.waitFor(state => state.predicting !== null, 'a prediction at work', 120_000)
    const worker = studio.page.workers().find(candidate => candidate.url().includes('inference'))
    expect(worker).toBeDefined()
    // As the browser ends a worker that is out of memory: an error that nothing catches.
    await worker?.evaluate(() => {
      setTimeout(() => {
        throw new Error('killed for the test')
      })
    })
    await studio.waitFor(state => state.currentPrediction?.frameKey === state.shown?.key, 'the prediction', 120_000)
  })

  test('measures on the real log what the command line measures', async ({ studio }) => {
    test.skip(realDataFolder === null, realDataSkipMessage)
    const log = join(realDataFolder ?? '', 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede')
    await studio.open()
    await studio.drop(log)
    await studio.waitFor(state => state.shown?.sweep0.count === 99_229 && state.shown.truth !== null, 'the log')
    await studio.waitForLabels()
    await studio.page.evaluate(() => window.studioDebug?.getState().setPaneSource('a', 'polished'))
    await studio.waitFor(state => state.currentPrediction?.frameKey === state.shown?.key, 'the prediction', 120_000)
    await studio.waitFor(state => state.frameMetrics?.bySource['polished'] !== undefined, 'metrics')
    const onScreen = await studio.state(state => state.frameMetrics?.bySource['polished'])
    const command = ['bin/semanticflow.js', 'evaluate', log, '--estimate', 'polished', '--json', '--quiet']
    const told = JSON.parse(spawnSync(process.execPath, command, { cwd: project, encoding: 'utf8' }).stdout)
    expect(onScreen?.epe.threeWay).toBeCloseTo(told.epe.threeWay, 4)
    expect(onScreen?.epe.fd).toBeCloseTo(told.epe.fd, 4)
    expect(onScreen?.moving.pq).toBeCloseTo(told.instances.moving.pq, 4)
    expect(told.epe.threeWay).toBeLessThan(0.02)
  })
})
