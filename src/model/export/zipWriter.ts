import { deflateSync } from 'fflate'
import { StudioError } from '../error/studioError.ts'
import { crc32 } from '../formats/npy/zipEntries.ts'

const LARGEST = 0xffffffff
const MOST_ENTRIES = 0xffff
/** 1 January 1980, the format's first day: the same content gives the same bytes. */
const DATE = 0x21
/** Names are UTF-8. */
const UTF8 = 0x800
/** Fast: halves flags and instance numbers, while floating-point noise hardly packs at any level. */
const LEVEL = 3

/** A ZIP archive as it grows: entries are packed when they are added. */
export class ZipWriter {
  readonly #parts: Uint8Array<ArrayBuffer>[] = []
  readonly #directory: Uint8Array[] = []
  readonly #names = new Set<string>()
  #size = 0

  get count(): number {
    return this.#names.size
  }

  /** @param packing `stored` for what is packed already. @throws StudioError past the format's 4 GB, and for a name given twice */
  add(name: string, bytes: Uint8Array, packing: 'deflated' | 'stored'): void {
    if (this.#names.has(name))
      throw new StudioError({ code: 'internal', message: `The archive already has an entry ${name}.` })
    const packed = packing === 'deflated' ? deflateSync(bytes, { level: LEVEL }) : bytes
    const path = new TextEncoder().encode(name)
    const start = this.#size
    if (start + packed.length + path.length + 30 > LARGEST || this.#names.size === MOST_ENTRIES)
      throw new StudioError({
        code: 'format-not-supported',
        message: `The archive would hold more than 4 GB or 65,535 files (at ${name}).`,
        hint: 'Export fewer frames at a time.',
      })
    this.#names.add(name)
    const common = new DataView(new ArrayBuffer(26))
    const method = packing === 'deflated' ? 8 : 0
    for (const [at, value] of [20, UTF8, method, 0, DATE].entries()) common.setUint16(2 * at, value, true)
    common.setUint32(10, crc32(bytes), true)
    common.setUint32(14, packed.length, true)
    common.setUint32(18, bytes.length, true)
    common.setUint16(22, path.length, true)
    const fields = new Uint8Array(common.buffer)
    this.#push(Uint8Array.of(0x50, 0x4b, 3, 4), fields, path, packed)
    const tail = new DataView(new ArrayBuffer(14))
    tail.setUint32(10, start, true)
    this.#directory.push(Uint8Array.of(0x50, 0x4b, 1, 2, 20, 0), fields, new Uint8Array(tail.buffer), path)
  }

  /** The archive in parts, to be written or joined one after another; nothing can be added afterwards. */
  finish(): readonly Uint8Array<ArrayBuffer>[] {
    const start = this.#size
    this.#push(...this.#directory)
    const end = new DataView(new ArrayBuffer(22))
    end.setUint32(0, 0x06054b50, true)
    end.setUint16(8, this.#names.size, true)
    end.setUint16(10, this.#names.size, true)
    end.setUint32(12, this.#size - start, true)
    end.setUint32(16, start, true)
    this.#push(new Uint8Array(end.buffer))
    return this.#parts
  }

  #push(...parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      this.#parts.push(part as Uint8Array<ArrayBuffer>)
      this.#size += part.length
    }
  }
}

export function joinParts(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
