import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { dropPaths } from '../../tests/e2e/drop.ts'
import type { Measurement } from '../report.ts'
import { until, waitFor } from './browser.ts'
import { type LargeFile, writeLargeFiles } from './largeFiles.ts'

const TARGET_MILLISECONDS = 50
/** Milliseconds into reading a sweep at which it is cancelled: different steps of the work. */
const DELAYS = [20, 120, 300, 600, 1000, 1600]

/**
 * Closes a sequence while its first sweep is being read. `told` is when the page has let go of it; `ended` is when the browser
 * reports that the reading thread is gone, so that nothing goes on in the background.
 */
export async function measureCancelling(page: Page): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cancel-'))
  const results: Measurement[] = []
  try {
    for (const file of await writeLargeFiles(folder)) {
      const answers: Answer[] = []
      for (const delay of DELAYS) {
        const answer = await cancelOnce(page, file, delay)
        if (answer) answers.push(answer)
      }
      const told = Math.max(...answers.map(answer => answer.told))
      const ended = Math.max(...answers.map(answer => answer.ended))
      console.log(
        `cancelling the reading of a large ${file.kind} file (${answers.length} moments, target ${TARGET_MILLISECONDS} ms): the page lets go within ${told.toFixed(1)} ms, the reading thread has ended within ${ended.toFixed(1)} ms`,
      )
      results.push({ what: 'cancel', kind: file.kind, moments: answers.length, toldMs: told, endedMs: ended })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return results
}

interface Answer {
  readonly told: number
  readonly ended: number
}

/** Null when the sweep was there before it could be cancelled. */
async function cancelOnce(page: Page, file: LargeFile, delay: number): Promise<Answer | null> {
  const known = await page.evaluate(() => window.studioDebug?.getState().sequences.length ?? 0)
  const before = new Set(page.workers())
  await dropPaths(page, [file.path])
  await until(page, `window.studioDebug.getState().sequences.length > ${known}`, 60_000)
  const thread = page.workers().find(worker => !before.has(worker))
  if (!thread) throw new Error('The drop started no thread of its own.')
  const gone = new Promise<number>(resolve =>
    thread.once('close', () => resolve(performance.timeOrigin + performance.now())),
  )
  const answer = await page.evaluate(async wait => {
    await new Promise(resolve => setTimeout(resolve, wait))
    const debug = window.studioDebug
    const state = debug?.getState()
    const id = state?.activeId
    if (!debug || !state || !id || state.shown?.sequenceId === id) return null
    const start = performance.now()
    // Rejects what is in flight before it asks the worker to close.
    const closed = state.closeSequence(id)
    const told = performance.now() - start
    await closed
    return { start: performance.timeOrigin + start, told }
  }, delay)
  if (!answer) {
    await page.evaluate(async () => {
      const state = window.studioDebug?.getState()
      if (state?.activeId) await state.closeSequence(state.activeId)
    })
    await waitFor(page, state => state.opening === null)
    return null
  }
  await waitFor(page, state => state.opening === null)
  return { told: answer.told, ended: (await gone) - answer.start }
}
