import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { PNG } from 'pngjs'
import type { StudioState } from '../../src/app/stores/studioState.ts'
import { dropPaths } from './drop.ts'

const PLACES = [
  [0.5, 0.62],
  [0.45, 0.7],
  [0.55, 0.55],
  [0.4, 0.6],
  [0.6, 0.65],
] as const

/** The app in the browser, with what it must never do watched: console errors and requests to any other origin. */
export class StudioPage {
  readonly page: Page
  /** Messages that a test provokes on purpose. */
  readonly expectedErrors: RegExp[] = []
  readonly #errors: string[] = []
  readonly #foreign: string[] = []

  constructor(page: Page, baseURL: string) {
    this.page = page
    // The hint of a first visit would stand in every picture; its own test brings it back.
    void page.addInitScript(() => {
      if (!window.location.search.includes('first')) window.localStorage.setItem('studio-welcome', 'yes')
    })
    const origin = new URL(baseURL).origin
    page.on('console', message => {
      if (message.type() === 'error') this.#errors.push(message.text())
    })
    page.on('pageerror', error => this.#errors.push(error.message))
    page.context().on('request', request => {
      const url = new URL(request.url())
      if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) this.#foreign.push(request.url())
    })
  }

  /** `view` is what the address carries behind its `#`: `panes=truth&theme=paper`. */
  async open(view = ''): Promise<void> {
    await this.page.goto(`/?debug${view === '' ? '' : `#${view}`}`)
    await this.waitFor(state => state.shown !== null, 'the first sweep on screen')
  }

  drop(...paths: string[]): Promise<void> {
    return dropPaths(this.page, paths)
  }

  /** Reads plain values out of the app's state. The function runs in the page: it sees its argument and nothing else. */
  state<T>(read: (state: StudioState) => T): Promise<T> {
    return this.page.evaluate<T>(`(${read.toString()})(window.studioDebug.getState())`)
  }

  async waitFor(condition: (state: StudioState) => boolean, what: string, timeout = 60_000): Promise<void> {
    await expect.poll(() => this.state(condition), { message: what, timeout, intervals: [100, 250] }).toBe(true)
  }

  /** The middle of the view, as the user sees it: points, boxes, legend. */
  get canvas(): Locator {
    return this.page.locator('canvas').first()
  }

  /** Clicks around the middle of the view until a point is hit: there is always road or an object within the 8 px of a pick. */
  async pickSomething(): Promise<void> {
    const box = await this.canvas.boundingBox()
    if (!box) throw new Error('The canvas is not on the page.')
    for (const [u, v] of PLACES) {
      await this.page.mouse.click(box.x + u * box.width, box.y + v * box.height)
      await this.page.waitForTimeout(400)
      if (await this.state(state => state.picked !== null)) return
    }
    throw new Error('No click hit a point.')
  }

  /** Share of the canvas that is not background; the background is what most of its border is. */
  async litShare(): Promise<number> {
    const { data, width, height } = PNG.sync.read(await this.canvas.screenshot())
    const corner = [data[4 * (width - 3)] ?? 0, data[4 * (width - 3) + 1] ?? 0, data[4 * (width - 3) + 2] ?? 0]
    let lit = 0
    for (let i = 0; i < width * height; i++) {
      const apart = [0, 1, 2].map(c => Math.abs((data[4 * i + c] ?? 0) - (corner[c] ?? 0)))
      if (Math.max(...apart) > 40) lit++
    }
    return lit / (width * height)
  }

  /** Leaves the processor to the test: on two cores background labelling makes everything else several times slower. */
  async pauseLabelling(): Promise<void> {
    await this.page.evaluate(() => window.studioDebug?.getState().wishLabelling('pause'))
    await this.waitFor(state => state.activeLabelling.length === 0, 'no labelling')
  }

  /** Closes everything: the app shows its empty state. */
  async closeAll(): Promise<void> {
    for (const id of await this.state(state => state.sequences.map(s => s.info.id)))
      await this.page.evaluate(closing => window.studioDebug?.getState().closeSequence(closing), id)
    await this.waitFor(state => state.shown === null, 'nothing shown')
  }

  /** Lets the picture come to rest: the last flight, the depth shading after it. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () => new Promise<void>(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    )
    await this.page.waitForTimeout(1200)
  }

  /** Waits until the shown pair has its pseudo-labels. */
  waitForLabels(timeout = 90_000): Promise<void> {
    return this.waitFor(state => state.currentLabel !== null && !state.currentLabelStale, 'pseudo-labels', timeout)
  }

  assertClean(): void {
    const unexpected = this.#errors.filter(text => !this.expectedErrors.some(pattern => pattern.test(text)))
    expect(unexpected, 'console errors').toEqual([])
    expect(this.#foreign, 'requests to other origins').toEqual([])
  }
}

export const test = base.extend<{ studio: StudioPage }>({
  studio: async ({ page, baseURL }, use) => {
    const studio = new StudioPage(page, baseURL ?? 'http://localhost')
    await use(studio)
    studio.assertClean()
  },
})

export { expect } from '@playwright/test'
