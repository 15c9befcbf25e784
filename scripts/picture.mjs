// Takes the picture that README opens with from the built app: the built-in simulated street, never real data.
// usage: npm run build && node scripts/picture.mjs   (writes docs/studio.png)
//        node scripts/picture.mjs --url http://localhost:5173/   takes it from an app that is already served
import { spawn } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { chromiumFlags, chromiumHint, findChromium } from './chromium.mjs'

/** What the address says: pseudo-labels beside the truth, from behind the vehicle, looking down the street. */
const VIEW = 'panes=pseudo-labels,truth&theme=dark&size=2.5&street=7-av2&camera=-27,0,19,9,0,0'
const SIZE = { width: 1440, height: 860 }
/** README must stay light. */
const MOST_BYTES = 600_000

const here = dirname(fileURLToPath(import.meta.url))
const out = resolve(here, '..', 'docs', 'studio.png')
const asked = process.argv.indexOf('--url')
const port = 4187
const url = asked >= 0 ? process.argv[asked + 1] : `http://localhost:${port}/`

const executablePath = await findChromium()
if (!executablePath) fail(chromiumHint)
const server = asked >= 0 ? null : await serve()
const browser = await chromium.launch({ executablePath, args: chromiumFlags })
try {
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'dark' })
  await page.addInitScript(() => window.localStorage.setItem('studio-welcome', 'yes'))
  await page.goto(new URL(`?debug#${VIEW}`, url).href)
  await page.waitForFunction(() => window.studioDebug?.getState().currentLabel != null, null, { timeout: 120_000 })
  // What the background still labels must not slow the last drawing.
  await page.getByRole('button', { name: 'Pause labelling' }).click()
  await page.getByRole('tab', { name: 'Method' }).click()
  await page.waitForTimeout(3000)
  mkdirSync(dirname(out), { recursive: true })
  await page.screenshot({ path: out })
} finally {
  await browser.close()
  server?.kill()
}
const { size } = statSync(out)
console.log(`${out}: ${Math.round(size / 1000)} kB`)
if (size > MOST_BYTES) fail(`The picture is larger than ${MOST_BYTES / 1000} kB.`)

async function serve() {
  const child = spawn(process.execPath, [join(here, 'serve.mjs'), '--port', String(port), '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const served = await new Promise(done => {
    child.stdout.once('data', () => done(true))
    child.once('exit', () => done(false))
  })
  if (!served) fail(`The app could not be served on port ${port}: run "npm run build" first.`)
  return child
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
