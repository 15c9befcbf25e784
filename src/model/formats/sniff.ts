import type { StudioError } from '../error/studioError.ts'
import { isArrowFile, readArrowSchema } from './arrow/arrowTable.ts'
import { av2TableKind } from './av2/av2Tables.ts'
import { notSupported, readBytes } from './formatErrors.ts'
import { baseName, type InputFile } from './inputFile.ts'
import { rowLayoutOf } from './kitti/floatRows.ts'

/** What a file is, told from its first bytes; names only break ties. */
export type FileKind = 'arrow' | 'h5' | 'npz' | 'npy' | 'pcd' | 'ply' | 'float-rows' | 'text'

export interface SniffedFile {
  readonly file: InputFile
  readonly kind: FileKind
  /** The first bytes (up to HEAD_BYTES). */
  readonly head: Uint8Array
}

export interface UnsupportedFile {
  readonly format: string
  readonly error: StudioError
}

export interface IgnoredFile {
  readonly format: string
  readonly note: string
}

export const HEAD_BYTES = 16384

const latin = (bytes: Uint8Array, start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end))

interface Signature {
  readonly starts: string
  readonly kind?: FileKind
  /** Recognised, and either not read yet (hint) or of no use (note). */
  readonly unsupported?: readonly [format: string, hint: string]
  readonly ignored?: IgnoredFile
}

const picture = (format: string): IgnoredFile => ({ format, note: 'pictures are not used' })

const SIGNATURES: readonly Signature[] = [
  { starts: 'ARROW1', kind: 'arrow' },
  { starts: '\x89HDF\r\n\x1a\n', kind: 'h5' },
  { starts: '\x93NUMPY', kind: 'npy' },
  { starts: 'PK\x03\x04', kind: 'npz' },
  { starts: 'PK\x05\x06', kind: 'npz' },
  { starts: 'ply\n', kind: 'ply' },
  { starts: 'ply\r', kind: 'ply' },
  { starts: 'FEA1', unsupported: ['Feather version 1', 'Write it again as Feather version 2 (Arrow IPC).'] },
  { starts: 'PAR1', unsupported: ['Apache Parquet', 'Convert the table to Arrow IPC (.feather).'] },
  { starts: '\x89MCAP0\r\n', unsupported: ['MCAP', 'Export the point clouds as PCD or PLY.'] },
  { starts: '#ROSBAG V', unsupported: ['ROS 1 bag', 'Export the point clouds as PCD (pcl_ros bag_to_pcd).'] },
  { starts: 'SQLite format 3', unsupported: ['SQLite (ROS 2 bag)', 'Export the point clouds as PCD or PLY.'] },
  { starts: '\xd4\xc3\xb2\xa1', unsupported: ['pcap packet capture', "Export sweeps with the sensor's own tool."] },
  { starts: '\xa1\xb2\xc3\xd4', unsupported: ['pcap packet capture', "Export sweeps with the sensor's own tool."] },
  { starts: '\x4d\x3c\xb2\xa1', unsupported: ['pcap packet capture', "Export sweeps with the sensor's own tool."] },
  { starts: '\x0a\x0d\x0d\x0a', unsupported: ['pcapng packet capture', "Export sweeps with the sensor's own tool."] },
  { starts: 'ASTM-E57', unsupported: ['E57', 'Convert it to PLY or PCD.'] },
  { starts: 'DRACO', unsupported: ['Draco', 'Convert it to PLY or PCD.'] },
  { starts: 'KPACK1\n', unsupported: ['A packed KITTI drive (.kpack)', 'Unpack it into velodyne/*.bin first.'] },
  { starts: '\x1f\x8b', unsupported: ['A gzip archive', 'Unpack it first.'] },
  { starts: '7z\xbc\xaf\x27\x1c', unsupported: ['A 7-Zip archive', 'Unpack it first.'] },
  { starts: '\x28\xb5\x2f\xfd', unsupported: ['A Zstandard archive', 'Unpack it first.'] },
  { starts: '\x89PNG', ignored: picture('PNG picture') },
  { starts: '\xff\xd8\xff', ignored: picture('JPEG picture') },
  { starts: 'GIF8', ignored: picture('GIF picture') },
  { starts: '%PDF', ignored: { format: 'PDF', note: 'documents are not used' } },
]

/**
 * Reads the head of a file and says what it is. Throws `file-truncated` or `file-malformed` for a `.bin` without whole
 * points.
 */
export async function sniff(file: InputFile): Promise<SniffedFile | IgnoredFile | UnsupportedFile> {
  if (file.size === 0) return { format: 'empty file', note: 'the file holds 0 bytes' }
  const head = await readBytes(file, 0, Math.min(HEAD_BYTES, file.size))
  const start = latin(head, 0, 16)
  for (const signature of SIGNATURES) {
    if (!start.startsWith(signature.starts)) continue
    if (signature.kind) return { file, kind: signature.kind, head }
    if (signature.unsupported) return unsupported(file, ...signature.unsupported)
    if (signature.ignored) return signature.ignored
  }
  if (start.startsWith('LASF')) return unsupportedLas(file, head)
  const name = baseName(file.path).toLowerCase()
  if (/^(#[^\n]*\n|\s)*(VERSION|FIELDS)\s/.test(latin(head, 0, 512))) return { file, kind: 'pcd', head }
  if (name.endsWith('.label')) return { format: 'SemanticKITTI labels', note: 'point labels are not read yet' }
  if (name.endsWith('.pkl')) return { format: 'Python pickle', note: 'an index of other files; it is not needed' }
  if (looksLikeText(head)) return { file, kind: 'text', head }
  const layout = rowLayoutOf(file, head)
  if (layout === null) return { format: 'unknown binary', note: 'its first bytes are of no format that is read here' }
  return { file, kind: 'float-rows', head }
}

function unsupportedLas(file: InputFile, head: Uint8Array) {
  const compressed = ((head[104] ?? 0) & 0xc0) !== 0
  const version = `${head[24] ?? 0}.${head[25] ?? 0}`
  const format = `${compressed ? 'LAZ (compressed LAS' : 'LAS (version'} ${version}${compressed ? ')' : ')'}`
  return unsupported(file, format, 'Convert it to PLY or PCD (PDAL, CloudCompare).')
}

function unsupported(file: InputFile, format: string, hint: string): UnsupportedFile {
  return { format, error: notSupported(file.path, format, hint) }
}

function looksLikeText(head: Uint8Array): boolean {
  const end = Math.min(head.length, 2048)
  for (let i = 0; i < end; i++) {
    const byte = head[i] as number
    if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return false
  }
  return true
}

/** Which AV2 table an Arrow file is; also checks that the file is whole. */
export async function sniffArrow(sniffed: SniffedFile) {
  if (!isArrowFile(sniffed.head)) return null
  const columns = await readArrowSchema(sniffed.file, sniffed.head)
  return { kind: av2TableKind(new Set(columns.keys())), columns }
}
