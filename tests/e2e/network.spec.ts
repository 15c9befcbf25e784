import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { realDataFolder, realDataSkipMessage } from '../realData.ts'
import { expect, test } from './studio.ts'

const project = resolve(import.meta.dirname, '../..')
const tiny = (head: 'votes' | 'slots') => join(project, 'tests/models', `tiny-${head}`)
const FILES = ['manifest.json', 'encoder.onnx', 'step.onnx', 'golden.json']

/** Has the inference worker remember the GPU devices that its runtime asks for: nothing in the app hands them out. */
async function keepDevices(page: Page): Promise<void> {
  await page.route(/\/inference\.worker-[^/]*\.js$/, async route => {
    const response = await route.fetch()
    const hook = `self.keptDevices = [];
      const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...options) {
        const device = await request.apply(this, options);
        self.keptDevices.push(device);
        return device;
      };\n`
    await route.fulfill({ response, body: `{${hook}}\n${await response.text()}` })
  })
}

/** As a driver that is reset takes them away. @returns how many there were */
async function loseDevices(page: Page): Promise<number> {
  const worker = page.workers().find(candidate => candidate.url().includes('inference'))
  if (!worker) throw new Error('No inference worker runs.')
  return worker.evaluate(() => {
    const devices: { destroy(): void }[] = Reflect.get(self, 'keptDevices')
    for (const device of devices) device.destroy()
    return devices.length
  })
}

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

  for (const when of ['between two pairs', 'in the middle of one'] as const)
    test(`goes on without a GPU that is lost ${when}, and says so`, async ({ studio }) => {
      test.slow()
      const { page } = studio
      await keepDevices(page)
      await studio.open()
      await studio.waitForLabels()
      await page.evaluate(() => {
        const state = window.studioDebug?.getState()
        state?.wishLabelling('cancel')
        state?.setProvider('webgpu')
        state?.setInference('Iterations', { iterations: 8 })
      })
      await studio.drop(...FILES.map(file => join(tiny('votes'), file)))
      await studio.waitFor(
        state => state.modelState.kind === 'ready' && state.modelState.model.manifest.name.startsWith('tiny'),
        'the dropped model',
        180_000,
      )
      await expect(page.getByTestId('provider')).toContainText(/^WebGPU, /)
      const label = await studio.state(state => state.currentLabel?.key)
      const predicted = (withContext: boolean) =>
        expect
          .poll(() => studio.state(state => state.currentPrediction?.withContext), { timeout: 180_000 })
          .toBe(withContext)
      await page.evaluate(() => window.studioDebug?.getState().setPaneSource('a', 'prediction'))
      if (when === 'between two pairs') {
        await predicted(true)
        expect(await studio.state(state => state.currentPrediction?.provider.name)).toBe('webgpu')
        expect(await loseDevices(page)).toBe(1)
        await page.evaluate(() => window.studioDebug?.getState().setInference('Context', { withContext: false }))
        await predicted(false)
      } else {
        await studio.waitFor(state => /iteration [2-5]/.test(state.predicting?.stage ?? ''), 'a run', 120_000)
        expect(await loseDevices(page)).toBe(1)
        await predicted(true)
      }
      const result = await studio.state(state => ({
        recovery: state.currentPrediction?.recovery,
        provider: state.currentPrediction?.provider.name,
        error: state.predictionError,
        label: state.currentLabel?.key,
        finite: state.currentPrediction?.final.flow.every(Number.isFinite),
      }))
      expect(result).toMatchObject({ provider: 'wasm', error: null, label, finite: true })
      expect(result.recovery).toMatch(/^The GPU was lost \(.+\): this was done again on WebAssembly/)
      // Whatever panel is open, the page says it; the Network tab says on what it runs now.
      await expect(page.getByRole('status').filter({ hasText: 'Nothing else is lost' })).toBeVisible()
      await expect(page.getByTestId('provider')).toContainText(/^WebAssembly, .* because the GPU was lost/)

      if (when === 'in the middle of one') return
      // The prediction of before is still known, and the model agrees with PyTorch where it runs now.
      await page.keyboard.press('Control+z')
      await predicted(true)
      expect(await studio.state(state => state.currentPrediction?.provider.name)).toBe('webgpu')
      await page.getByRole('button', { name: 'Test itself' }).click()
      await expect(page.getByTestId('self-test')).toHaveAttribute('data-passed', 'true', { timeout: 120_000 })
      await page.getByRole('button', { name: 'Try the GPU again' }).click()
      await expect(page.getByTestId('provider')).toContainText(/^WebGPU, /, { timeout: 180_000 })
      await studio.waitFor(state => state.currentPrediction?.provider.name === 'webgpu', 'the GPU at work', 180_000)
      await expect(page.getByRole('status').filter({ hasText: 'Nothing else is lost' })).toBeHidden()
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
    expect(onScreen?.moving.ap).toBeCloseTo(told.instances.moving.ap, 4)
    expect(told.epe.threeWay).toBeLessThan(0.02)
  })
})
