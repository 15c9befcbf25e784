import { dropPaths } from '../tests/e2e/drop.ts'
import { av2Log } from './inputs.ts'
import { launch, openPage, rendererName, serveBuild, waitFor } from './page/browser.ts'
import { measureCancelling } from './page/cancelling.ts'
import { measureFirstPair } from './page/firstPair.ts'
import { measureScrubbing } from './page/scrubbing.ts'
import { measureSlider } from './page/slider.ts'
import { type Measurement, milliseconds, spreadOf } from './report.ts'

export const name = 'page'

const DROPS = 3

/** What a user waits for, in real Chromium against the app as it was last built. */
export async function run(): Promise<readonly Measurement[]> {
  const server = await serveBuild()
  const browser = await launch()
  if (!browser) {
    server.stop()
    return []
  }
  try {
    const page = await openPage(browser)
    await page.goto(`${server.url}?debug`)
    const renderer = await rendererName(page)
    console.log(`Chromium ${browser.version()}, renderer: ${renderer}`)
    await waitFor(page, state => state.shown?.sweep1 != null)
    const scrubbing = await measureScrubbing(page)
    const cancelling = await measureCancelling(page)
    await page.context().close()
    const drops = await measureDrops(() => openPage(browser), server.url)
    await browser.close()
    const firstPair = await measureFirstPair(server.url)
    return [{ renderer, chromium: browser.version() }, ...scrubbing, ...cancelling, ...drops, ...firstPair]
  } finally {
    await browser.close()
    server.stop()
  }
}

/** From the drop of a whole log to the labels of its pair, each time in a page that has just shown the built-in street. */
async function measureDrops(open: () => ReturnType<typeof openPage>, url: string): Promise<Measurement[]> {
  const log = av2Log()
  if (!log) return []
  const times: number[] = []
  const slider: Measurement[] = []
  for (let run = 0; run < DROPS; run++) {
    const page = await open()
    await page.goto(`${url}?debug`)
    await waitFor(page, state => state.currentLabel !== null)
    const start = performance.now()
    await dropPaths(page, [log])
    await waitFor(page, state => state.shown?.sweep0.count === 99_229 && state.currentLabel !== null)
    times.push(performance.now() - start)
    if (run === DROPS - 1) slider.push(...(await measureSlider(page)))
    await page.context().close()
  }
  const spread = spreadOf(times)
  console.log(`drop of the Argoverse 2 log to the labels of its pair: ${milliseconds(spread)}`)
  return [{ what: 'drop-to-labels', medianMs: spread.median, leastMs: spread.least }, ...slider]
}
