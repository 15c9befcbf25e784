import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './studio.ts'

let scratch = ''
test.beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'studio-drops-'))
})
test.afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('what cannot be opened says why, where it was dropped, and the empty state still offers a way on', async ({
  studio,
}) => {
  const { page } = studio
  const folder = (name: string, files: Record<string, Buffer | string>) => {
    mkdirSync(join(scratch, name))
    for (const [file, content] of Object.entries(files)) writeFileSync(join(scratch, name, file), content)
    return join(scratch, name)
  }
  const photo = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  await studio.open()
  await studio.closeAll()
  await expect(page.getByRole('heading', { name: 'Drop two LiDAR sweeps or a folder' })).toBeVisible()
  const cases = [
    [folder('empty', {}), 'The drop held no files.'],
    [folder('photos', { 'a.png': photo, 'b.png': photo }), 'None of the 2 files in this drop could be opened'],
    [join(folder('las', { 'a.las': lasHeader() }), 'a.las'), 'LAS (version 1.2) is not read yet.'],
    [join(folder('cut', { 'a.ply': cutPly() }), 'a.ply'), /expected [\d,]+ bytes, found|truncated|cut short/],
  ] as const
  for (const [path, message] of cases) {
    await studio.drop(path)
    await expect(page.getByRole('alert').filter({ hasText: message }).first()).toBeVisible()
    await studio.waitFor(state => state.opening === null && state.sequences.length === 0, 'nothing opened')
  }
  await page.getByRole('button', { name: 'Simulated street', exact: true }).click()
  await studio.waitFor(state => state.shown !== null, 'the street')
  await expect(page.getByRole('alert').filter({ hasText: 'a.ply' })).toBeHidden()
})

test('coordinates of UTM size: the view is steady and a picked point reads as in the file', async ({ studio }) => {
  const { page } = studio
  const paths = [0, 1].map(k => {
    const path = join(scratch, `utm-${k}.ply`)
    writeFileSync(path, utmPly(k))
    return path
  })
  await studio.open()
  // By the pickers this time: they are the way in for those who do not drag.
  await page.getByTestId('pick-files').setInputFiles(paths)
  await studio.waitFor(state => state.shown?.sweep0.name === 'utm-0.ply', 'the pair')
  await studio.waitForLabels()
  await studio.settle()
  await studio.pickSomething()
  const facts = page.getByRole('tabpanel')
  await expect(facts.getByText(/^45800\d\.\d{3} m$|^4579\d\d\.\d{3} m$|^4580\d\d\.\d{3} m$/)).toBeVisible()
  await expect(facts.getByText(/^542[78]\d{3}\.\d{3} m$/)).toBeVisible()
  await page.locator('button[data-outcome=sweep]').first().click()
  await expect(page.getByText('Rows left out, not finite').first()).toBeVisible()
  await expect(page.getByText('double').or(page.getByText('float64')).first()).toBeVisible()
})

function lasHeader(): Buffer {
  const header = Buffer.alloc(400)
  header.write('LASF')
  header[24] = 1
  header[25] = 2
  return header
}

const plyHeader = (count: number) =>
  Buffer.from(
    [
      'ply',
      'format binary_little_endian 1.0',
      `element vertex ${count}`,
      ...['x', 'y', 'z'].map(axis => `property double ${axis}`),
      'end_header\n',
    ].join('\n'),
  )

function cutPly(): Buffer {
  return Buffer.concat([plyHeader(1000), Buffer.alloc(1000 * 24 - 7)])
}

/** A yard of 60 x 60 m with two walls at UTM-sized coordinates; `k` moves a block on it by a metre. */
function utmPly(k: number): Buffer {
  const side = 180
  const rows: number[] = []
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const [x, y] = [(60 * i) / side - 30, (60 * j) / side - 30]
      const wall = Math.abs(Math.abs(y) - 15) < 0.4
      const block = Math.abs(x - 12 - k) < 2 && Math.abs(y - 4) < 1
      rows.push(
        458_000.123 + x,
        5_428_000.456 + y,
        112.5 + (wall ? ((i * 7) % 30) / 10 : block ? ((i + j) % 16) / 10 : 0),
      )
    }
  return Buffer.concat([plyHeader(side * side), Buffer.from(Float64Array.from(rows).buffer)])
}
