import { xxhash32 } from './xxhash32.ts'

const MAGIC = 0x184d2204
const SKIPPABLE_MAGIC = 0x184d2a50
const HISTORY = 65536

/**
 * Decodes LZ4 frames (specification 1.6.3): linked and independent blocks, stored blocks, block and content checksums
 * (verified), content size (verified), skippable frames, several frames in a row. Dictionaries are not supported.
 * Throws plain errors that say what and at which byte; the caller adds the file.
 */
export function decodeLz4Frames(input: Uint8Array): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  const output = new GrowingBytes(Math.min(Math.max(input.length * 4, 1024), 1 << 26))
  let at = 0
  while (at < input.length) {
    need(input, at, 4)
    const magic = view.getUint32(at, true)
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      need(input, at, 8)
      const size = view.getUint32(at + 4, true)
      need(input, at + 8, size)
      at += 8 + size
    } else if (magic === MAGIC) at = decodeFrame(input, view, at + 4, output)
    else throw new Error(`LZ4: no frame magic at byte ${at} (found 0x${magic.toString(16)})`)
  }
  return output.bytes.slice(0, output.length)
}

class GrowingBytes {
  bytes: Uint8Array
  length = 0
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }
  reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + extra))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }
}

function need(input: Uint8Array, at: number, count: number): void {
  if (at + count > input.length)
    throw new Error(`LZ4: ends at byte ${input.length}, but ${count} bytes are needed at byte ${at}`)
}

function decodeFrame(input: Uint8Array, view: DataView, start: number, output: GrowingBytes): number {
  let at = start
  need(input, at, 3)
  const flags = input[at] as number
  const blockDescriptor = input[at + 1] as number
  const version = flags >> 6
  if (version !== 1) throw new Error(`LZ4: version ${version} at byte ${at}, expected 1`)
  if (flags & 2 || blockDescriptor & 0x8f) throw new Error(`LZ4: reserved bits are set at byte ${at}`)
  const independent = (flags & 0x20) !== 0
  const blockChecksums = (flags & 0x10) !== 0
  const hasContentSize = (flags & 8) !== 0
  const contentChecksum = (flags & 4) !== 0
  if (flags & 1) throw new Error('LZ4: dictionaries are not supported')
  const maximumBlock = blockSizeOf((blockDescriptor >> 4) & 7, at + 1)
  at += 2
  let contentSize = -1n
  if (hasContentSize) {
    need(input, at, 9)
    contentSize = view.getBigUint64(at, true)
    at += 8
  }
  const expectedHeader = (xxhash32(input.subarray(start, at)) >>> 8) & 0xff
  if (input[at] !== expectedHeader) throw new Error(`LZ4: header checksum mismatch at byte ${at}`)
  at++

  const contentStart = output.length
  for (;;) {
    need(input, at, 4)
    const word = view.getUint32(at, true)
    at += 4
    if (word === 0) break
    const stored = word >>> 31 === 1
    const size = word & 0x7fffffff
    if (size > maximumBlock)
      throw new Error(`LZ4: block of ${size} bytes at byte ${at}, at most ${maximumBlock} allowed`)
    need(input, at, size + (blockChecksums ? 4 : 0))
    const block = input.subarray(at, at + size)
    if (blockChecksums && view.getUint32(at + size, true) !== xxhash32(block))
      throw new Error(`LZ4: block checksum mismatch at byte ${at + size}`)
    if (stored) {
      output.reserve(size)
      output.bytes.set(block, output.length)
      output.length += size
    } else {
      const oldest = independent ? output.length : Math.max(contentStart, output.length - HISTORY)
      decodeBlock(block, at, output, oldest, maximumBlock)
    }
    at += size + (blockChecksums ? 4 : 0)
  }
  const content = output.bytes.subarray(contentStart, output.length)
  if (contentChecksum) {
    need(input, at, 4)
    if (view.getUint32(at, true) !== xxhash32(content)) throw new Error(`LZ4: content checksum mismatch at byte ${at}`)
    at += 4
  }
  if (hasContentSize && contentSize !== BigInt(content.length))
    throw new Error(`LZ4: frame says ${contentSize} bytes, decoded ${content.length}`)
  return at
}

function blockSizeOf(code: number, at: number): number {
  if (code < 4) throw new Error(`LZ4: block size code ${code} at byte ${at}, expected 4 to 7`)
  return 1 << (8 + 2 * code)
}

/** `offset` is the block's byte in the input, for messages; matches may not reach back beyond `oldest` in the output. */
function decodeBlock(
  block: Uint8Array,
  offset: number,
  output: GrowingBytes,
  oldest: number,
  maximumBlock: number,
): void {
  output.reserve(maximumBlock)
  const out = output.bytes
  const limit = output.length + maximumBlock
  let to = output.length
  let at = 0
  const end = block.length
  while (at < end) {
    const token = block[at++] as number
    let literals = token >> 4
    if (literals === 15) {
      let more = 255
      while (more === 255) {
        if (at >= end) throw new Error(`LZ4: block ends inside a literal length at byte ${offset + at}`)
        more = block[at++] as number
        literals += more
      }
    }
    if (at + literals > end || to + literals > limit)
      throw new Error(`LZ4: ${literals} literals at byte ${offset + at} do not fit`)
    for (let i = 0; i < literals; i++) out[to++] = block[at++] as number
    if (at === end) break
    if (at + 2 > end) throw new Error(`LZ4: block ends inside a match offset at byte ${offset + at}`)
    const distance = (block[at] as number) | ((block[at + 1] as number) << 8)
    at += 2
    let length = (token & 15) + 4
    if (length === 19) {
      let more = 255
      while (more === 255) {
        if (at >= end) throw new Error(`LZ4: block ends inside a match length at byte ${offset + at}`)
        more = block[at++] as number
        length += more
      }
    }
    if (distance === 0 || to - distance < oldest)
      throw new Error(`LZ4: match reaches ${distance} bytes back at byte ${offset + at}, before its history`)
    if (to + length > limit) throw new Error(`LZ4: match of ${length} bytes at byte ${offset + at} does not fit`)
    // Byte by byte: source and target overlap when the distance is shorter than the length.
    for (let i = 0, from = to - distance; i < length; i++) out[to++] = out[from++] as number
  }
  output.length = to
}
