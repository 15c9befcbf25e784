import { inflateSync } from 'fflate'
import { malformed, readBytes, truncated } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'

export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  readonly headerStart: number
}

const END_SIGNATURE = 0x06054b50
const END64_SIGNATURE = 0x06064b50
const LOCATOR64_SIGNATURE = 0x07064b50
const DIRECTORY_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50

/** Reads the central directory (ZIP64 included) with two small reads from the file's end. */
export async function readZipDirectory(file: InputFile): Promise<ZipEntry[]> {
  const tailStart = Math.max(0, file.size - 65557)
  const tail = await readBytes(file, tailStart, file.size)
  const view = viewOf(tail)
  let end = tail.length - 22
  while (end >= 0 && view.getUint32(end, true) !== END_SIGNATURE) end--
  if (end < 0)
    throw truncated(file.path, 'The ZIP directory at the end is missing; at least', file.size + 22, file.size)
  let count = view.getUint16(end + 10, true)
  let size = view.getUint32(end + 12, true)
  let start = view.getUint32(end + 16, true)
  if ((count === 0xffff || size === 0xffffffff || start === 0xffffffff) && end >= 20) {
    const locator = end - 20
    if (view.getUint32(locator, true) === LOCATOR64_SIGNATURE) {
      const at = Number(view.getBigUint64(locator + 8, true))
      const record = viewOf(await readBytes(file, at, at + 56))
      if (record.byteLength < 56 || record.getUint32(0, true) !== END64_SIGNATURE)
        throw malformed(file.path, `The ZIP64 directory record is not at byte ${at}.`)
      count = Number(record.getBigUint64(32, true))
      size = Number(record.getBigUint64(40, true))
      start = Number(record.getBigUint64(48, true))
    }
  }
  if (start + size > file.size) throw truncated(file.path, 'The ZIP directory', start + size, file.size)
  return directoryEntries(file, await readBytes(file, start, start + size), count)
}

function directoryEntries(file: InputFile, bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes)
  const entries: ZipEntry[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_SIGNATURE)
      throw malformed(file.path, `Entry ${i} of ${count} of the ZIP directory is damaged.`)
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const nameEnd = at + 46 + nameLength
    const sizes = { bytes: view.getUint32(at + 24, true), packed: view.getUint32(at + 20, true) }
    let headerStart = view.getUint32(at + 42, true)
    // ZIP64 extra field: only the values that overflow, in this order.
    for (let extra = nameEnd; extra + 4 <= Math.min(nameEnd + extraLength, bytes.length); ) {
      const id = view.getUint16(extra, true)
      const length = view.getUint16(extra + 2, true)
      let value = extra + 4
      const next = (present: boolean, otherwise: number) => {
        if (!present || value + 8 > Math.min(extra + 4 + length, bytes.length)) return otherwise
        value += 8
        return Number(view.getBigUint64(value - 8, true))
      }
      if (id === 1) {
        sizes.bytes = next(sizes.bytes === 0xffffffff, sizes.bytes)
        sizes.packed = next(sizes.packed === 0xffffffff, sizes.packed)
        headerStart = next(headerStart === 0xffffffff, headerStart)
      }
      extra += 4 + length
    }
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: sizes.packed,
      bytes: sizes.bytes,
      headerStart,
    })
    at = nameEnd + extraLength + view.getUint16(at + 32, true)
  }
  return entries
}

/** Reads and unpacks one entry; its checksum is verified. `prefixBytes` unpacks only a beginning (unverified). */
export async function readZipEntry(file: InputFile, entry: ZipEntry, prefixBytes?: number): Promise<Uint8Array> {
  const header = viewOf(await readBytes(file, entry.headerStart, entry.headerStart + 30))
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL_SIGNATURE)
    throw malformed(file.path, `The ZIP entry ${entry.name} does not begin at byte ${entry.headerStart}.`)
  const start = entry.headerStart + 30 + header.getUint16(26, true) + header.getUint16(28, true)
  const end = start + entry.packedBytes
  if (end > file.size) throw truncated(file.path, `The ZIP entry ${entry.name}`, end, file.size)
  if (entry.method !== 0 && entry.method !== 8)
    throw malformed(file.path, `The ZIP entry ${entry.name} is packed by method ${entry.method}, expected 0 or 8.`)
  // Deflate packs at most 1032 to 1: a larger claim is damage, and would allocate gigabytes.
  if (entry.bytes > 1032 * entry.packedBytes + 64)
    throw malformed(
      file.path,
      `The ZIP entry ${entry.name} claims ${entry.bytes} bytes in ${entry.packedBytes} packed.`,
    )
  if (prefixBytes !== undefined && entry.method === 0) return readBytes(file, start, Math.min(end, start + prefixBytes))
  const packed = await readBytes(file, start, end)
  const bytes = entry.method === 0 ? packed : inflateSync(packed, { out: new Uint8Array(entry.bytes) })
  if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc)
    throw malformed(file.path, `The ZIP entry ${entry.name} does not match its checksum: its bytes are damaged.`)
  return bytes
}

let crcTable: Uint32Array | null = null

/** CRC-32 (IEEE 802.3). */
export function crc32(bytes: Uint8Array): number {
  if (!crcTable) {
    crcTable = new Uint32Array(256)
    for (let n = 0; n < 256; n++) {
      let c = n
      for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
      crcTable[n] = c
    }
  }
  let crc = 0xffffffff
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (crcTable[(crc ^ (bytes[i] as number)) & 255] as number)
  return (crc ^ 0xffffffff) >>> 0
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
