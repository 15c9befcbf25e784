// All tests: unit tests, build, browser tests. The last line counts them: "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromiumHint, findChromium, installChromium } from './chromium.mjs'

const results = '.cache/test-results'
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const chromium = (await findChromium()) ?? (await installChromium())
if (!chromium) {
  console.error(chromiumHint)
  process.exit(1)
}

const total = { passed: 0, failed: 0, skipped: 0 }
let broken = false

function run(title, args, env = {}) {
  console.log(`\n== ${title}`)
  const { status } = spawnSync('npx', args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, CHROMIUM_PATH: chromium, ...env },
  })
  if (status !== 0) broken = true
  return status === 0
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // A runner that died before it could count is a failure of its own, not zero tests.
    broken = true
    total.failed++
    return null
  }
}

/** The Python tests of training/, where an environment for them is named; elsewhere they are left out and that is said. */
function trainingTests() {
  const python = process.env.TRAINING_PYTHON
  if (!python) {
    console.log(
      '\n== Training tests: left out, TRAINING_PYTHON names no Python with the packages of training/pyproject.toml',
    )
    return
  }
  console.log('\n== Training tests')
  const report = resolve(results, 'training.xml')
  const { status } = spawnSync(python, ['-m', 'pytest', `--junitxml=${report}`], {
    cwd: 'training',
    stdio: 'inherit',
    env: { ...process.env, PYTHONPATH: resolve('training') },
  })
  if (status !== 0) broken = true
  const suite = existsSync(report) ? /<testsuite [^>]*>/.exec(readFileSync(report, 'utf8'))?.[0] : undefined
  const count = name => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite ?? '')?.[1] ?? Number.NaN)
  const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map(count)
  if ([tests, failures, errors, skipped].some(Number.isNaN)) {
    broken = true
    total.failed++
    return
  }
  total.passed += tests - failures - errors - skipped
  total.failed += failures + errors
  total.skipped += skipped
}

run('Unit tests', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}/unit.json`])
const unit = readJson(`${results}/unit.json`)
if (unit) {
  total.passed += unit.numPassedTests
  total.failed += unit.numFailedTests
  total.skipped += unit.numPendingTests + unit.numTodoTests
}

trainingTests()

if (run('Build', ['vite', 'build'])) {
  run('Browser tests', ['playwright', 'test'], { PLAYWRIGHT_JSON_OUTPUT_FILE: `${results}/browser.json` })
  const stats = readJson(`${results}/browser.json`)?.stats
  if (stats) {
    total.passed += stats.expected + stats.flaky
    total.failed += stats.unexpected
    total.skipped += stats.skipped
  }
} else total.failed++

if (broken && total.failed === 0) total.failed = 1
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(broken || total.failed > 0 ? 1 : 0)
