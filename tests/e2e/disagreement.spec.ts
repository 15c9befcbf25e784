import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { openSimulatedStreet } from '../../src/model/simulator/simulatedStreet.ts'
import { encodePcd } from '../encodeSweeps.ts'
import { expect, test } from './studio.ts'

const SWEEPS = 4

let drive = ''
/** Sweeps of a street as a sensor would leave them: points and nothing else. */
test.beforeAll(async () => {
  drive = mkdtempSync(join(tmpdir(), 'studio-drive-'))
  const street = openSimulatedStreet({ seed: 7, sensor: 'spinning-32', frames: SWEEPS, intervalSeconds: 0.1 })
  for (let k = 0; k < SWEEPS; k++) {
    const { positions } = await street.readSweep(k)
    const column = (name: string, axis: number) => ({
      name,
      type: 'float32' as const,
      values: [...positions].filter((_, n) => n % 3 === axis),
    })
    const bytes = encodePcd([column('x', 0), column('y', 1), column('z', 2)], 'binary')
    writeFileSync(join(drive, `00000${k}.pcd`), bytes)
  }
  street.close()
})
test.afterAll(() => rmSync(drive, { recursive: true, force: true }))

test('without truth the timeline draws where two estimates disagree, and N goes through it', async ({ studio }) => {
  test.slow()
  const { page } = studio
  await studio.open()
  await studio.pauseLabelling()
  await studio.drop(drive)
  await page.evaluate(() => window.studioDebug?.getState().wishLabelling('run'))
  await studio.waitFor(state => state.labellable === 3 && state.labelled === 3, 'the labels of the drive', 120_000)
  expect(await studio.state(state => state.shown?.truth)).toBeNull()

  await page.getByRole('combobox', { name: 'Curve over the timeline' }).click()
  await expect(page.getByRole('option', { name: /3-way/ })).toHaveCount(0)
  await page.getByRole('option', { name: 'Flow apart, m' }).click()
  await page.getByRole('tab', { name: 'Compare' }).click()
  await page.getByRole('combobox', { name: 'Second estimate of the curve' }).click()
  await page.getByRole('option', { name: /^Ego motion only/ }).click()
  await studio.waitFor(state => state.disagreements.size === 3 && state.disagreementTask === null, 'the curve')
  await expect(page.getByText('3 of 3 labelled pairs have both and are compared.')).toBeVisible()
  await expect(page.getByRole('img', { name: /^Flow apart, m, 0 to / })).toBeVisible()

  // What the frame on screen says, counted point by point.
  const { told, counted } = await studio.state(state => {
    const [a, b] = [state.currentLabel?.estimate, state.currentLabel?.layers?.egoEstimate]
    let sum = 0
    let moving = 0
    if (a && b)
      for (let i = 0; i < a.dynamic.length; i++) {
        if ((a.dynamic[i] ?? 0) < 0.5 && (b.dynamic[i] ?? 0) < 0.5) continue
        moving++
        sum += Math.hypot(...[0, 1, 2].map(axis => (a.flow[3 * i + axis] ?? 0) - (b.flow[3 * i + axis] ?? 0)))
      }
    return { told: state.disagreements.get(state.position)?.flowMetres ?? 0, counted: sum / moving }
  })
  expect(counted).toBeGreaterThan(0.05)
  expect(told).toBeCloseTo(counted, 6)

  const worst = await studio.state(state =>
    [...state.disagreements].sort(([, p], [, q]) => q.flowMetres - p.flowMetres).map(([position]) => position),
  )
  for (const position of worst) {
    await page.keyboard.press('n')
    await studio.waitFor(state => state.shown?.position === state.position, 'the frame on screen')
    expect(await studio.state(state => state.position)).toBe(position)
  }
  // A click on the strip goes to the frame under it.
  const strip = await page.getByRole('slider', { name: 'Frame', exact: true }).boundingBox()
  if (!strip) throw new Error('The timeline is not on the page.')
  await page.mouse.click(strip.x + (1.5 / SWEEPS) * strip.width, strip.y + strip.height / 2)
  await studio.waitFor(state => state.position === 1, 'the clicked frame')

  await page.getByRole('button', { name: 'About Flow apart, m' }).click()
  await expect(page.getByRole('dialog')).toContainText('dynamic_A')
  await page.keyboard.press('Escape')
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate(choice => window.studioDebug?.getState().setTheme(choice), theme)
    await studio.settle()
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze()
    expect(violations.map(v => `${theme}: ${v.id} ${v.nodes.map(node => node.target).join(' ')}`)).toEqual([])
  }
})
