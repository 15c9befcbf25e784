import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { realDataFolder, realDataSkipMessage } from '../tests/realData.ts'
import { main } from './main.ts'

async function run(...argv: string[]) {
  let out = ''
  let progress = ''
  const code = await main(argv, {
    out: text => {
      out += text
    },
    progress: text => {
      progress += text
    },
  })
  return { code, out, progress }
}

describe('the command line', () => {
  it('shows its help and the help of a command', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, progress: '' })
    expect((await run('--help')).out).toContain('evaluate')
    expect((await run('evaluate', '--help')).out).toContain('--pairs FIRST:LAST:STEP')
    expect((await run()).code).toBe(2)
  })

  for (const [argv, code, message] of [
    [['guess'], 2, /no command "guess"/],
    [['infer'], 2, /INPUT is missing/],
    [['infer', 'simulate:av2:1', '--out', 'x', '--model', 'none'], 3, /There is no model none/],
    [['label'], 2, /INPUT is missing/],
    [['simulate', 'av2:1'], 2, /--out is missing/],
    [['evaluate'], 2, /INPUT is missing/],
    [['evaluate', 'no/such/folder'], 3, /There is no file or folder no\/such\/folder/],
    [['evaluate', 'package.json'], 3, /no sweeps could be read/],
    [['evaluate', 'x', '--estimate', 'network', '--model', 'none'], 3, /There is no model none/],
    [['evaluate', 'x', '--estimate', 'magic'], 2, /magic is not known/],
    [['evaluate', 'simulate:radar:1'], 2, /"radar" is not known; one of av2, hdl-64e/],
    [['evaluate', 'simulate:av2:x'], 2, /whole SEED/],
    [['evaluate', 'simulate:av2:1', '--seed', '2'], 2, /two seeds/],
    [['evaluate', 'package.json', '--seed', '2'], 2, /--seed belongs to simulated streets/],
  ] as const)
    it(`answers ${JSON.stringify(argv)} with code ${code} and the reason`, async () => {
      const result = await run(...argv)
      expect(result.progress).toMatch(message)
      expect(result.progress).toMatch(/^error: /)
      expect(result.out).toBe('')
      expect(result.code).toBe(code)
    })

  it('measures a simulated pair and prints one JSON object with the keys that scripts rely on (seed 5)', async () => {
    const result = await run('evaluate', 'simulate:SPINNING-32:5', '--pairs', '0:0:1', '--estimate', 'ego', '--json')
    expect(result.code).toBe(0)
    expect(result.progress).toContain('pair 1 of 1')
    const report = JSON.parse(result.out)
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining([
        'input',
        'estimate',
        'protocol',
        'pairs',
        'points',
        'epe',
        'accuracy',
        'dynamic',
        'instances',
        'milliseconds',
      ]),
    )
    expect(Object.keys(report.epe)).toEqual(['threeWay', 'fd', 'fs', 'bs'])
    expect(report).toMatchObject({ estimate: 'ego', protocol: 'av2-v1', pairs: 1 })
    expect(report.points).toBeGreaterThan(1000)
    expect(report.epe.bs).toBeLessThan(0.001)
    // Ego motion alone claims no point to move.
    expect(report.dynamic.recall).toBe(0)
    expect(Object.keys(report.instances.moving)).toEqual(
      expect.arrayContaining(['ap', 'pq', 'f1', 'precision', 'recall', 'miou', 'ri']),
    )
  })

  it('stops when interrupted', async () => {
    const controller = new AbortController()
    controller.abort()
    const code = await main(['evaluate', 'simulate:av2:1', '--pairs', '0:0:1'], {
      out: () => {},
      progress: () => {},
      signal: controller.signal,
    })
    expect(code).toBe(130)
  })
})

describe.skipIf(!realDataFolder)(`on the real Argoverse 2 pair (${realDataSkipMessage})`, () => {
  const log = join(realDataFolder ?? '', 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede')

  it('ego motion alone has the known errors of this pair, whatever the protocol calls it', async () => {
    const report = JSON.parse((await run('evaluate', log, '--estimate', 'ego', '--json')).out)
    expect(report.points).toBe(78_506)
    expect(report.epe.fd).toBeCloseTo(0.674, 3)
    expect(report.epe.fs).toBeCloseTo(0.006, 3)
    expect(report.epe.bs).toBeCloseTo(0.001, 3)
    expect(report.instances.moving.objects).toBe(6)
  })

  it('prints a table for people', async () => {
    const { code, out } = await run('evaluate', log, '--estimate', 'ego', '--protocol', 'bucketed-35', '--quiet')
    expect(code).toBe(0)
    expect(out).toMatch(/protocol bucketed-35, region all\n1 pair, \d+ points measured/)
    expect(out).toMatch(/end-point error\s+3-way\s+FD\s+FS\s+BS/)
  })

  it('names a region that the truth does not have', async () => {
    const { code, progress } = await run('evaluate', log, '--region', 'camera')
    expect(code).toBe(3)
    expect(progress).toContain("not limited to a camera's view")
  })
})
