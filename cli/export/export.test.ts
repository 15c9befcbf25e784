import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCoarseStage } from '#model/coarse/coarseStage.ts'
import { defaultParameters } from '#model/coarse/parameters.ts'
import { checkSubmission } from '#model/export/av2/submissionArchive.ts'
import { joinParts, ZipWriter } from '#model/export/zipWriter.ts'
import { arrowFile } from '#model/formats/arrow/arrowWriter.ts'
import { H5File } from '#model/formats/h5/h5File.ts'
import { NpzArchive } from '#model/formats/npy/npzArchive.ts'
import { openInput } from '#model/formats/registry.ts'
import { DEFAULT_SIMULATION } from '#model/simulator/options.ts'
import { openSimulatedStreet } from '#model/simulator/simulatedStreet.ts'
import { realDataFolder, realDataSkipMessage } from '../../tests/realData.ts'
import { main } from '../main.ts'
import { filesUnder } from '../nodeInput.ts'

const STREET = 'simulate:spinning-32:31'
const PATIENCE_MILLISECONDS = 120_000

let out = ''
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'export-'))
})
afterAll(() => rmSync(out, { recursive: true, force: true }))

async function run(
  argv: readonly string[],
  whenSeen?: { readonly text: string; readonly controller: AbortController },
) {
  let progress = ''
  const code = await main(['export', ...argv], {
    out: text => {
      progress += text
    },
    progress: text => {
      progress += text
      if (whenSeen && progress.includes(whenSeen.text)) whenSeen.controller.abort()
    },
    signal: whenSeen?.controller.signal,
  })
  return { code, progress }
}

const street = () => openSimulatedStreet({ ...DEFAULT_SIMULATION, sensor: 'spinning-32', seed: 31, frames: 3 })

async function fileAt(path: string) {
  const [file] = await filesUnder(path)
  return file!
}

describe('semanticflow export', () => {
  it('writes what the coarse stage says of each pair, and leaves it alone the next time', async () => {
    const argv = [STREET, '--frames', '3', '--format', 'npz', '--out', out]
    expect((await run(argv)).code).toBe(0)
    const folder = join(out, 'simulated-spinning-32-31.coarse')
    const names = readdirSync(folder).sort()
    expect(names).toEqual(['1600000000000000000.npz', '1600000000100000000.npz', 'export.json'])
    const reader = street()
    const { sensorClass, intervalSeconds } = reader.info
    const truth = (await reader.readTruth(0, 1))!
    const { estimate } = await runCoarseStage({
      sweep0: await reader.readSweep(0),
      sweep1: await reader.readSweep(1),
      givenSweep1FromSweep0: truth.sweep1FromSweep0,
      previousSweep1FromSweep0: null,
      context: [],
      intervalSeconds,
      sensorClass,
      parameters: defaultParameters(sensorClass),
    } as Parameters<typeof runCoarseStage>[0])
    const archive = await NpzArchive.open(await fileAt(join(folder, names[0]!)))
    expect(Array.from((await archive.array('flow')).values)).toEqual(Array.from(estimate.flow))
    expect(Array.from((await archive.array('instance')).values)).toEqual(Array.from(estimate.instance))
    const before = statSync(join(folder, names[0]!)).mtimeMs
    const again = await run(argv)
    expect(again.progress).toContain('0 written, 2 were there')
    expect(statSync(join(folder, names[0]!)).mtimeMs).toBe(before)
    // Another way of making them must not mix with what is there.
    const other = await run([...argv, '--poses', 'own'])
    expect([other.code, other.progress]).toEqual([
      2,
      expect.stringMatching(/was made with .*given.* now it would be .*own/),
    ])
  })

  it('goes on where it was interrupted', async () => {
    const argv = [
      'simulate:spinning-32:32',
      '--frames',
      '3',
      '--format',
      'openscene-h5',
      '--estimate',
      'ego',
      '--out',
      out,
    ]
    const stopped = await run(argv, { text: 'pair 2 of 2', controller: new AbortController() })
    expect(stopped.code).toBe(130)
    expect(readdirSync(out)).toContain('simulated-spinning-32-32.ego.h5.partial')
    const { code, progress } = await run(argv)
    expect([code, progress.includes('pair 1 of 2'), progress.includes('pair 2 of 2')]).toEqual([0, false, true])
    const file = await H5File.open(await fileAt(join(out, 'simulated-spinning-32-32.ego.h5')))
    const withFlow = file.groups().filter(group => file.members(group).includes('flow_ego_motion'))
    expect([file.groups().length, withFlow.length]).toEqual([3, 2])
    file.close()
    expect(readdirSync(out).filter(name => /partial|tmp/.test(name))).toEqual([])
  })

  it('exports the truth of a street as a file that opens with the same truth', async () => {
    const argv = [STREET, '--frames', '3', '--format', 'openscene-h5', '--estimate', 'truth', '--out', out, '--quiet']
    expect((await run(argv)).code).toBe(0)
    const { readers } = await openInput(await filesUnder(join(out, 'simulated-spinning-32-31.truth.h5')))
    const truth = (await readers[0]!.readTruth(0, 1))!
    const expected = (await street().readTruth(0, 1))!
    expect(Array.from(truth.ground!)).toEqual(Array.from(expected.ground!))
    let most = 0
    for (let k = 0; k < truth.flow.length; k++) most = Math.max(most, Math.abs(truth.flow[k]! - expected.flow[k]!))
    expect(most).toBeLessThan(1e-4)
    readers[0]!.close()
  })

  it('takes the points of the official masks, and every fifth pair', async () => {
    const reader = street()
    const { count, timestampNanoseconds } = await reader.readSweep(0)
    const flags = Uint8Array.from({ length: count }, (_, i) => (i % 7 === 0 ? 1 : 0))
    const zip = new ZipWriter()
    const name = `simulated-spinning-32-31/${timestampNanoseconds}.feather`
    zip.add(name, arrowFile([{ name: 'mask', as: 'bool', values: flags }]), 'deflated')
    const masks = join(out, 'masks.zip')
    writeFileSync(masks, joinParts(zip.finish()))
    const { code, progress } = await run([
      ...[STREET, '--frames', '3', '--estimate', 'ego', '--format', 'av2-submission', '--out', out],
      ...['--leaderboard', '2023', '--masks', masks],
    ])
    expect([code, progress]).toEqual([0, expect.stringContaining('read back and checked')])
    const rows = Math.ceil(count / 7)
    const path = join(out, 'av2-2023.ego.zip')
    expect(await checkSubmission(await fileAt(path), '2023', new Map([[name, rows]]))).toMatchObject({ files: 1, rows })
  })

  for (const [argv, message] of [
    [['--format', 'npz', '--out', 'x'], /INPUT is missing/],
    [['a', '--out', 'x'], /--format is missing: one of npz, ply/],
    [['a', '--format', 'npz'], /--out is missing/],
    [['a', 'b', '--format', 'npz', '--out', 'x'], /One INPUT is expected/],
    [['a', '--format', 'las', '--out', 'x'], /--format las is not known/],
    [['a', '--format', 'npz', '--out', 'a/b'], /lies inside of INPUT/],
    [['a', '--format', 'npz', '--out', 'x', '--estimate', 'best'], /--estimate best is not known/],
    [['a', '--format', 'npz', '--out', 'x', '--leaderboard', '2023'], /belongs to --format av2-submission/],
    [['a', '--format', 'av2-submission', '--out', 'x', '--masks', 'm.zip'], /belongs to --leaderboard 2023/],
    [[STREET, '--frames', '3', '--format', 'npz', '--out', 'x', '--pairs', '0:2'], /last pair is 1, but 2/],
  ] as const)
    it(`refuses ${argv.join(' ')}`, async () => {
      const { code, progress } = await run([...argv])
      expect([code, progress]).toEqual([2, expect.stringMatching(message)])
    })

  it('says which truth is missing', async () => {
    const path = join(out, 'a.ply')
    writeFileSync(
      path,
      'ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\n1 2 3\n',
    )
    const { code, progress } = await run([path, '--format', 'npz', '--out', join(out, 'none')])
    expect([code, progress]).toEqual([3, expect.stringMatching(/no sequence of two sweeps or more/)])
  })

  it('documents itself', async () => {
    const { code, progress } = await run(['--help'])
    expect([code, progress]).toEqual([0, expect.stringContaining('--leaderboard YEAR')])
  })
})

const log = realDataFolder && join(realDataFolder, 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede')
describe.skipIf(!log)(`Argoverse 2 log (${log ? 'real' : realDataSkipMessage})`, () => {
  it(
    'is submitted under its own id and the time of its sweep; flow as the official labels have it',
    async () => {
      const folder = join(out, 'av2')
      const argv = [log!, '--format', 'av2-submission', '--leaderboard', '2023', '--estimate', 'truth', '--out', folder]
      const { code, progress } = await run(argv)
      expect([code, progress]).toEqual([0, expect.stringContaining('1 files of 1 log')])
      const path = join(folder, 'av2-2023.truth.zip')
      const name = '7fab2350-7eaf-3b7e-a39d-6937a4c1bede/315966265259836000.feather'
      // 78,506 points of the official labels are within 50 m and off the ground.
      expect(await checkSubmission(await fileAt(path), '2023', new Map([[name, 78_506]]))).toMatchObject({ logs: 1 })
      expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK')
    },
    PATIENCE_MILLISECONDS,
  )
})
