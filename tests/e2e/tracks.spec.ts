import { join, resolve } from 'node:path'
import { expect, test } from './studio.ts'

const tiny = resolve(import.meta.dirname, '../models/tiny-votes')
const FILES = ['manifest.json', 'encoder.onnx', 'step.onnx', 'golden.json']

test.describe('objects over a sequence', () => {
  test('leave trails that follow the frame, and come back with the address', async ({ studio }) => {
    const { page } = studio
    // Truth needs no labels: every frame of the street has it.
    await studio.open('panes=truth&frame=6&camera=-22,-14,16,12,0,0')
    await studio.waitFor(state => (state.tracks?.bySource.truth?.length ?? 0) > 5, 'the true tracks')
    await studio.pauseLabelling()
    await studio.waitFor(
      state => state.tracks?.truth.slice(0, 20).every(objects => objects !== null) ?? false,
      'the truth of twenty frames',
    )
    await studio.settle()
    const without = await studio.canvas.screenshot()
    await page.keyboard.press('h')
    await studio.waitFor(state => state.view.trails.shown, 'trails')
    await studio.settle()
    expect((await studio.canvas.screenshot()).equals(without)).toBe(false)
    // From now backwards and on, each in this frame: the newest point of the past is where the object stands.
    const check = () =>
      page.evaluate(() => {
        const pane = window.studioDebug?.content?.panes[0]
        const objects = new Map(pane?.estimate?.instances.map(object => [object.track, object.box.center]))
        return (pane?.trails ?? []).flatMap(({ track, ages, points }) => {
          const now = ages.indexOf(0)
          const centre = objects.get(track)
          if (now < 0 || !centre) return []
          const off = Math.hypot(...centre.map((value, axis) => value - (points[3 * now + axis] ?? 0)))
          return [{ off, oldest: ages[0] ?? 0, ahead: -(ages.at(-1) ?? 0) }]
        })
      })
    const here = await check()
    expect(here.length).toBeGreaterThan(3)
    for (const { off } of here) expect(off).toBeLessThan(1e-4)
    expect(Math.max(...here.map(({ oldest }) => oldest))).toBe(5)
    expect(Math.max(...here.map(({ ahead }) => ahead))).toBeGreaterThan(5)
    await page.keyboard.press('ArrowRight')
    await studio.waitFor(state => state.shown?.position === 6, 'the next frame')
    expect(Math.max(...(await check()).map(({ oldest }) => oldest))).toBe(6)

    await page.getByRole('tab', { name: 'View' }).click()
    const length = page.getByRole('slider', { name: 'Trail length' })
    await length.focus()
    await page.keyboard.press('Home')
    await page.getByRole('switch', { name: 'And will be' }).click()
    await studio.waitFor(state => state.view.trails.sweeps === 1 && !state.view.trails.ahead, 'short trails')
    expect(Math.max(...(await check()).map(({ oldest, ahead }) => Math.max(oldest, ahead)))).toBe(1)
    await page.waitForTimeout(800)
    await page.goto(page.url())
    await studio.waitFor(state => state.view.trails.shown && state.view.trails.sweeps === 1, 'the same trails again')
  })

  test('are listed with a curve of their speed, beside the truth, that goes to a frame', async ({ studio }) => {
    const { page } = studio
    await studio.open()
    await studio.waitFor(
      state => state.tracks?.bySource['pseudo-labels']?.some(track => track.positions.length >= 3) ?? false,
      'objects tracked over three pairs',
      120_000,
    )
    await studio.pauseLabelling()
    await page.getByRole('tab', { name: 'Method' }).click()
    const list = page.getByRole('list', { name: 'Objects over the sequence' })
    await list.getByRole('button').first().click()
    await expect(list.getByRole('button').first()).toHaveAttribute('aria-pressed', 'true')
    const chart = page.getByRole('slider', { name: /over the speed of Object \d+/ })
    await expect(chart).toHaveAttribute('aria-valuetext', /Frame 1 of \d+: \d+\.\d m\/s, truth \d+\.\d m\/s/)
    expect(await chart.locator('path').count()).toBeGreaterThanOrEqual(2)
    await chart.focus()
    await page.keyboard.press('ArrowRight')
    await studio.waitFor(state => state.position === 1, 'a step by key')
    const box = await chart.boundingBox()
    if (!box) throw new Error('The chart is not on the page.')
    const count = await studio.state(state => state.sequenceSettings[state.activeId ?? '']?.order.length ?? 0)
    await page.mouse.click(box.x + (2.5 / count) * box.width, box.y + box.height / 2)
    await studio.waitFor(state => state.position === 2, 'the frame that was clicked')
    await expect(chart).toHaveAttribute('aria-valuetext', /^Frame 3 /)
  })

  test('and how a prediction converged is a colour once the network has run', async ({ studio }) => {
    const { page } = studio
    await studio.open()
    await studio.waitForLabels()
    await page.evaluate(() => window.studioDebug?.getState().wishLabelling('cancel'))
    await page.getByRole('combobox', { name: 'Colour' }).click()
    await expect(page.getByRole('option', { name: /Convergence: settled/ })).toHaveAttribute('aria-disabled', 'true')
    await page.keyboard.press('Escape')
    await studio.drop(...FILES.map(file => join(tiny, file)))
    await studio.waitFor(
      state => state.modelState.kind === 'ready' && state.modelState.model.manifest.name.startsWith('tiny'),
      'the small model',
      120_000,
    )
    await page.evaluate(() => window.studioDebug?.getState().setPaneSource('a', 'prediction'))
    await studio.waitFor(state => state.currentPrediction?.frameKey === state.shown?.key, 'the prediction', 120_000)
    await page.getByRole('tab', { name: 'Network' }).click()
    await page.getByRole('button', { name: 'Show when it settled' }).click()
    const legend = page.getByRole('figure', { name: 'Legend: Flow settled after iteration' })
    await expect(legend).toContainText('stays within 1 cm per sweep')
    const seen = await page.evaluate(() => {
      const shown = window.studioDebug?.content?.panes[0]?.convergence
      const values = [...(shown?.values ?? [])]
      return {
        iterations: shown?.iterations,
        low: Math.min(...values.slice(0, 50_000)),
        some: values.some(v => v >= 0),
      }
    })
    expect(seen.low).toBeLessThan(0)
    expect(seen.some).toBe(true)
    // A picked point tells the whole series.
    await page.evaluate(() => {
      const values = window.studioDebug?.content?.panes[0]?.convergence?.values ?? new Float32Array(0)
      window.studioDebug?.getState().pick({ pane: 'a', sweep: 0, index: values.findIndex(value => value >= 0) })
    })
    await expect(page.getByText('Flow settled', { exact: true })).toBeVisible()
    for (let after = 1; after < (seen.iterations ?? 0); after++)
      await expect(page.getByText(`Still moved after ${after}`, { exact: true })).toBeVisible()
  })
})
