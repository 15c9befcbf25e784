import type { Page } from '@playwright/test'
import type { Measurement } from '../report.ts'
import { milliseconds, spreadOf } from '../report.ts'
import { launch, openPage, until } from './browser.ts'

const RUNS = 5
const TARGET_MILLISECONDS = 2000

/** Milliseconds since the navigation began, by the page's own clock. */
interface Marks {
  readonly points: number
  readonly pair: number
  readonly labels: number
}

/** From navigation to the first pair of the built-in street on screen, in a browser just started and in one that has run a while. */
export async function measureFirstPair(url: string): Promise<Measurement[]> {
  const results: Measurement[] = []
  for (const fresh of [true, false]) {
    const marks: Marks[] = []
    for (let run = 0; run < RUNS; run++) {
      const browser = await launch()
      if (!browser) return results
      if (!fresh) await warm(await openPage(browser), url)
      marks.push(await load(await openPage(browser), url))
      await browser.close()
    }
    const state = fresh ? 'browser just started' : 'browser running, nothing cached'
    console.log(`first pair of the built-in street, ${state} (target ${TARGET_MILLISECONDS} ms to the pair):`)
    const spreads = {
      points: spreadOf(marks.map(mark => mark.points)),
      pair: spreadOf(marks.map(mark => mark.pair)),
      labels: spreadOf(marks.map(mark => mark.labels)),
    }
    for (const [what, spread] of Object.entries(spreads)) console.log(`  ${what.padEnd(7)} ${milliseconds(spread)}`)
    results.push({
      what: 'first-pair',
      state,
      pointsMedianMs: spreads.points.median,
      pairMedianMs: spreads.pair.median,
      pairLeastMs: spreads.pair.least,
      labelsMedianMs: spreads.labels.median,
    })
  }
  return results
}

/** Another page of the same origin: the browser's own processes are up, the app is not in any cache of the new context. */
async function warm(page: Page, url: string): Promise<void> {
  await page.goto(`${url}not-there`)
  await page.waitForTimeout(1500)
  await page.context().close()
}

async function load(page: Page, url: string): Promise<Marks> {
  await page.addInitScript(() => {
    const marks: Record<string, number> = {}
    Object.assign(window, { benchMarks: marks })
    const seen = (gl: WebGL2RenderingContext, name: string) => {
      if (name in marks) return
      marks[name] = Number.NaN
      // Drawn means that the GPU has finished the commands, not that they were sent.
      const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
      gl.flush()
      const look = () => {
        if (fence && gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) setTimeout(look, 2)
        else marks[name] = performance.now()
      }
      setTimeout(look, 0)
    }
    const original = WebGL2RenderingContext.prototype.drawArrays
    WebGL2RenderingContext.prototype.drawArrays = function (mode, first, count) {
      original.call(this, mode, first, count)
      if (count < 10_000) return
      queueMicrotask(() => {
        seen(this, 'points')
        if (window.studioDebug?.getState().shown?.sweep1) seen(this, 'pair')
      })
    }
    const watch = setInterval(() => {
      if (!window.studioDebug?.getState().currentLabel) return
      marks['labels'] = performance.now()
      clearInterval(watch)
    }, 5)
  })
  await page.goto(`${url}?debug`, { waitUntil: 'commit' })
  await until(page, '["points", "pair", "labels"].every(name => window.benchMarks?.[name] > 0)')
  return page.evaluate<Marks>('window.benchMarks')
}
