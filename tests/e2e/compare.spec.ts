import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { PNG } from 'pngjs'
import { realDataFolder, realDataSkipMessage } from '../realData.ts'
import { expect, type StudioPage, test } from './studio.ts'

const FIXED_CAMERA = 'camera=-22,-14,16,12,0,0'

/** What the viewer draws, without the document over it. */
async function picture({ page }: StudioPage): Promise<PNG> {
  const bytes = await page.evaluate(async () => {
    const blob = await window.studioDebug?.viewer?.screenshot()
    return blob ? [...new Uint8Array(await blob.arrayBuffer())] : []
  })
  return PNG.sync.read(Buffer.from(bytes))
}

/** Share of the pixels that differ between two columns, as shares of the width. */
function changed(a: PNG, b: PNG, from: number, to: number): number {
  const [first, last] = [Math.ceil(from * a.width), Math.floor(to * a.width)]
  let count = 0
  for (let y = 0; y < a.height; y++)
    for (let x = first; x < last; x++) {
      const at = 4 * (y * a.width + x)
      if ([0, 1, 2].some(c => Math.abs(a.data[at + c]! - b.data[at + c]!) > 8)) count++
    }
  return count / ((last - first) * a.height)
}

/** Objects of the first two panes with an IoU over a half, counted point by point, and what each pane does with them. */
function matchedPairs({ page }: StudioPage) {
  return page.evaluate(() => {
    const [a, b] = window.studioDebug?.content?.panes ?? []
    if (!a?.estimate || !b?.estimate) return []
    const [inA, inB] = [a.estimate.instance, b.estimate.instance]
    const found: { a: number; b: number; colours: (number | undefined)[] }[] = []
    for (const one of a.estimate.instances)
      for (const other of b.estimate.instances) {
        let both = 0
        let either = 0
        for (let i = 0; i < inA.length; i++) {
          const [isA, isB] = [inA[i] === one.id, inB[i] === other.id]
          if (isA && isB) both++
          if (isA || isB) either++
        }
        if (both > 0.5 * either)
          found.push({
            a: one.id,
            b: other.id,
            colours: [a.colourTracks?.get(one.id), b.colourTracks?.get(other.id)],
          })
      }
    return found
  })
}

test.describe('comparing estimates', () => {
  test('matched objects of a real log have one colour and one selection in both panes', async ({ studio }) => {
    test.slow()
    test.skip(realDataFolder === null, realDataSkipMessage)
    const { page } = studio
    await studio.open()
    await studio.drop(join(realDataFolder ?? '', 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede'))
    await studio.waitFor(state => state.shown?.sweep0.count === 99_229 && state.shown.truth !== null, 'the log')
    await studio.waitForLabels()
    await page.keyboard.press('p')
    await studio.waitFor(state => state.panes.length === 2, 'the truth beside the labels')
    const pairs = await matchedPairs(studio)
    expect(pairs.length).toBeGreaterThan(3)
    for (const { colours } of pairs) {
      expect(colours[0]).toBeDefined()
      expect(colours[1]).toBe(colours[0])
    }
    for (const { a, b } of pairs.slice(0, 3)) {
      const { selected, wanted } = await page.evaluate(
        ([idA, idB]) => {
          const panes = () => window.studioDebug?.content?.panes ?? []
          const trackOf = (pane: number, id = -1) =>
            panes()[pane]?.estimate?.instances.find(instance => instance.id === id)?.track
          const wanted = [trackOf(0, idA), trackOf(1, idB)]
          window.studioDebug?.getState().selectInstance({ source: 'pseudo-labels', track: wanted[0] ?? -1 })
          return { selected: panes().map(pane => pane.selectedTrack), wanted }
        },
        [a, b],
      )
      expect(wanted).not.toContain(undefined)
      expect(selected).toEqual(wanted)
    }
  })

  test('a cell of the matrix picks out exactly its points, and a list flies to its object', async ({ studio }) => {
    test.slow()
    const { page } = studio
    await studio.open(FIXED_CAMERA)
    await studio.waitForLabels()
    await studio.waitFor(state => state.shown?.truth != null, 'the truth')
    await studio.pauseLabelling()
    await page.getByRole('tab', { name: 'Compare' }).click()
    const matrix = page.getByRole('table', { name: /^Points of the objects of Pseudo-labels/ })
    const cell = matrix.getByRole('button', { name: /IoU/ }).first()
    const label = (await cell.getAttribute('aria-label')) ?? ''
    const [, count = '', nameA = '', nameB = ''] =
      /^(.+?) points: (.+) in Pseudo-labels, (.+) in Truth, IoU/.exec(label) ?? []
    await cell.click()
    await studio.waitFor(state => state.chosenCell !== null, 'the chosen cell')
    const picked = await page.evaluate(
      ([objectA, objectB]) => {
        const content = window.studioDebug?.content
        const state = window.studioDebug?.getState()
        const mask = content?.panes[0]?.highlighted
        const [labels, truth] = [state?.currentLabel?.estimate, state?.shown?.truth]
        if (!mask || !labels || !truth) return null
        const named =
          (name = '') =>
          (of: { label: string; track: number }) =>
            name.startsWith(of.label) && name.endsWith(String(of.track))
        const a = labels.instances.find(named(objectA))?.id
        const b = truth.instances.find(named(objectB))?.id
        let wrong = 0
        mask.forEach((value, i) => {
          if ((labels.instance[i] === a && truth.instance[i] === b) !== (value === 1)) wrong++
        })
        return { wrong, points: mask.reduce((sum, value) => sum + value, 0) }
      },
      [nameA, nameB],
    )
    expect(picked?.wrong).toBe(0)
    expect(picked?.points).toBe(Number(count.replace(/\D/g, '')))
    expect(picked?.points).toBeGreaterThan(100)
    await page.keyboard.press('Escape')
    await studio.waitFor(state => state.chosenCell === null, 'all points back')
    expect(await page.evaluate(() => window.studioDebug?.content?.panes[0]?.highlighted ?? null)).toBeNull()

    const missed = page.getByRole('button', { name: /points moving in the second only/ })
    await missed.click()
    const moving = await studio.state(state => {
      const [labels, truth] = [state.currentLabel?.estimate, state.shown?.truth]
      return truth?.dynamic.reduce(
        (sum, value, i) => sum + Number(value >= 0.5 && truth.valid?.[i] !== 0 && (labels?.dynamic[i] ?? 0) < 0.5),
        0,
      )
    })
    expect(await missed.textContent()).toContain(String(moving))
    await page.keyboard.press('Escape')

    const before = await page.evaluate(() => window.studioDebug?.viewer?.getCamera())
    await matrix
      .getByRole('button', { name: /^Look at/ })
      .first()
      .press('Enter')
    await studio.waitFor(state => state.selectedInstance !== null, 'a selected object')
    await studio.settle()
    expect(await page.evaluate(() => window.studioDebug?.viewer?.getCamera())).not.toEqual(before)
  })

  test('swipe and flicker change the pixels of their side only, by mouse and by keys', async ({ studio }) => {
    test.slow()
    const { page } = studio
    await studio.open(`panes=truth&against=ego-motion&colour=instance&theme=dark&${FIXED_CAMERA}`)
    await studio.waitForLabels()
    await studio.waitFor(state => state.shown?.truth != null, 'the truth')
    await studio.pauseLabelling()
    await studio.settle()
    const own = await picture(studio)
    await page.keyboard.press('f')
    await expect(page.getByText('Showing Ego motion only')).toBeVisible()
    await studio.settle()
    const other = await picture(studio)
    expect(changed(own, other, 0, 0.5)).toBeGreaterThan(0.002)
    expect(changed(own, other, 0.5, 1)).toBeGreaterThan(0.002)
    await page.keyboard.press('f')
    await page.keyboard.press('w')
    await studio.settle()
    const swiped = await picture(studio)
    expect(changed(swiped, own, 0, 0.495)).toBe(0)
    expect(changed(swiped, other, 0.505, 1)).toBe(0)

    // Held, the sides are swapped until the key is let go.
    await page.keyboard.down('f')
    await studio.settle()
    const held = await picture(studio)
    await page.keyboard.up('f')
    await studio.waitFor(state => !state.flickering, 'the end of flickering')
    expect(changed(held, other, 0, 0.495)).toBe(0)
    expect(changed(held, own, 0.505, 1)).toBe(0)

    const divider = page.getByRole('slider', { name: 'Divider between the two estimates' })
    const box = await studio.canvas.boundingBox()
    if (!box) throw new Error('The canvas is not on the page.')
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.3 * box.height)
    await page.mouse.down()
    await page.mouse.move(box.x + 0.25 * box.width, box.y + 0.3 * box.height, { steps: 4 })
    await page.mouse.up()
    expect(await studio.state(state => state.comparison.swipe)).toBeCloseTo(0.25, 2)
    await studio.settle()
    const quarter = await picture(studio)
    expect(changed(quarter, own, 0, 0.245)).toBe(0)
    expect(changed(quarter, other, 0.255, 1)).toBe(0)
    await divider.press('End')
    await page.keyboard.press('q')
    expect(await studio.state(state => state.comparison.swipe)).toBeCloseTo(0.96, 3)
    await page.waitForTimeout(800)
    expect(page.url()).toContain('swipe=0.96')
    expect(page.url()).toContain('against=ego-motion')
  })

  test('N goes to the frame with the worst value, then to the next, and back', async ({ studio }) => {
    test.slow()
    const { page } = studio
    await studio.open()
    await studio.waitFor(state => (state.sequenceMetrics?.frames.size ?? 0) >= 4, 'four measured pairs', 120_000)
    await studio.pauseLabelling()
    await page.getByLabel('Curve over the timeline').click()
    await page.getByRole('option', { name: 'Foreground dynamic, m' }).click()
    const ranking = () =>
      studio.state(state =>
        [...(state.sequenceMetrics?.frames ?? [])]
          .map(([position, measured]) => ({ position, value: measured['pseudo-labels']?.summary.epe.fd ?? Number.NaN }))
          .filter(frame => Number.isFinite(frame.value))
          .sort((p, q) => q.value - p.value)
          .map(frame => frame.position),
      )
    // What was underway is measured after the pause.
    await page.waitForTimeout(1500)
    const worst = await ranking()
    expect(worst.length).toBeGreaterThanOrEqual(4)
    for (const position of [worst[0], worst[1], worst[2]]) {
      await page.keyboard.press('n')
      await expect.poll(() => studio.state(state => state.position)).toBe(position)
    }
    await page.keyboard.press('Shift+N')
    await expect.poll(() => studio.state(state => state.position)).toBe(worst[1])
    await studio.waitFor(state => state.shown?.position === state.position, 'the frame on screen')
  })

  test('four panes, the panel and the divider pass the accessibility rules, and work by keys', async ({ studio }) => {
    test.slow()
    const { page } = studio
    await studio.open()
    await studio.waitForLabels()
    await studio.pauseLabelling()
    await page.getByRole('tab', { name: 'Compare' }).click()
    await expect(page.getByRole('table', { name: /^Points of the objects/ })).toBeVisible()
    const check = async (what: string) => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(violations.map(v => `${what}: ${v.id} ${v.nodes.map(node => node.target).join(' ')}`)).toEqual([])
    }
    await page.keyboard.press('w')
    await page.getByRole('button', { name: /points moving in both/ }).click()
    await expect(page.getByText(/points picked out/)).toBeVisible()
    for (const theme of ['dark', 'light', 'paper'] as const) {
      await page.evaluate(choice => window.studioDebug?.getState().setTheme(choice), theme)
      await studio.settle()
      await check(theme)
    }
    await page.getByRole('button', { name: 'Show all' }).press('Enter')
    await studio.waitFor(state => state.chosenCell === null, 'all points back')
    await page.keyboard.press('w')
    await page.evaluate(() => {
      const state = window.studioDebug?.getState()
      state?.setPaneCount(3)
      state?.setPaneSource('c', 'ego-motion')
    })
    await page.keyboard.press('Shift+P')
    expect(await studio.state(state => state.panes.length)).toBe(2)
    await page.keyboard.press('Shift+P')
    expect(await studio.state(state => state.panes.length)).toBe(1)
    await page.keyboard.press('r')
    expect(await studio.state(state => state.comparison.reference)).not.toBe('truth')
  })
})
