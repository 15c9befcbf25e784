import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** What a `*.bench.ts` file of this folder exports. */
interface Bench {
  readonly name: string
  /** Prints its own lines. */
  readonly run: () => Promise<void>
}

const folder = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)

function isBench(module: object): module is Bench {
  return 'name' in module && typeof module.name === 'string' && 'run' in module && typeof module.run === 'function'
}

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
for (const bench of chosen) {
  console.log(`\n== ${bench.name}`)
  await bench.run()
}
