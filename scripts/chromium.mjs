// Finds a Chromium for the browser tests, installing one in the way the platform allows. Prints its path when run by itself.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Path of a Chromium that exists, or null. The environment variable wins. */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`)
    return named
  }
  const found = candidates.find(existsSync)
  if (found) return found
  const { chromium } = await import('@playwright/test')
  const own = chromium.executablePath()
  return existsSync(own) ? own : null
}

/** Installs by Debian's packages where we may, else by Playwright. Null when neither works. */
export async function installChromium() {
  const isRoot = process.getuid?.() === 0
  if (process.platform === 'linux' && isRoot && spawnSync('apt-get', ['--version']).status === 0) {
    console.log('No Chromium found: installing the Debian package.')
    const packages = ['chromium', 'libegl1', 'libgles2', 'libgl1-mesa-dri', 'fonts-dejavu-core']
    spawnSync('apt-get', ['update'], { stdio: 'inherit' })
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  } else {
    console.log('No Chromium found: asking Playwright to install its own.')
    try {
      execFileSync('npx', ['playwright', 'install', 'chromium'], {
        stdio: 'inherit',
        shell: process.platform === 'win32',
      })
    } catch {
      return null
    }
  }
  return findChromium()
}

export const chromiumHint =
  'No Chromium for the browser tests: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its executable.'

/** WebGPU compute and fast software WebGL2 with true screenshots on machines without a GPU. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--enable-unsafe-webgpu',
  '--use-gl=angle',
  '--use-angle=gl-egl',
  '--ignore-gpu-blocklist',
]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = (await findChromium()) ?? (await installChromium())
  if (!path) {
    console.error(chromiumHint)
    process.exit(1)
  }
  console.log(path)
}
