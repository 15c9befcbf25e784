import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const project = resolve(import.meta.dirname, '../..')

/** Runs the project's own lint rules over a tree of one-import files; the paths that the import rule objects to. */
function objectedPaths(files: Map<string, string>): Set<string> {
  const tree = realpathSync(mkdtempSync(join(tmpdir(), 'import-rule-')))
  try {
    const rules = JSON.parse(readFileSync(join(project, 'biome.json'), 'utf8'))
    writeFileSync(join(tree, 'biome.json'), JSON.stringify({ ...rules, $schema: undefined, vcs: undefined }))
    for (const [path, source] of files) {
      mkdirSync(dirname(join(tree, path)), { recursive: true })
      writeFileSync(join(tree, path), `${source}\n`)
    }
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(project, 'node_modules/@biomejs/biome/bin/biome'),
        'lint',
        '--reporter=github',
        '--max-diagnostics=none',
        '.',
      ],
      { cwd: tree, encoding: 'utf8' },
    )
    const lines = stdout.split('\n').filter(line => line.includes('noRestrictedImports'))
    return new Set(lines.map(line => relative(tree, /file=([^,]+)/.exec(line)?.[1] ?? '')))
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

const forbidden: [path: string, source: string][] = [
  ['src/model/sweep/x.ts', "import { a } from '#viewer/a.ts'\na()"],
  ['src/model/sweep/x.ts', "import { a } from '../../app/a.ts'\na()"],
  ['src/model/sweep/x.ts', "import { wrap } from 'comlink'\nwrap()"],
  ['src/model/sweep/x.ts', "import { Vector3 } from 'three'\nVector3()"],
  ['src/model/sweep/x.ts', "import { readFile } from 'node:fs'\nreadFile()"],
  ['src/workers/x.ts', "import { a } from '#app/a.ts'\na()"],
  ['src/workers/x.ts', "import { a } from '../viewer/a.ts'\na()"],
  ['src/viewer/x.ts', "import { a } from '#workers/a.ts'\na()"],
  ['src/viewer/x.ts', "import { a } from '../app/a.ts'\na()"],
  ['src/viewer/x.ts', "import { wrap } from 'comlink'\nwrap()"],
  ['src/app/x.ts', "import { Vector3 } from 'three'\nVector3()"],
  ['src/app/x.ts', "import { wrap } from 'comlink'\nwrap()"],
  ['cli/x.ts', "import { a } from '#workers/a.ts'\na()"],
  ['cli/x.ts', "import { a } from '../src/viewer/a.ts'\na()"],
]

const allowed: [path: string, source: string][] = [
  ['src/workers/x.ts', "import { a } from '#model/sweep/a.ts'\nimport { wrap } from 'comlink'\na(wrap)"],
  ['src/viewer/x.ts', "import { Vector3 } from 'three'\nimport { a } from '#model/sweep/a.ts'\na(Vector3)"],
  ['src/app/x.ts', "import { a } from '#workers/a.ts'\nimport { b } from '#viewer/b.ts'\na(b)"],
  ['cli/x.ts', "import { readFile } from 'node:fs'\nimport { a } from '#model/sweep/a.ts'\na(readFile)"],
]

const files = new Map<string, string>()
const named = (prefix: string, cases: [string, string][]) =>
  cases.map(([path, source], index): [string, string] => {
    const unique = path.replace('x.ts', `${prefix}${index}.ts`)
    files.set(unique, source)
    return [unique, source]
  })
const forbiddenFiles = named('forbidden', forbidden)
const allowedFiles = named('allowed', allowed)
const objected = objectedPaths(files)

describe('imports run one way: model <- workers <- viewer <- app, the command line on the model alone', () => {
  it.each(forbiddenFiles)('%s may not hold %j', path => expect(objected).toContain(path))
  it.each(allowedFiles)('%s may hold %j', path => expect(objected).not.toContain(path))
})
