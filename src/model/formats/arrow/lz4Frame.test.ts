import { describe, expect, it } from 'vitest'
import { joinBytes, random } from '../../../../tests/encodeSweeps.ts'
import { decodeLz4Frames } from './lz4Frame.ts'
import { xxhash32 } from './xxhash32.ts'

const ascii = (text: string) => new TextEncoder().encode(text)
const uint32 = (value: number) => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24)

interface FrameOptions {
  readonly independent?: boolean
  readonly blockChecksums?: boolean
  readonly contentChecksum?: boolean
  readonly contentSize?: boolean
}

interface Block {
  readonly bytes: Uint8Array
  readonly stored?: boolean
}

/** A frame around given blocks, with every checksum computed here by the published recipe. */
function frame(blocks: readonly Block[], content: Uint8Array, options: FrameOptions = {}): Uint8Array {
  const flags =
    0x40 |
    (options.independent ? 0x20 : 0) |
    (options.blockChecksums ? 0x10 : 0) |
    (options.contentSize ? 8 : 0) |
    (options.contentChecksum ? 4 : 0)
  const size = options.contentSize ? joinBytes(uint32(content.length), uint32(0)) : new Uint8Array()
  const descriptor = joinBytes(Uint8Array.of(flags, 0x40), size)
  const parts = [uint32(0x184d2204), descriptor, Uint8Array.of((xxhash32(descriptor) >>> 8) & 255)]
  for (const { bytes, stored } of blocks) {
    parts.push(uint32(bytes.length | (stored ? 0x80000000 : 0)), bytes)
    if (options.blockChecksums) parts.push(uint32(xxhash32(bytes)))
  }
  parts.push(uint32(0))
  if (options.contentChecksum) parts.push(uint32(xxhash32(content)))
  return joinBytes(...parts)
}

// "abcabcabcabcX": 3 literals, a match of 9 bytes 3 back (overlapping itself), then 1 last literal.
const repeated: Block = { bytes: joinBytes(Uint8Array.of(0x35), 'abc', Uint8Array.of(3, 0, 0x10), 'X') }
const repeatedText = 'abcabcabcabcX'
// A match of 4 bytes, 13 back: it reaches into the block before (linked blocks), then "!".
const linked: Block = { bytes: joinBytes(Uint8Array.of(0x00, 13, 0, 0x10), '!') }

describe('xxhash32', () => {
  it('gives the published values', () => {
    expect(xxhash32(ascii(''))).toBe(0x02cc5d05)
    expect(xxhash32(ascii('a'))).toBe(0x550d7456)
    expect(xxhash32(ascii('abc'))).toBe(0x32d153ff)
    expect(xxhash32(ascii('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f)
  })
})

describe('LZ4 frames', () => {
  it('decodes overlapping matches, linked and stored blocks, and frames in a row', () => {
    const content = ascii(`${repeatedText}abca!stored`)
    const blocks = [repeated, linked, { bytes: ascii('stored'), stored: true }]
    const one = frame(blocks, content, { contentChecksum: true, contentSize: true })
    expect(decodeLz4Frames(one)).toEqual(content)
    const skippable = joinBytes(uint32(0x184d2a53), uint32(3), 'xyz')
    expect(decodeLz4Frames(joinBytes(one, skippable, one))).toEqual(joinBytes(content, content))
  })

  it.each([
    { blockChecksums: true },
    { blockChecksums: true, contentChecksum: true },
    { blockChecksums: true, contentSize: true, independent: true },
  ])('skips and verifies block checksums %o', options => {
    const blocks = [repeated, { bytes: ascii('stored'), stored: true }, repeated]
    const content = ascii(`${repeatedText}stored${repeatedText}`)
    const bytes = frame(blocks, content, options)
    expect(decodeLz4Frames(bytes)).toEqual(content)
    // The first block's checksum follows its bytes.
    const damaged = bytes.slice()
    const at = 7 + (options.contentSize ? 8 : 0) + 4 + repeated.bytes.length
    damaged[at] = (damaged[at] as number) ^ 1
    expect(() => decodeLz4Frames(damaged)).toThrow(/block checksum mismatch/)
  })

  it('refuses a wrong content checksum, a wrong content size and a wrong header checksum', () => {
    const content = ascii(repeatedText)
    const checked = frame([repeated], content, { contentChecksum: true })
    checked[checked.length - 1] = (checked[checked.length - 1] as number) ^ 0x80
    expect(() => decodeLz4Frames(checked)).toThrow(/content checksum mismatch/)
    expect(() => decodeLz4Frames(frame([repeated], content.subarray(1), { contentSize: true }))).toThrow(
      /12 bytes, decoded 13/,
    )
    const header = frame([repeated], content)
    header[6] = (header[6] as number) ^ 1
    expect(() => decodeLz4Frames(header)).toThrow(/header checksum/)
  })

  it('refuses a match that reaches before an independent block', () => {
    const content = ascii(`${repeatedText}abca!`)
    expect(() => decodeLz4Frames(frame([repeated, linked], content, { independent: true }))).toThrow(
      /before its history/,
    )
  })

  it('throws on every cut of a frame, and on seed 7 never hangs or returns more than a block on damage', () => {
    const content = ascii(`${repeatedText}abca!`)
    const bytes = frame([repeated, linked], content, { contentChecksum: true, blockChecksums: true })
    for (let length = 1; length < bytes.length; length++)
      expect(() => decodeLz4Frames(bytes.subarray(0, length)), `cut to ${length}`).toThrow(/LZ4/)
    const next = random(7)
    let refused = 0
    for (let round = 0; round < 500; round++) {
      const damaged = bytes.slice()
      const at = Math.floor(next() * damaged.length)
      damaged[at] = (damaged[at] as number) ^ (1 + Math.floor(next() * 255))
      try {
        decodeLz4Frames(damaged)
      } catch (error) {
        refused++
        expect(String(error)).toMatch(/LZ4/)
      }
    }
    // Everything but the magic of a skippable frame is covered by some checksum.
    expect(refused).toBeGreaterThan(480)
  })
})
