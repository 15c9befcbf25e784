import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spreadOf, type Timing } from './report.ts'

const folder = dirname(fileURLToPath(import.meta.url))
const venv = resolve(folder, '../.cache/bench-python')
const python = process.platform === 'win32' ? join(venv, 'Scripts/python.exe') : join(venv, 'bin/python')

/** One thread for every library a peer may stand on: the same terms as ours. */
const ONE_THREAD = Object.fromEntries(
  ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'TBB_NUM_THREADS'].map(name => [name, '1']),
)

/** What a peer came to: its times, and whatever else the script tells. */
export interface PeerResult {
  readonly timing: Timing
  readonly version: string
  readonly more: Readonly<Record<string, unknown>>
}

/** Printed by bench/python/arrays.py. */
interface Told {
  readonly version: string
  readonly wall: readonly number[]
  readonly cpu: readonly number[]
  readonly [more: string]: unknown
}

/** Arrays by name, handed over as files of raw numbers. */
export type PeerArrays = Readonly<Record<string, Float32Array | Float64Array | Int32Array | Uint8Array>>

/**
 * Runs bench/python/NAME.py with `packages` from PyPI, in a virtual environment under .cache that is made when first needed.
 * Null, with the reason printed, where Python, pip or a wheel is not to be had.
 */
export function runPeer(script: string, packages: readonly string[], arrays: PeerArrays): PeerResult | null {
  const missing = prepare(packages)
  if (missing) {
    console.log(`  ${packages.join(', ')}: skipped, ${missing}`)
    return null
  }
  const scratch = mkdtempSync(join(tmpdir(), 'bench-peer-'))
  try {
    for (const [name, array] of Object.entries(arrays)) {
      const { buffer, byteOffset, byteLength } = array
      writeFileSync(join(scratch, `${name}.${kindOf(array)}`), new Uint8Array(buffer, byteOffset, byteLength))
    }
    const run = spawnSync(python, [join(folder, 'python', script), scratch], {
      encoding: 'utf8',
      env: { ...process.env, ...ONE_THREAD },
      maxBuffer: 1 << 28,
    })
    if (run.status !== 0) {
      console.log(`  ${packages.join(', ')}: skipped, ${script} failed: ${lastLine(run.stderr)}`)
      return null
    }
    const { version, wall, cpu, ...more } = JSON.parse(lastLine(run.stdout)) as Told
    return { version, timing: { wall: spreadOf(wall), cpu: spreadOf(cpu) }, more }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Null when all packages are there, otherwise why not. */
function prepare(packages: readonly string[]): string | null {
  if (!existsSync(python)) {
    mkdirSync(dirname(venv), { recursive: true })
    const made = spawnSync(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', venv], {
      encoding: 'utf8',
    })
    if (made.error || made.status !== 0)
      return `no Python environment: ${made.error?.message ?? lastLine(made.stderr || made.stdout)}`
  }
  for (const name of ['numpy', ...packages]) {
    if (spawnSync(python, ['-m', 'pip', 'show', '-q', name]).status === 0) continue
    console.log(`  installing ${name} into .cache/bench-python`)
    // Wheels only: building one's own C++ here would measure the compiler's flags.
    const options = ['install', '-q', '--disable-pip-version-check', '--only-binary', ':all:', name]
    const installed = spawnSync(python, ['-m', 'pip', ...options], { encoding: 'utf8' })
    if (installed.status !== 0) return `pip cannot install ${name}: ${lastLine(installed.stderr)}`
  }
  return null
}

function kindOf(array: PeerArrays[string]): string {
  if (array instanceof Float32Array) return 'f4'
  if (array instanceof Float64Array) return 'f8'
  return array instanceof Int32Array ? 'i4' : 'u1'
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
