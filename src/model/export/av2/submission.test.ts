import { beforeAll, describe, expect, it } from 'vitest'
import { readArrowTable } from '../../formats/arrow/arrowTable.ts'
import { arrowFile } from '../../formats/arrow/arrowWriter.ts'
import { readZipDirectory, readZipEntry } from '../../formats/npy/zipEntries.ts'
import { transformPoint } from '../../sweep/transform.ts'
import { shiftedFrame, streetFrame } from '../export.fixture.ts'
import type { ExportFrame } from '../exportFrame.ts'
import { memoryInput } from '../memoryInput.ts'
import { joinParts, ZipWriter } from '../zipWriter.ts'
import { LEADERBOARDS, type Leaderboard } from './leaderboards.ts'
import { checkSubmission, SubmissionArchive } from './submissionArchive.ts'
import { submissionFile } from './submissionFile.ts'
import { computedMask, OfficialMasks } from './submissionMask.ts'

const SEED = 22

let street: ExportFrame
beforeAll(async () => {
  street = await streetFrame(SEED)
})

async function columnsOf(bytes: Uint8Array): Promise<Record<string, number[]>> {
  const { columns } = await readArrowTable(memoryInput('a.feather', bytes))
  return Object.fromEntries([...columns].map(([name, { values }]) => [name, Array.from(values as Float32Array)]))
}

/** What a point of the pair moves by along the vehicle's axes, by the plainest means: two places subtracted. */
function expectedFlow({ sweep0, estimate }: ExportFrame, i: number, withEgoMotion: boolean): number[] {
  const point = [0, 1, 2].map(axis => sweep0.positions[3 * i + axis]!) as [number, number, number]
  const end = point.map((metres, axis) => metres + estimate.flow[3 * i + axis]!) as [number, number, number]
  const start = withEgoMotion ? point : transformPoint(estimate.sweep1FromSweep0, ...point)
  const mount = sweep0.egoFromSensor!
  const [a, b] = [transformPoint(mount, ...start), transformPoint(mount, ...end)]
  return a.map((metres, axis) => b[axis]! - metres)
}

describe.each(LEADERBOARDS)('the %s form', leaderboard => {
  it(`has its columns, rows and flow (seed ${SEED})`, async () => {
    const { path, rows, bytes } = submissionFile(street, leaderboard, null)
    expect(path).toBe(
      leaderboard === '2024'
        ? 'street-22/0000000000.feather'
        : `street-22/${street.sweep0.timestampNanoseconds}.feather`,
    )
    const columns = await columnsOf(bytes)
    const flowNames = ['flow_tx_m', 'flow_ty_m', 'flow_tz_m']
    const names = { '2026': flowNames, '2024': ['is_valid', ...flowNames], '2023': [...flowNames, 'is_dynamic'] }
    expect(Object.keys(columns)).toEqual(names[leaderboard])
    const points = Array.from({ length: street.sweep0.count }, (_, i) => i)
    const mask = computedMask(street)
    const written = leaderboard === '2023' ? points.filter(i => mask[i]) : points
    expect(rows).toBe(written.length)
    let most = 0
    for (const [row, i] of written.entries()) {
      const flow = expectedFlow(street, i, leaderboard === '2023')
      // Half a unit in the last place of a half float, and the float32 that coordinates are stored in.
      for (const [axis, name] of flowNames.entries())
        most = Math.max(most, Math.abs(columns[name]![row]! - flow[axis]!) / (2 ** -11 * Math.abs(flow[axis]!) + 2e-5))
    }
    expect(most).toBeLessThan(1)
    if (leaderboard === '2023')
      expect(columns['is_dynamic']).toEqual(written.map(i => (street.estimate.dynamic[i]! >= 0.5 ? 1 : 0)))
    if (leaderboard === '2024') expect(columns['is_valid']).toEqual(written.map(i => street.estimate.valid?.[i] ?? 1))
  })

  it('passes its own check and no other form\u2019s', async () => {
    const archive = new SubmissionArchive(leaderboard, false)
    const file = submissionFile(street, leaderboard, null)
    archive.add(file)
    const zip = memoryInput('s.zip', joinParts(archive.finish()))
    expect(await checkSubmission(zip, leaderboard, archive.rows)).toMatchObject({ files: 1, logs: 1, rows: file.rows })
    for (const other of LEADERBOARDS)
      if (other !== leaderboard)
        await expect(checkSubmission(zip, other, null)).rejects.toThrow(/metadata.json|columns/)
  })
})

it('says in metadata.json of the 2024 form whether annotations were learnt from', async () => {
  const archive = new SubmissionArchive('2024', true)
  archive.add(submissionFile(street, '2024', null))
  const zip = memoryInput('s.zip', joinParts(archive.finish()))
  const entry = (await readZipDirectory(zip)).find(({ name }) => name === 'metadata.json')!
  expect(JSON.parse(new TextDecoder().decode(await readZipEntry(zip, entry)))).toEqual({ 'Is Supervised?': true })
})

describe('the check of an archive', () => {
  const flow = Float32Array.of(0, 1, 2)
  const table = (values = flow, as: 'float16' | 'is' = 'float16', last = 'flow_tz_m') =>
    arrowFile(['flow_tx_m', 'flow_ty_m', last].map(name => ({ name, as, values })))
  const zipOf = (files: Readonly<Record<string, Uint8Array>>) => {
    const zip = new ZipWriter()
    for (const [name, bytes] of Object.entries(files)) zip.add(name, bytes, 'stored')
    return memoryInput('s.zip', joinParts(zip.finish()))
  }
  const expected = new Map([['log/1.feather', 3]])

  it.each([
    ['another type', { 'log/1.feather': table(flow, 'is') }, /float32/],
    ['another column', { 'log/1.feather': table(flow, 'float16', 'flow_z') }, /flow_z/],
    ['a row too few', { 'log/1.feather': table(flow.slice(1)) }, /2 rows, 3 expected/],
    ['a value that is not finite', { 'log/1.feather': table(Float32Array.of(0, Number.NaN, 1)) }, /not finite/],
    ['a missing file', { 'log/2.feather': table() }, /log\/1.feather is missing/],
    ['a file too many', { 'log/1.feather': table(), 'log/2.feather': table() }, /no such file/],
    ['a name of no timestamp', { 'log/1.feather': table(), 'log/first.feather': table() }, /not a name/],
    ['nothing', {}, /no pair/],
  ])('refuses %s', async (_, files, message) => {
    await expect(checkSubmission(zipOf(files), '2026', expected)).rejects.toThrow(message)
  })

  it('takes what is right', async () => {
    expect(await checkSubmission(zipOf({ 'log/1.feather': table() }), '2026', expected)).toMatchObject({ rows: 3 })
  })
})

describe('masks', () => {
  it('are computed as the square of 50 m without its ground', () => {
    const frame = { ...shiftedFrame(), ground0: Uint8Array.of(0, 1, 0) }
    const positions = Float32Array.of(50, -50, 3, 1, 1, 0, 50.1, 0, 0)
    expect(Array.from(computedMask({ ...frame, sweep0: { ...frame.sweep0, positions } }))).toEqual([1, 0, 0])
    expect(() => computedMask({ ...frame, ground0: null })).toThrow(/ground of .* is not known/)
  })

  it('are taken from the official archive when it is given', async () => {
    const flags = Uint8Array.from({ length: street.sweep0.count }, (_, i) => (i % 3 === 0 ? 1 : 0))
    const masksOf = (values: Uint8Array, name: string) => {
      const zip = new ZipWriter()
      zip.add(name, arrowFile([{ name: 'mask', as: 'bool', values }]), 'deflated')
      return OfficialMasks.open(memoryInput('masks.zip', joinParts(zip.finish())))
    }
    const name = `street-22/${street.sweep0.timestampNanoseconds}.feather`
    const mask = await (await masksOf(flags, name)).of(street)
    expect(mask).toEqual(flags)
    const written = submissionFile(street, '2023', mask)
    expect(written.rows).toBe(Math.ceil(street.sweep0.count / 3))
    await expect((await masksOf(flags, 'other/1.feather')).of(street)).rejects.toThrow(/no mask/)
    await expect((await masksOf(flags.slice(1), name)).of(street)).rejects.toThrow(/speaks of/)
  })
})

it.each<[Leaderboard, Partial<ExportFrame['sweep0']>, RegExp]>([
  ['2026', { sourceRows: new Uint32Array(3) }, /not finite and were left out/],
  ['2023', { frame: 'sensor', egoFromSensor: null }, /mount is not known/],
])('refuses what it cannot say in the %s form: %o', (leaderboard, change, message) => {
  const frame = shiftedFrame()
  expect(() => submissionFile({ ...frame, sweep0: { ...frame.sweep0, ...change } }, leaderboard, null)).toThrow(message)
})
