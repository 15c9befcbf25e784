import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { filesUnder } from '../../cli/nodeInput.ts'
import { METRIC_GROUPS } from '../../src/app/metrics/metricRows.ts'
import { checkSubmission } from '../../src/model/export/av2/submissionArchive.ts'
import { NpzArchive } from '../../src/model/formats/npy/npzArchive.ts'
import { readPly } from '../../src/model/formats/ply/plyPoints.ts'
import { openInput } from '../../src/model/formats/registry.ts'
import { realDataFolder, realDataSkipMessage } from '../realData.ts'
import { expect, type StudioPage, test } from './studio.ts'

const AV2_LOG = '7fab2350-7eaf-3b7e-a39d-6937a4c1bede'

let folder = ''
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-export-'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Presses a button of the export dialog and returns what the browser saved. */
async function saved(studio: StudioPage, button: string): Promise<string> {
  const download = studio.page.waitForEvent('download')
  await studio.page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: button }).click()
  const file = await download
  const path = join(folder, file.suggestedFilename())
  await file.saveAs(path)
  await studio.waitFor(state => state.exported !== null, 'the message that it is saved')
  return path
}

async function choose(studio: StudioPage, label: string, option: RegExp): Promise<void> {
  await studio.page.getByRole('combobox', { name: label, exact: true }).click()
  await studio.page.getByRole('option', { name: option }).click()
}

async function inputAt(path: string) {
  const [file] = await filesUnder(path)
  if (!file) throw new Error(`${path} was not saved.`)
  return file
}

/** Points, sum of the instance numbers and of |flow| of what is shown: told apart from any other frame by its digits. */
const shownNumbers = (studio: StudioPage) =>
  studio.state(({ currentLabel, shown }) => ({
    points: shown?.sweep0.count ?? 0,
    instances: currentLabel?.estimate.instance.reduce((sum, id) => sum + id, 0) ?? 0,
    flow: currentLabel?.estimate.flow.reduce((sum, metres) => sum + Math.abs(metres), 0) ?? 0,
  }))
const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0)
const lengthOf = (...columns: ArrayLike<number>[]) =>
  columns.reduce((sum, values) => sum + Array.from(values).reduce((s, value) => s + Math.abs(value), 0), 0)

test('the street is exported as npz and PLY that read back with the numbers on screen', async ({ studio }) => {
  const { page } = studio
  await studio.open()
  await studio.waitForLabels()
  await studio.pauseLabelling()
  const expected = await shownNumbers(studio)
  expect(expected.instances).toBeGreaterThan(0)
  await page.keyboard.press('x')
  const npz = await NpzArchive.open(await inputAt(await saved(studio, 'Save data')))
  expect((await npz.array('pc0')).shape).toEqual([expected.points, 3])
  expect(sumOf((await npz.array('instance')).values)).toBe(expected.instances)
  expect(lengthOf((await npz.array('flow')).values)).toBeCloseTo(expected.flow, 0)
  await choose(studio, 'Format', /PLY/)
  const ply = await readPly(await inputAt(await saved(studio, 'Save data')), {})
  const column = (name: string) => ply.fields.find(field => field.name === name)?.values ?? []
  expect([ply.count, sumOf(column('instance'))]).toEqual([expected.points, expected.instances])
  expect(lengthOf(column('flow_x'), column('flow_y'), column('flow_z'))).toBeCloseTo(expected.flow, 0)
})

test('all frames go into one file, and cancelling saves none', async ({ studio }) => {
  const { page } = studio
  await studio.open()
  await studio.waitForLabels()
  await studio.pauseLabelling()
  await page.keyboard.press('x')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await choose(studio, 'Estimate to export', /^Truth/)
  await page.getByRole('radio', { name: 'All 39 with truth' }).click()
  await dialog.getByRole('button', { name: 'Save data' }).click()
  await studio.waitFor(state => (state.exporting?.done ?? 0) > 0, 'the first frame')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await studio.waitFor(state => state.exporting === null, 'the end')
  expect(await studio.state(state => [state.exported, state.exportError])).toEqual([null, null])
  // A short street goes to its end.
  await page.keyboard.press('Escape')
  await page.evaluate(() =>
    window.studioDebug?.getState().openSimulation({ seed: 3, sensor: 'spinning-32', frames: 4, intervalSeconds: 0.1 }),
  )
  await studio.waitFor(state => state.shown?.sequenceId === state.activeId && state.shown?.truth !== null, 'its truth')
  await page.keyboard.press('x')
  await choose(studio, 'Format', /OpenSceneFlow/)
  await choose(studio, 'Estimate to export', /^Truth/)
  await page.getByRole('radio', { name: 'All 3 with truth' }).click()
  const { readers } = await openInput([await inputAt(await saved(studio, 'Save data'))])
  expect(readers[0]?.info.frames.map(frame => frame.hasTruth)).toEqual([true, true, true, false])
  readers[0]?.close()
})

test('a picture at 2x has double the pixels of the view, and shows it', async ({ studio }) => {
  const { page } = studio
  await studio.open('theme=paper')
  await studio.waitForLabels()
  await studio.pauseLabelling()
  await studio.settle()
  const view = await page.evaluate(() => {
    const canvas = document.querySelector('canvas')
    return [canvas?.width ?? 0, canvas?.height ?? 0]
  })
  await page.keyboard.press('x')
  const shades = (png: PNG) => {
    const seen = new Set<number>()
    for (let i = 0; i < png.data.length; i += 4) seen.add(png.data.readUInt32BE(i))
    return seen.size
  }
  const plain = { '1\u00d7': 1, '2\u00d7': 2 } as const
  const share: number[] = []
  for (const [label, scale] of Object.entries(plain)) {
    await page.getByRole('radio', { name: label, exact: true }).click()
    const png = PNG.sync.read(readFileSync(await saved(studio, 'Save picture')))
    expect([png.width, png.height]).toEqual(view.map(pixels => pixels * scale))
    expect(shades(png)).toBeGreaterThan(200)
    let dark = 0
    for (let i = 0; i < png.data.length; i += 4) if ((png.data[i] ?? 255) < 235) dark++
    share.push(dark / (png.width * png.height))
  }
  // The same picture: points grow with the pixels instead of thinning out.
  expect(share[1]! / share[0]!).toBeGreaterThan(0.75)
  expect(share[1]! / share[0]!).toBeLessThan(1.33)
  // The view itself is as it was.
  expect(await page.evaluate(() => document.querySelector('canvas')?.width)).toBe(view[0])
})

test('the report opens by itself and names its metrics', async ({ studio, context }) => {
  const { page } = studio
  await studio.open()
  await studio.waitForLabels()
  await studio.waitFor(state => (state.sequenceMetrics?.measured ?? 0) > 0, 'a measured frame', 90_000)
  await studio.pauseLabelling()
  await page.keyboard.press('x')
  const json = JSON.parse(readFileSync(await saved(studio, 'Save JSON'), 'utf8'))
  expect(json.sequence.simulation.seed).toBe(7)
  expect(json.frame.metrics[0].summary.epe.threeWay).toBeGreaterThan(0)
  const path = await saved(studio, 'Save page (HTML)')
  const report = await context.newPage()
  await report.setContent(readFileSync(path, 'utf8'))
  for (const { title } of METRIC_GROUPS)
    await expect(report.getByRole('heading', { name: title }).first()).toBeVisible()
  const picture = report.getByRole('img')
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300)
  await report.close()
})

test('the dialog is reached and left by keys, and passes the accessibility rules', async ({ studio }) => {
  const { default: AxeBuilder } = await import('@axe-core/playwright')
  await studio.open()
  await studio.pauseLabelling()
  await studio.page.keyboard.press('x')
  await expect(studio.page.getByRole('dialog', { name: 'Export' })).toBeVisible()
  const { violations } = await new AxeBuilder({ page: studio.page })
    .include('[role="dialog"]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(v => `${v.id} ${v.nodes.map(node => node.target).join(' ')}`)).toEqual([])
  await studio.page.keyboard.press('Escape')
  await expect(studio.page.getByRole('dialog')).toBeHidden()
})

test('an Argoverse 2 log becomes a submission that a leaderboard could read', async ({ studio }) => {
  test.skip(!realDataFolder, realDataSkipMessage)
  test.slow()
  await studio.open()
  await studio.drop(join(realDataFolder ?? '', 'av2', AV2_LOG))
  await studio.waitFor(state => state.shown?.sweep0.count === 99_229, 'the log')
  await studio.waitForLabels()
  await studio.pauseLabelling()
  await studio.page.keyboard.press('x')
  await choose(studio, 'Format', /Argoverse 2 submission/)
  const path = await saved(studio, 'Save data')
  const rows = new Map([[`${AV2_LOG}/315966265259836000.feather`, 99_229]])
  expect(await checkSubmission(await inputAt(path), '2026', rows)).toMatchObject({
    files: 1,
    columns: ['flow_tx_m', 'flow_ty_m', 'flow_tz_m'],
  })
  await choose(studio, 'Form of the leaderboard', /2023/)
  const masked = await checkSubmission(await inputAt(await saved(studio, 'Save data')), '2023', null)
  expect(masked.columns).toEqual(['flow_tx_m', 'flow_ty_m', 'flow_tz_m', 'is_dynamic'])
  // The official labels leave 78,506 points within 50 m and off the ground.
  expect(Math.abs(masked.rows - 78_506)).toBeLessThan(1500)
})
