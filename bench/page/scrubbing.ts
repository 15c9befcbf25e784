import type { Page } from '@playwright/test'
import type { Measurement } from '../report.ts'
import { milliseconds, spreadOf } from '../report.ts'
import { waitFor } from './browser.ts'

const TARGET_MILLISECONDS = 33
const FRAMES = 24
const HOPS = 96

interface Hop {
  /** Until the page has sent everything of the frame. */
  readonly cpu: number
  /** Until the GPU has it: the page waits by reading a pixel back after the last upload and before the draw. */
  readonly gpu: number
  /** Until it is drawn, by a fence after the draw. */
  readonly drawn: number
}

/** Scrubs between cached frames and times each hop from setPosition. Labelling is paused: it is other work on the same cores. */
export async function measureScrubbing(page: Page): Promise<Measurement[]> {
  // All of them: frames still being read are other work on the same cores.
  await waitFor(page, state => state.lanes.loaded.length > 25 && state.lanes.loaded.every(lane => lane === 1))
  await page.evaluate(() => window.studioDebug?.getState().wishLabelling('cancel'))
  await page.waitForTimeout(1500)
  const points = await page.evaluate(() => window.studioDebug?.getState().shown?.sweep0.count ?? 0)
  const results: Measurement[] = []
  for (const pass of ['first visits', 'revisits']) {
    const hops = await page.evaluate(scrub, { frames: FRAMES, hops: pass === 'revisits' ? HOPS : FRAMES })
    console.log(
      `cached frame (${points} points) after setPosition, ${pass} (target ${TARGET_MILLISECONDS} ms p95 to the GPU):`,
    )
    const spreads = {
      cpu: spreadOf(hops.map(hop => hop.cpu)),
      gpu: spreadOf(hops.map(hop => hop.gpu)),
      drawn: spreadOf(hops.map(hop => hop.drawn)),
    }
    console.log(`  page's part          ${milliseconds(spreads.cpu)}`)
    console.log(`  on the GPU           ${milliseconds(spreads.gpu)}`)
    console.log(`  drawn (the renderer) ${milliseconds(spreads.drawn)}`)
    results.push({
      what: 'cached-frame',
      pass,
      points,
      cpuMedianMs: spreads.cpu.median,
      cpuP95Ms: spreads.cpu.p95,
      gpuMedianMs: spreads.gpu.median,
      gpuP95Ms: spreads.gpu.p95,
      drawnMedianMs: spreads.drawn.median,
    })
  }
  return results
}

/** Runs in the page. */
async function scrub({ frames, hops }: { frames: number; hops: number }): Promise<Hop[]> {
  const turn = () =>
    new Promise<void>(resolve => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(null)
    })
  const signalled = async (gl: WebGL2RenderingContext, fence: WebGLSync | null) => {
    while (fence && gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) await turn()
    return performance.now()
  }
  const prototype = WebGL2RenderingContext.prototype
  const { fenceSync } = prototype
  const found: Hop[] = []
  const pixel = new Uint8Array(4)
  let sent: ((gl: WebGL2RenderingContext, at: number, onGpu: number) => void) | null = null
  // The viewer sets a fence behind a new frame's uploads. Waiting for it between tasks would measure the draw that follows at
  // once as well, since a software renderer works through both before it answers: so the page waits here.
  prototype.fenceSync = function (condition, flags) {
    const fence = fenceSync.call(this, condition, flags)
    if (sent) {
      const at = performance.now()
      // Chromium's own `finish` only flushes; reading a pixel back waits for all that was sent before.
      this.readPixels(0, 0, 1, 1, this.RGBA, this.UNSIGNED_BYTE, pixel)
      sent(this, at, performance.now())
    }
    sent = null
    return fence
  }
  const debug = window.studioDebug
  try {
    for (let hop = 0; debug && hop < hops; hop++) {
      const position = debug.getState().position
      // Steps of a hand on the slider: mostly small, back and forth.
      const next = hops <= frames ? (position + 1) % frames : (position + ((hop * 7) % 11) + 1) % frames
      const start = performance.now()
      const upload = new Promise<{ gl: WebGL2RenderingContext; at: number; onGpu: number }>(resolve => {
        sent = (gl, at, onGpu) => resolve({ gl, at, onGpu })
      })
      debug.getState().setPosition(next)
      const { gl, at, onGpu } = await upload
      await new Promise(resolve => requestAnimationFrame(resolve))
      const drawn = await signalled(gl, fenceSync.call(gl, gl.SYNC_GPU_COMMANDS_COMPLETE, 0))
      found.push({ cpu: at - start, gpu: onGpu - start, drawn: drawn - start })
      // Until the picture of the last hop has been redrawn in full: that redraw would be measured as part of the next hop.
      await new Promise(resolve => setTimeout(resolve, 700))
    }
  } finally {
    prototype.fenceSync = fenceSync
  }
  return found
}
