import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './studio.ts'

const FIXED_CAMERA = '&camera=-22,-14,16,12,0,0'

test.describe('the built-in street', () => {
  test('opens by itself, moves, and can be looked at in every colour', async ({ studio }) => {
    await studio.open()
    await studio.waitForLabels()
    await studio.pauseLabelling()
    expect(await studio.state(state => state.shown?.truth !== null)).toBe(true)
    expect(await studio.state(state => state.currentLabel?.estimate.instances.some(i => i.moving))).toBe(true)
    const seen = new Set<string>()
    for (let i = 0; i < 16; i++) {
      seen.add(await studio.state(state => JSON.stringify(state.view.colour)))
      await studio.page.keyboard.press('c')
      await expect(studio.page.getByRole('figure', { name: /^Legend/ }).first()).toBeVisible()
    }
    expect(seen.size).toBeGreaterThanOrEqual(11)
  })

  // Neither picture shows pseudo-labels: a better method must not look like a broken viewer.
  test('looks as it looked: truth and ego motion side by side from a fixed camera', async ({ studio }) => {
    await studio.open(`panes=truth,ego-motion&colour=flow&theme=dark${FIXED_CAMERA}`)
    await studio.waitForLabels()
    await studio.pauseLabelling()
    await studio.settle()
    await expect(studio.canvas).toHaveScreenshot('street-two-panes.png')
  })

  test('looks as it looked: paper theme, coloured by height', async ({ studio }) => {
    await studio.open(`panes=truth&colour=height&theme=paper${FIXED_CAMERA}`)
    await studio.waitFor(state => state.shown?.truth != null, 'the truth')
    await studio.pauseLabelling()
    await studio.settle()
    await expect(studio.canvas).toHaveScreenshot('street-paper-height.png')
  })

  test('is driven by keys alone: step, jump, play, panes, help', async ({ studio }) => {
    const { page } = studio
    await studio.open()
    await page.keyboard.press('ArrowRight')
    await studio.waitFor(state => state.shown?.position === 1, 'frame 2')
    await page.keyboard.press('Home')
    await studio.waitFor(state => state.shown?.position === 0, 'frame 1')
    await page.keyboard.press('p')
    await studio.waitFor(state => state.panes.length === 2, 'a second pane')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.keyboard.press('Space')
    await studio.waitFor(state => state.position >= 3, 'playing on')
    await page.keyboard.press('Space')
    await studio.waitFor(state => !state.playing, 'a pause')
  })

  test('picks a point and tells everything about it', async ({ studio }) => {
    const { page } = studio
    await studio.open()
    await studio.waitForLabels()
    await studio.pauseLabelling()
    await studio.pickSomething()
    await page.getByRole('tab', { name: 'Pick' }).click()
    for (const word of ['Range', 'intensity']) await expect(page.getByText(new RegExp(word, 'i')).first()).toBeVisible()
  })

  test('gives the GPU back what closing a sequence frees', async ({ studio }) => {
    const { page } = studio
    await studio.open()
    await studio.waitForLabels()
    const memory = () => page.evaluate(() => window.studioDebug?.viewer?.gpuMemory())
    const closeAll = async () => {
      await studio.closeAll()
      await studio.settle()
    }
    await closeAll()
    const start = await memory()
    for (let round = 0; round < 2; round++) {
      await page.evaluate(() =>
        window.studioDebug
          ?.getState()
          .openSimulation({ seed: 3, sensor: 'spinning-32', frames: 4, intervalSeconds: 0.1 }),
      )
      await studio.waitForLabels()
      await page.keyboard.press('ArrowRight')
      await studio.waitFor(state => state.shown?.position === 1, 'the second frame')
      await closeAll()
    }
    expect(await memory()).toEqual(start)
  })

  test('passes the accessibility rules of WCAG 2.2 AA in each theme', async ({ studio }) => {
    test.slow()
    await studio.open()
    await studio.waitForLabels()
    await studio.pauseLabelling()
    for (const theme of ['dark', 'light', 'paper'] as const) {
      await studio.page.evaluate(choice => window.studioDebug?.getState().setTheme(choice), theme)
      await studio.settle()
      const { violations } = await new AxeBuilder({ page: studio.page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(violations.map(v => `${theme}: ${v.id} ${v.nodes.map(node => node.target).join(' ')}`)).toEqual([])
    }
  })

  test('keeps view settings in the address and nothing else', async ({ studio, page }) => {
    await studio.open()
    await page.keyboard.press('Shift+B')
    await page.keyboard.press('ArrowRight')
    await studio.waitFor(state => state.shown?.position === 1, 'the second frame')
    await page.waitForTimeout(800)
    const address = page.url()
    await page.goto(address)
    await studio.waitFor(state => state.shown?.position === 1 && state.view.boxes.truth, 'the same view again')
  })
})

test('a long opening is cancelled by Escape and leaves what was open', async ({ studio }) => {
  const folder = mkdtempSync(join(tmpdir(), 'studio-many-'))
  try {
    mkdirSync(join(folder, 'velodyne'))
    const first = join(folder, 'velodyne/000000.bin')
    writeFileSync(first, Buffer.from(Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i) * 20).buffer))
    for (let i = 1; i < 6000; i++) linkSync(first, join(folder, 'velodyne', `${String(i).padStart(6, '0')}.bin`))
    await studio.open()
    const before = await studio.state(state => state.sequences.map(s => s.info.id))
    await studio.drop(folder)
    await studio.waitFor(state => state.opening !== null, 'the opening')
    await studio.page.keyboard.press('Escape')
    await studio.waitFor(state => state.opening === null, 'the cancellation')
    expect(await studio.state(state => state.sequences.map(s => s.info.id))).toEqual(before)
    // The reading worker is free again: the street goes on.
    await studio.page.keyboard.press('ArrowRight')
    await studio.waitFor(state => state.shown?.position === 1, 'the next frame')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
