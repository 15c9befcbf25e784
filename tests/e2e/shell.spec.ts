import { expect, test } from './studio.ts'

test('the view goes back and forth by undo, and each step is named', async ({ studio }) => {
  const { page } = studio
  await studio.open()
  await page.keyboard.press('a')
  await page.keyboard.press('Shift+T')
  await expect(page.getByRole('button', { name: 'Undo: Theme' })).toBeEnabled()
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  expect(await studio.state(state => [state.view.arrows.shown, state.themeChoice])).toEqual([true, 'system'])
  await page.keyboard.press('Control+Shift+Z')
  expect(await studio.state(state => state.view.arrows.shown)).toBe(false)
})

test('panels fold by key, stay folded on the next visit, and every control can be reached by Tab', async ({
  studio,
}) => {
  // A press a control: many round trips, and each waits for a picture.
  test.slow()
  const { page } = studio
  await studio.open()
  await page.keyboard.press('[')
  await page.keyboard.press(']')
  await expect(page.getByRole('tab', { name: 'View' })).toBeHidden()
  await page.reload()
  await studio.waitFor(state => state.shown !== null, 'the street again')
  await studio.pauseLabelling()
  await expect(page.getByRole('tab', { name: 'View' })).toBeHidden()
  await page.keyboard.press('[')
  await page.keyboard.press(']')
  await expect(page.getByRole('tab', { name: 'View' })).toBeVisible()
  const reached = new Set<string>()
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(() => {
      const element = document.activeElement
      const ring = element instanceof HTMLElement && getComputedStyle(element).outlineStyle !== 'none'
      return ring ? (element.getAttribute('aria-label') ?? element.textContent ?? '') : ''
    })
    reached.add(name.trim())
  }
  for (const name of ['Open files', 'Colour', 'Camera', 'Play', 'Frame', 'Theme', 'View', 'Seed of the street'])
    expect([...reached], name).toContain(name)
})

test('a button pressed with the mouse leaves the keys to the view', async ({ studio }) => {
  const { page } = studio
  await studio.open()
  await page.getByRole('button', { name: 'Motion arrows' }).click()
  const arrows = await studio.state(state => state.view.arrows.shown)
  await page.keyboard.press('Space')
  await studio.waitFor(state => state.playing, 'playing')
  expect(await studio.state(state => state.view.arrows.shown)).toBe(arrows)
})

test('labelling in the background is paused, resumed and stopped', async ({ studio }) => {
  const { page } = studio
  await studio.open()
  await page.getByRole('button', { name: 'Pause labelling' }).click()
  await studio.waitFor(state => state.labellingStatus === 'paused' && state.activeLabelling.length === 0, 'a pause')
  const labelled = await studio.state(state => state.labelled)
  await page.waitForTimeout(1500)
  expect(await studio.state(state => state.labelled)).toBe(labelled)
  await page.getByRole('button', { name: 'Resume labelling' }).click()
  await studio.waitForLabels()
  await page.getByRole('button', { name: 'Stop labelling' }).click()
  await studio.waitFor(state => state.labellingStatus === 'cancelled', 'a stop')
  await expect(page.getByRole('button', { name: 'Start labelling' })).toBeVisible()
})

test('the timeline is scrubbed by mouse and jumps where it is pressed, backwards as forwards', async ({ studio }) => {
  const { page } = studio
  await studio.open()
  const box = (await page.getByRole('slider', { name: 'Frame' }).boundingBox())!
  const at = (position: number) => box.x + ((position + 0.5) / 40) * box.width
  await page.mouse.move(at(0), box.y + box.height / 2)
  await page.mouse.down()
  for (const position of [2, 9, 4]) await page.mouse.move(at(position), box.y + box.height / 2, { steps: 3 })
  await page.mouse.up()
  await studio.waitFor(state => state.position === 4 && state.shown?.position === 4, 'frame 5')
})

test('camera presets fly, follow what moves, and jump when motion is unwanted', async ({ studio }) => {
  const { page } = studio
  const height = () => page.evaluate(() => window.studioDebug?.viewer?.getCamera().position[2] ?? 0)
  const shown = () => page.evaluate(() => window.studioDebug?.viewer?.screenshot().then(blob => blob.size))
  await studio.open()
  await studio.waitForLabels()
  await studio.pauseLabelling()
  await page.keyboard.press('2')
  await studio.settle()
  const above = await height()
  await page.keyboard.press('5')
  await studio.settle()
  expect(await height()).toBeLessThan(0.5 * above)
  expect(await studio.state(state => state.selectedInstance?.source)).toBe('pseudo-labels')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await studio.waitFor(state => state.reducedMotion, 'the wish of the system')
  await page.keyboard.press('2')
  expect(await height()).toBeCloseTo(above, 1)
  expect(await shown()).toBeGreaterThan(1000)
})

test('a first visit is told what it sees and what to try, once', async ({ studio }) => {
  const { page } = studio
  await page.goto('/?debug&first')
  const hint = page.getByRole('complementary', { name: 'First steps' })
  await expect(hint).toBeVisible()
  await hint.getByRole('button', { name: /Compare with the truth/ }).click()
  await studio.waitFor(state => state.panes.length === 2, 'the truth beside it')
  await hint.getByRole('button', { name: 'Do not show this again' }).click()
  await page.reload()
  await studio.waitFor(state => state.shown !== null, 'the street again')
  await expect(hint).toBeHidden()
})
