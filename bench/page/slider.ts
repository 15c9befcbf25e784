import type { Page } from '@playwright/test'
import type { Measurement } from '../report.ts'
import { milliseconds, type Spread, spreadOf } from '../report.ts'
import { until } from './browser.ts'

const TARGET_MILLISECONDS = 300
const STEPS = 8

interface Step {
  /** Until the page has the clusters of the new value. */
  readonly told: number
  /** Until they are drawn, by a fence after the draw. */
  readonly clusters: number
  /** Until the labels of the new value are in force. */
  readonly labels: number
  /** Stages that were not run again. */
  readonly kept: readonly string[]
}

/**
 * Moves the slider of the neighbourhood radius by its keys, as a hand does, and times how long the clusters take to the screen.
 * The page shows a pair that is labelled.
 */
export async function measureSlider(page: Page): Promise<Measurement[]> {
  await page.evaluate(() => {
    const state = window.studioDebug?.getState()
    state?.setSideTab('method')
    state?.setColour({ kind: 'cluster' })
  })
  const slider = page.getByRole('slider', { name: /^Cluster distance/ })
  await slider.scrollIntoViewIfNeeded()
  const points = await page.evaluate(() => window.studioDebug?.getState().shown?.sweep0.count ?? 0)
  const steps: Step[] = []
  for (let step = 0; step < STEPS; step++) {
    await page.evaluate(watchClusters)
    // Always onward: a value met before would come back from the cache.
    await slider.press('ArrowRight')
    await until(page, 'window.benchSlider?.labels > 0 && window.benchSlider.clusters > 0')
    steps.push(await page.evaluate<Step>('window.benchSlider'))
    // The redraw in full when the picture rests is no part of the next step.
    await page.waitForTimeout(1200)
  }
  const clusters = spreadOf(steps.map(step => step.clusters))
  const told = spreadOf(steps.map(step => step.told))
  const labels = spreadOf(steps.map(step => step.labels))
  console.log(
    `a slider of the clustering, ${points} points (target ${TARGET_MILLISECONDS} ms to the clusters on screen):`,
  )
  console.log(`  clusters known ${milliseconds(told)}`)
  console.log(`  clusters drawn ${milliseconds(clusters)}`)
  console.log(`  labels         ${milliseconds(labels)}`)
  console.log(`  kept           ${steps.at(-1)?.kept.join(', ')}`)
  const undo = await measureUndo(page)
  console.log(`  undo           ${milliseconds(undo)} to the earlier labels`)
  return [
    {
      what: 'slider-to-clusters',
      points,
      toldMedianMs: told.median,
      clustersMedianMs: clusters.median,
      clustersP95Ms: clusters.p95,
      clustersLeastMs: clusters.least,
      labelsMedianMs: labels.median,
      undoMedianMs: undo.median,
    },
  ]
}

/** From undo to the labels of the value before, which are still known. */
async function measureUndo(page: Page): Promise<Spread> {
  const times: number[] = []
  for (let step = 0; step < 3; step++)
    times.push(
      await page.evaluate(() => {
        const start = performance.now()
        window.studioDebug?.getState().undo()
        return window.studioDebug?.getState().currentLabelStale ? Number.NaN : performance.now() - start
      }),
    )
  return spreadOf(times)
}

/** Runs in the page: from the key press to the draw of the clusters, and to the label. */
function watchClusters(): void {
  const debug = window.studioDebug
  if (!debug) return
  const result: { told: number; clusters: number; labels: number; kept: string[] } = {
    told: 0,
    clusters: 0,
    labels: 0,
    kept: [],
  }
  Object.assign(window, { benchSlider: result })
  let start = 0
  const drawn = (gl: WebGL2RenderingContext) => {
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    gl.flush()
    const look = () => {
      if (fence && gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) setTimeout(look, 2)
      else result.clusters ||= performance.now() - start
    }
    setTimeout(look, 0)
  }
  addEventListener(
    'keydown',
    event => {
      start = event.timeStamp
    },
    { once: true, capture: true },
  )
  const prototype = WebGL2RenderingContext.prototype
  const { drawArrays } = prototype
  let waiting = false
  const stop = debug.subscribe((state, before) => {
    const arrived = state.liveClusters && state.liveClusters !== before.liveClusters
    const relabelled = start > 0 && state.currentLabel !== before.currentLabel && !state.currentLabelStale
    if ((arrived || relabelled) && !waiting) {
      waiting = true
      result.told = performance.now() - start
      // The next draw of the points has the new clusters: they were sent to the GPU when the state changed.
      prototype.drawArrays = function (mode, first, count) {
        drawArrays.call(this, mode, first, count)
        if (count < 10_000) return
        prototype.drawArrays = drawArrays
        queueMicrotask(() => drawn(this))
      }
    }
    if (!relabelled) return
    result.labels = performance.now() - start
    result.kept = (state.currentLabel?.timings ?? []).filter(timing => timing.reused).map(timing => timing.stage)
    stop()
  })
}
