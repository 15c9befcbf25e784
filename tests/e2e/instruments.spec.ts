import { join } from 'node:path'
import { expect, type StudioPage, test } from './studio.ts'

const TINY_MODEL = ['manifest.json', 'encoder.onnx', 'step.onnx', 'golden.json'].map(file =>
  join(import.meta.dirname, '../models/tiny-votes', file),
)

async function openMethod(studio: StudioPage): Promise<void> {
  await studio.open()
  await studio.waitForLabels()
  await studio.pauseLabelling()
  await studio.page.getByRole('tab', { name: 'Method' }).click()
}

test.describe('instruments', () => {
  test('a loss is a number and a heat map whose mean is that number', async ({ studio }) => {
    const { page } = studio
    await openMethod(studio)
    await page.getByRole('button', { name: 'Losses', exact: true }).click()
    await page.getByRole('button', { name: 'Compute the losses' }).click()
    await studio.waitFor(state => state.losses['pseudo-labels'] !== undefined, 'the losses')
    const row = page
      .getByRole('list', { name: 'Losses of the estimate' })
      .getByRole('listitem')
      .filter({ hasText: 'Rigid' })
    await row.getByRole('button', { name: 'Colour the points by Rigid object consistency' }).click()
    await expect(page.getByRole('figure', { name: 'Legend: Loss: Rigid object consistency' })).toBeVisible()
    const drawn = await studio.state(state => {
      const loss = state.losses['pseudo-labels']?.terms.find(({ term }) => term === 'rigid')
      const values = [...(loss?.values ?? [])].filter(value => value >= 0)
      return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, points: values.length }
    })
    expect(drawn.points).toBeGreaterThan(10_000)
    await expect(row.getByRole('status')).toHaveText(`${drawn.mean.toPrecision(3)} m`)

    await row.getByRole('button', { name: 'About Rigid object consistency' }).click()
    await expect(page.getByRole('dialog')).toContainText('Kabsch')
    await page.keyboard.press('Escape')

    // Another estimate in the pane is painted without being asked for.
    await page.evaluate(() => window.studioDebug?.getState().setPaneSource('a', 'ego-motion'))
    await studio.waitFor(state => state.losses['ego-motion'] !== undefined, 'the losses of the other estimate')
    const [own, other] = await studio.state(state =>
      (['pseudo-labels', 'ego-motion'] as const).map(
        source => state.losses[source]?.terms.find(({ term }) => term === 'flow')?.mean ?? 0,
      ),
    )
    expect(other).toBeGreaterThan(100 * (own ?? 0))
  })

  test('the eps line of the k-distance plot changes the clusters, and undo brings them back', async ({ studio }) => {
    const { page } = studio
    await openMethod(studio)
    await page.evaluate(() => window.studioDebug?.getState().wishLabelling('run'))
    const line = page.getByRole('slider', { name: 'eps in the k-distance plot' })
    await line.scrollIntoViewIfNeeded()
    await expect(page.getByText(/% of the points are core points at minPts 8/)).toBeVisible()
    const clusters = () => studio.state(state => state.currentLabel?.motions.length ?? 0)
    const before = await clusters()
    const entries = () => studio.state(state => state.undoStack.length)
    const earlier = await entries()
    const box = await line.boundingBox()
    if (!box) throw new Error('The line is not on the page.')
    await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 3, box.y - 40, { steps: 4 })
    await page.mouse.up()
    await studio.waitFor(
      state => !state.currentLabelStale && (state.currentLabel?.parameters.clustering.epsMetres ?? 0) > 0.9,
      'the labels of the new value',
    )
    expect(await clusters()).toBeLessThan(before)
    await expect(line).toHaveAttribute(
      'aria-valuenow',
      String(await studio.state(s => s.currentLabel?.parameters.clustering.epsMetres)),
    )
    // One undo takes back a quick drag; a slow machine's comes apart.
    while ((await entries()) > earlier) await page.keyboard.press('Control+z')
    await studio.waitFor(state => !state.currentLabelStale, 'the labels of before')
    expect(await clusters()).toBe(before)

    await line.press('ArrowUp')
    await expect(line).toHaveAttribute('aria-valuenow', '0.65')
  })

  test('noise is shown, measured, and the same for the same seed', async ({ studio }) => {
    const { page } = studio
    await openMethod(studio)
    await page.getByRole('button', { name: 'Noise', exact: true }).click()
    await page.getByRole('button', { name: 'Show the labels with noise' }).click()
    await studio.waitFor(state => state.frameMetrics?.bySource.noisy !== undefined, 'the metrics with noise')
    await expect(page.getByRole('table', { name: 'Metrics without and with noise' })).toBeVisible()

    const measure = async () => {
      await page.getByRole('button', { name: 'Measure the curve' }).click()
      await studio.waitFor(state => state.degradationTask === null && state.degradation !== null, 'the curve')
      return studio.state(state => JSON.stringify(state.degradation?.result))
    }
    const first = await measure()
    const seed = page.getByRole('spinbutton', { name: 'Seed of the noise' })
    await seed.fill('4')
    const second = await measure()
    await seed.fill('1')
    expect(second).not.toBe(first)
    expect(await measure()).toBe(first)
    await expect(
      page.getByRole('img', { name: /IoU of moving points against objects dropped, seeds 1 to 5/ }),
    ).toBeVisible()
  })

  test('the network is run on noisy labels, stops, goes on, and stands beside them', async ({ studio }) => {
    test.slow()
    const { page } = studio
    await openMethod(studio)
    await page.evaluate(() => window.studioDebug?.getState().setProvider('wasm'))
    await studio.drop(...TINY_MODEL)
    await studio.waitFor(
      state => state.modelState.kind === 'ready' && state.modelState.model.manifest.name.startsWith('tiny'),
      'the dropped model',
      120_000,
    )
    await page.getByRole('tab', { name: 'Method' }).click()
    await page.getByRole('button', { name: 'Noise', exact: true }).click()
    await page.getByRole('button', { name: 'Measure the network too' }).click()
    await expect(page.getByRole('progressbar', { name: 'Degradation of the network' })).toBeVisible()
    await studio.waitFor(state => (state.networkDegradation?.points.length ?? 0) >= 1, 'the first point', 120_000)
    const work = page.getByRole('progressbar', { name: 'Degradation of the network' }).locator('..')
    await work.getByRole('button', { name: 'Stop' }).click()
    await studio.waitFor(state => state.networkDegradationTask === null, 'the end')
    expect(await studio.state(state => state.networkDegradation?.points.length ?? 0)).toBeLessThan(6)
    await page.getByRole('button', { name: 'Go on with the network' }).click()
    await studio.waitFor(state => state.networkDegradation?.points.length === 6, 'the whole curve', 180_000)
    await studio.waitFor(state => state.degradation !== null && state.degradationTask === null, 'the labels’ own')
    await expect(page.getByRole('button', { name: 'The network is measured' })).toBeDisabled()

    // Without noise it is what the frame's own metrics say, which another worker measured.
    await studio.waitFor(state => state.frameMetrics?.bySource['prediction'] !== undefined, 'metrics')
    const { points, frame } = await studio.state(state => ({
      points: state.networkDegradation?.points ?? [],
      frame: state.frameMetrics?.bySource,
    }))
    const [first] = points
    expect(first).toMatchObject({ level: 0, withContext: true })
    expect(first?.labels).toEqual(frame?.['pseudo-labels'])
    expect(first?.prediction).toEqual(frame?.['prediction'])
    expect(first?.polished).toEqual(frame?.['polished'])
    const most = points.find(point => point.level === 0.8)
    expect(most?.labels.dynamic.iou).toBeLessThan(first?.labels.dynamic.iou ?? 0)
    const row = page.getByRole('table', { name: 'Numbers of the figure' }).getByRole('row', { name: /^80 %/ })
    await expect(row.getByRole('cell').nth(1)).toHaveText((most?.labels.dynamic.iou ?? 0).toFixed(3))
    await expect(page.getByText('The network was run with seed 1 alone')).toBeVisible()

    // Other noise is another curve, which undo takes back.
    const seed = page.getByRole('spinbutton', { name: 'Seed of the noise' })
    await seed.fill('4')
    await expect(page.getByRole('button', { name: 'Measure the network too' })).toBeEnabled()
    await expect(page).toHaveURL(/noiseseed=4/)
    await page.getByRole('slider', { name: 'Split' }).focus()
    await page.keyboard.press('Control+z')
    await expect(seed).toHaveValue('1')
    await expect(page.getByRole('button', { name: 'The network is measured' })).toBeDisabled()
    await expect(page).not.toHaveURL(/noiseseed/)
  })

  test('a failure in the list highlights the points that show it', async ({ studio }) => {
    const { page } = studio
    await openMethod(studio)
    // Movers that are all dropped are sure to be missed.
    await page.evaluate(() => {
      const state = window.studioDebug?.getState()
      state?.setNoise(
        {
          segmentation: { drop: 1, split: 0, merge: 0, flip: 0, jitterMetres: 0 },
          ego: { translationMetres: 0, yawRadians: 0 },
        },
        'drop',
      )
      state?.setPaneSource('a', 'noisy')
    })
    await page.getByRole('button', { name: 'Failures' }).click()
    await studio.waitFor(
      state =>
        state.failures?.source === 'noisy' && state.failures.list.some(({ kind }) => kind === 'unlabelled-mover'),
      'the movers that were dropped',
    )
    const entry = page
      .getByRole('list', { name: 'Failures of this pair' })
      .getByRole('button', { pressed: false })
      .filter({ hasText: 'Mover unlabelled' })
      .first()
    await entry.click()
    const { count, moving } = await studio.state(state => {
      const points = [...(state.chosenFailure?.points ?? [])]
      const moves = points.filter(i => (state.shown?.truth?.dynamic[i] ?? 0) >= 0.5)
      return { count: points.length, moving: moves.length }
    })
    expect(count).toBeGreaterThan(10)
    expect(moving).toBeGreaterThan(0.9 * count)
    await studio.settle()
    const highlighted = await studio.litShare()
    await page.getByRole('list', { name: 'Failures of this pair' }).getByRole('button', { pressed: true }).click()
    await studio.settle()
    expect(await studio.state(state => state.chosenFailure)).toBeNull()
    expect(highlighted).toBeLessThan(0.7 * (await studio.litShare()))
  })
})
