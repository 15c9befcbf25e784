import type { Dataset, File, Filter } from 'h5wasm'
import { StudioError } from '../../error/studioError.ts'
import type { FieldArray } from '../../sweep/sweep.ts'
import { decoding, malformed, readBytes, truncated } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'

/** Filters of the HDF5 library itself; any other needs a plug-in, and without it the library hands out garbage. */
const BUILT_IN_FILTERS = new Set([1, 2, 3, 5, 6])
const FILTER_NAMES: Readonly<Record<number, string>> = {
  4: 'szip',
  32000: 'LZF',
  32001: 'Blosc',
  32004: 'LZ4',
  32008: 'bitshuffle',
  32013: 'ZFP',
  32015: 'Zstandard',
  32026: 'Blosc2',
}
/** Deflate packs at most 1032 to 1: a larger claim is damage, and would allocate gigabytes. */
const MOST_UNPACKED = 1032

export interface H5Array {
  readonly shape: readonly number[]
  readonly storedType: string
  readonly values: FieldArray
}

let openedFiles = 0

/**
 * An HDF5 file held in the library's memory file system until `close` (the library reads synchronously, a dropped file
 * does not). Works in Node and in browser workers alike.
 */
export class H5File {
  readonly path: string
  private readonly size: number
  private readonly handle: File
  private readonly unlink: () => void

  private constructor(path: string, size: number, handle: File, unlink: () => void) {
    this.path = path
    this.size = size
    this.handle = handle
    this.unlink = unlink
  }

  static async open(file: InputFile): Promise<H5File> {
    const bytes = await readBytes(file)
    checkEndOfFile(file.path, bytes)
    return decoding(file.path, 'The HDF5 file', async () => {
      // Four megabytes of code: loaded when the first such file comes.
      const h5wasm = await import('h5wasm')
      const { FS } = await h5wasm.ready
      openedFiles++
      const memoryPath = `/input-${openedFiles}.h5`
      FS.writeFile(memoryPath, bytes)
      try {
        return new H5File(file.path, bytes.length, new h5wasm.File(memoryPath, 'r'), () => FS.unlink(memoryPath))
      } catch (thrown) {
        FS.unlink(memoryPath)
        throw thrown
      }
    })
  }

  /** Names of the groups at the root. */
  groups(): string[] {
    return this.guarded('its root group', () => this.handle.keys())
  }

  /** Names of what lies in a group; empty for a data set. */
  members(group: string): string[] {
    return this.guarded(`the group ${group}`, () => {
      const entity = this.handle.get(group)
      return entity !== null && 'keys' in entity && typeof entity.keys === 'function' ? entity.keys() : []
    })
  }

  shape(path: string): readonly number[] | null {
    return this.guarded(`the data set ${path}`, () => this.dataset(path)?.shape ?? null)
  }

  /** A numeric data set as it is stored; 64-bit integers as doubles. Null when there is none of that name. */
  array(path: string): H5Array | null {
    return this.guarded(`the data set ${path}`, () => {
      const dataset = this.dataset(path)
      if (!dataset) return null
      const shape = dataset.shape ?? []
      this.checkReadable(path, dataset, shape)
      const values = numbersOf(dataset.value)
      const count = shape.reduce((product, extent) => product * extent, 1)
      if (!values || values.length !== count)
        throw malformed(
          this.path,
          `The data set ${path} of ${shape.join(' x ')} gave ${values?.length ?? 'no'} numbers.`,
        )
      return { shape, storedType: storedTypeOf(dataset), values }
    })
  }

  close(): void {
    this.handle.close()
    this.unlink()
  }

  private dataset(path: string): Dataset | null {
    const entity = this.handle.get(path)
    return entity !== null && 'filters' in entity ? entity : null
  }

  private checkReadable(path: string, dataset: Dataset, shape: readonly number[]): void {
    const foreign = dataset.filters.find(filter => !BUILT_IN_FILTERS.has(filter.id))
    if (foreign)
      throw new StudioError({
        code: 'compression-not-supported',
        message: `The data set ${path} is packed by the HDF5 filter ${filterName(foreign)}, which is not read.`,
        hint: 'Write it again with gzip or without compression (h5repack -f GZIP=4).',
        file: this.path,
      })
    const { type, size } = dataset.metadata
    if (type === 1 && size !== 4 && size !== 8)
      throw new StudioError({
        code: 'format-not-supported',
        message: `The data set ${path} holds ${8 * size}-bit floating-point numbers; 32 and 64 bits are read.`,
        hint: 'Write it again as float32.',
        file: this.path,
      })
    const bytes = shape.reduce((product, extent) => product * extent, size)
    if (bytes > this.size * MOST_UNPACKED)
      throw malformed(this.path, `The data set ${path} claims ${bytes} bytes in a file of ${this.size}.`)
  }

  private guarded<T>(what: string, read: () => T): T {
    try {
      return read()
    } catch (thrown) {
      if (thrown instanceof StudioError) throw thrown
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      throw malformed(this.path, `HDF5 could not read ${what}: ${reason}`, thrown)
    }
  }
}

function filterName(filter: Filter): string {
  return FILTER_NAMES[filter.id] ?? `${filter.name || 'number'} ${filter.id}`
}

function storedTypeOf({ metadata }: Dataset): string {
  const bits = 8 * metadata.size
  if (metadata.type === 8) return 'bool'
  if (metadata.type === 1) return `float${bits}`
  return `${metadata.signed ? 'int' : 'uint'}${bits}`
}

function numbersOf(value: unknown): FieldArray | null {
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float64Array.from(value, Number)
  if (value instanceof Uint8ClampedArray) return new Uint8Array(value)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return value as FieldArray
  if (typeof value === 'number' || typeof value === 'boolean') return Float64Array.of(Number(value))
  if (Array.isArray(value) && value.every(v => typeof v === 'boolean')) return Uint8Array.from(value, v => (v ? 1 : 0))
  return null
}

/** The superblock says where the file ends; a shorter file was cut. */
function checkEndOfFile(path: string, bytes: Uint8Array): void {
  if (bytes.length < 48) throw truncated(path, 'The HDF5 superblock', 48, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = bytes[8] as number
  if (version > 3) throw malformed(path, `The HDF5 superblock has version ${version}, expected 0 to 3.`)
  const offsetBytes = version < 2 ? bytes[13] : bytes[9]
  if (offsetBytes !== 8) return
  const base = version < 2 ? (version === 1 ? 28 : 24) : 12
  const end = view.getBigUint64(base + 16, true)
  if (end > BigInt(bytes.length)) throw truncated(path, 'The HDF5 file, by its superblock', end, bytes.length)
}
