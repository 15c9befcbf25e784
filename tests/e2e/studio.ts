import { test as base, expect, type Page } from '@playwright/test'
import type { StudioState } from '../../src/app/stores/studioState.ts'
import { dropPaths } from './drop.ts'

/** The app in the browser, with what it must never do watched: console errors and requests to any other origin. */
export class StudioPage {
  readonly page: Page
  /** Messages that a test provokes on purpose. */
  readonly expectedErrors: RegExp[] = []
  readonly #errors: string[] = []
  readonly #foreign: string[] = []

  constructor(page: Page, baseURL: string) {
    this.page = page
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

  async open(query = ''): Promise<void> {
    await this.page.goto(`/?debug${query}`)
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
