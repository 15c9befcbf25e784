import type { TaskOptions } from '../../task/task.ts'
import { timestampOfName } from '../fileNames.ts'
import { decoding, notSupported, readBytes } from '../formatErrors.ts'
import { baseName } from '../inputFile.ts'
import { readFloatRows, rowLayoutOf } from '../kitti/floatRows.ts'
import { checkNpySize, parseNpyHeader } from '../npy/npyArray.ts'
import { holdsPoints, readNpyPoints, tableOfArray } from '../npy/npyPoints.ts'
import { NpzArchive } from '../npy/npzArchive.ts'
import { isNpzPair } from '../npy/npzPair.ts'
import { parsePcdHeader } from '../pcd/pcdHeader.ts'
import { checkPcdSize, readPcd } from '../pcd/pcdPoints.ts'
import { parsePlyHeader } from '../ply/plyHeader.ts'
import { checkPlySize, readPly } from '../ply/plyPoints.ts'
import type { PointTable } from '../pointTable.ts'
import type { SweepSource } from '../sequencePlan.ts'
import type { SniffedFile } from '../sniff.ts'

/** A file that holds one sweep, with what its header tells. */
export interface SweepCandidate {
  readonly sniffed: SniffedFile
  readonly source: SweepSource
  /** "KITTI", "PCD", ... : sweeps of one family and one layout make a sequence. */
  readonly family: string
  readonly layout: string
  readonly note: string
  readonly warnings: readonly string[]
}

export type CandidateResult =
  | { readonly kind: 'sweep'; readonly candidate: SweepCandidate }
  | { readonly kind: 'npz-pair'; readonly archive: NpzArchive }
  | { readonly kind: 'no-points'; readonly format: string; readonly note: string }

const HEADER_LIMIT = 65536

/** Parses a sweep file's header and checks its length against it; throws typed errors. */
export async function sweepCandidate(sniffed: SniffedFile): Promise<CandidateResult | null> {
  switch (sniffed.kind) {
    case 'float-rows':
      return floatRows(sniffed)
    case 'pcd':
      return pcd(sniffed)
    case 'ply':
      return ply(sniffed)
    case 'npy':
      return npy(sniffed)
    case 'npz':
      return npz(sniffed)
    default:
      return null
  }
}

type Decode = (task: TaskOptions) => Promise<PointTable>

function found(
  sniffed: SniffedFile,
  family: string,
  format: string,
  layout: readonly string[],
  note: string,
  decode: Decode,
  warnings: readonly string[] = [],
): CandidateResult {
  const { file } = sniffed
  const source: SweepSource = {
    name: baseName(file.path),
    path: file.path,
    bytes: file.size,
    format,
    timestampNanoseconds: timestampOfName(file.path),
    decode,
  }
  return { kind: 'sweep', candidate: { sniffed, source, family, layout: layout.join(' '), note, warnings } }
}

function floatRows(sniffed: SniffedFile): CandidateResult {
  const { file, head } = sniffed
  const layout = rowLayoutOf(file, head)
  if (!layout) return { kind: 'no-points', format: 'unknown binary', note: 'no float rows' }
  const points = file.size / (4 * layout.names.length)
  const family = layout.format.split(' ')[0] ?? layout.format
  return found(sniffed, family, layout.format, layout.names, `${points} points, sensor frame`, () =>
    readFloatRows(file, layout),
  )
}

async function pcd(sniffed: SniffedFile): Promise<CandidateResult> {
  const { file, head } = sniffed
  const header = parsePcdHeader(file.path, await longerHead(sniffed, head, 'DATA'))
  checkPcdSize(file.path, file.size, header)
  const names = header.fields.filter(({ name }) => name !== '_').map(({ name }) => name)
  const format = `PCD (${header.encoding.replace('_', ' ')})`
  const note = `${header.points} points; ${names.join(', ')}`
  return found(sniffed, 'PCD', format, names, note, task => readPcd(file, task), header.warnings)
}

async function ply(sniffed: SniffedFile): Promise<CandidateResult> {
  const { file, head } = sniffed
  const header = parsePlyHeader(file.path, await longerHead(sniffed, head, 'end_header'))
  checkPlySize(file.path, file.size, header)
  const names = header.vertex.properties.map(({ name }) => name)
  const format = `PLY (${header.encoding.replaceAll('_', ' ')})`
  const note = `${header.vertex.count} points; ${names.join(', ')}`
  return found(sniffed, 'PLY', format, names, note, task => readPly(file, task))
}

/** Headers with long comments run over the first bytes. */
async function longerHead({ file }: SniffedFile, head: Uint8Array, last: string): Promise<Uint8Array> {
  const isThere = new TextDecoder('latin1').decode(head).includes(last)
  return isThere || file.size <= head.length ? head : readBytes(file, 0, Math.min(HEADER_LIMIT, file.size))
}

function npy(sniffed: SniffedFile): CandidateResult {
  const { file, head } = sniffed
  const header = parseNpyHeader(file.path, head)
  const shape = header.shape.join(' x ')
  if (!holdsPoints(header)) {
    const raster = file.path.includes('ground_height_surface')
    const note = raster ? "the map's ground height; not used yet" : `an array of ${shape}, not points`
    return { kind: 'no-points', format: 'npy', note }
  }
  checkNpySize(file.path, file.size, header)
  const names = header.structured ? header.columns.map(({ name }) => name) : [String(header.shape.at(-1))]
  return found(sniffed, 'npy', 'npy', names, `${shape} ${header.columns[0]?.type ?? ''}`, () => readNpyPoints(file))
}

const POINT_ARRAYS = ['points', 'pc', 'xyz', 'lidar', 'pos', 'positions', 'arr_0']

async function npz(sniffed: SniffedFile): Promise<CandidateResult> {
  const { file } = sniffed
  const archive = await NpzArchive.open(file)
  if (isNpzPair(archive)) return { kind: 'npz-pair', archive }
  const ordered = [...POINT_ARRAYS.filter(name => archive.has(name)), ...archive.names]
  for (const name of ordered) {
    const header = await archive.header(name)
    if (header.structured || !holdsPoints(header) || header.shape.length !== 2 || (header.shape[0] ?? 0) < 5) continue
    const note = `the array ${name}, ${header.shape.join(' x ')}`
    return found(sniffed, 'npz', 'npz', [name, String(header.shape[1])], note, () =>
      decoding(file.path, 'npz', async () => tableOfArray(file.path, await archive.array(name))),
    )
  }
  return { kind: 'no-points', format: 'npz', note: `no points among its arrays ${archive.names.join(', ')}` }
}

/** Thrown for text that lists points: recognised, not read. */
export function pointText(sniffed: SniffedFile) {
  return notSupported(sniffed.file.path, 'A text list of points (CSV / XYZ)', 'Convert it to PLY, PCD or .npy.')
}
