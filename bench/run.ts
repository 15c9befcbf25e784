import { mkdirSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Measurement, machine } from './report.ts'

/** What a `*.bench.ts` file of this folder exports. */
interface Bench {
  readonly name: string
  /** Prints its own lines; what it returns is written with `--json FILE`. */
  readonly run: () => Promise<readonly Measurement[]>
}

const folder = dirname(fileURLToPath(import.meta.url))

function isBench(module: object): module is Bench {
  return 'name' in module && typeof module.name === 'string' && 'run' in module && typeof module.run === 'function'
}

function readArguments(given: readonly string[]): { wanted: string[]; json: string | null } {
  const at = given.indexOf('--json')
  if (at < 0) return { wanted: [...given], json: null }
  const file = given[at + 1]
  if (file === undefined) throw new Error('--json takes the name of a file.')
  return { wanted: given.filter((_, k) => k !== at && k !== at + 1), json: resolve(file) }
}

const { wanted, json } = readArguments(process.argv.slice(2))
const files = (await readdir(folder)).filter(file => file.endsWith('.bench.ts')).sort()
const benches: Bench[] = []
for (const file of files) {
  const module: object = await import(pathToFileURL(join(folder, file)).href)
  if (!isBench(module)) throw new Error(`bench/${file} must export \`name\` (string) and \`run\` (function).`)
  benches.push(module)
}

const chosen = benches.filter(bench => wanted.length === 0 || wanted.some(part => bench.name.includes(part)))
if (chosen.length === 0) {
  console.error(
    `No benchmark is called ${wanted.join(' or ')}; there are: ${benches.map(bench => bench.name).join(', ')}.`,
  )
  process.exitCode = 2
}
const results: Record<string, readonly Measurement[]> = {}
const { cpu, cores, load1, node } = machine()
console.log(`${cpu}, ${cores} cores, Node ${node}; load average at the start ${load1}`)
for (const bench of chosen) {
  console.log(`\n== ${bench.name}`)
  results[bench.name] = await bench.run()
}
if (json !== null) {
  mkdirSync(dirname(json), { recursive: true })
  writeFileSync(json, `${JSON.stringify({ at: new Date().toISOString(), machine: machine(), results }, null, 2)}\n`)
  console.log(`\nwritten to ${json}`)
}
