import { describe, expect, it } from 'vitest'
import { random } from '../../../tests/encodeSweeps.ts'
import { readZipDirectory, readZipEntry } from '../formats/npy/zipEntries.ts'
import { memoryInput } from './memoryInput.ts'
import { joinParts, ZipWriter } from './zipWriter.ts'

const SEED = 5

describe(`a ZIP archive (seed ${SEED})`, () => {
  it.each(['deflated', 'stored'] as const)(
    'gives %s entries back, the empty one and names beyond ASCII too',
    async packing => {
      const next = random(SEED)
      const contents = new Map([
        ['a/noise.bin', Uint8Array.from({ length: 70_000 }, () => next() * 256)],
        ['zeros', new Uint8Array(50_000)],
        ['empty', new Uint8Array(0)],
        ['straße/1.txt', new TextEncoder().encode('one')],
      ])
      const zip = new ZipWriter()
      for (const [name, bytes] of contents) zip.add(name, bytes, packing)
      expect(zip.count).toBe(4)
      const file = memoryInput('a.zip', joinParts(zip.finish()))
      const entries = await readZipDirectory(file)
      expect(entries.map(({ name }) => name)).toEqual([...contents.keys()])
      for (const entry of entries) expect(await readZipEntry(file, entry)).toEqual(contents.get(entry.name))
      if (packing === 'deflated') expect(entries[1]!.packedBytes).toBeLessThan(500)
    },
  )

  it('takes a name once', () => {
    const zip = new ZipWriter()
    zip.add('a', Uint8Array.of(1), 'stored')
    expect(() => zip.add('a', Uint8Array.of(2), 'stored')).toThrow(/already has an entry a/)
  })
})
