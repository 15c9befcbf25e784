import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs'
import type { StudioState } from '../../src/app/stores/studioState.ts'

const project = resolve(import.meta.dirname, '../..')

/** Serves what was built last, on a free port, with the headers of the real thing. */
export async function serveBuild(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server: ChildProcess = spawn(process.execPath, ['scripts/serve.mjs', '--port', '0', '--no-open'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((found, failed) => {
    server.stdout?.on('data', (text: Buffer) => {
      const address = /http:\/\/\S+/.exec(text.toString())?.[0]
      if (address) found(address)
    })
    server.on('exit', code => failed(new Error(`scripts/serve.mjs ended with ${code}: run "npm run build" first.`)))
  })
  return { url, stop: () => server.kill() }
}

/** Null, with the reason printed, without a Chromium. */
export async function launch(): Promise<Browser | null> {
  const executablePath = await findChromium()
  if (executablePath) return chromium.launch({ executablePath, args: chromiumFlags })
  console.log('page: skipped, no Chromium was found (CHROMIUM_PATH names one)')
  return null
}

export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  // Functions handed to the page carry a call that the TypeScript runner adds to keep their names.
  await context.addInitScript('globalThis.__name ??= value => value')
  return context.newPage()
}

/** Looks at the app's state until it is as wanted. The function runs in the page: it sees the state and nothing else. */
export function waitFor(page: Page, condition: (state: StudioState) => boolean): Promise<void> {
  return until(page, `(${condition.toString()})(window.studioDebug.getState())`)
}

/** Asks from outside: the page's own policy forbids it to evaluate text. */
export async function until(page: Page, expression: string, timeout = 120_000): Promise<void> {
  const end = performance.now() + timeout
  while (!(await page.evaluate<boolean>(expression))) {
    if (performance.now() > end) throw new Error(`After ${timeout / 1000} s this is still not so: ${expression}`)
    await page.waitForTimeout(20)
  }
}

/** GPU as the browser names it: software renderers are a different machine. */
export function rendererName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2')
    const info = gl?.getExtension('WEBGL_debug_renderer_info')
    const name: unknown = gl && info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'no WebGL 2'
    gl?.getExtension('WEBGL_lose_context')?.loseContext()
    return String(name)
  })
}
