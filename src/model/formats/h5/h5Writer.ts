import type { File, Group } from 'h5wasm'
import { StudioError } from '../../error/studioError.ts'
import type { FieldArray } from '../../sweep/sweep.ts'

type StoredArray = FieldArray

let writtenFiles = 0

/**
 * An HDF5 file under construction in the library's memory file system: groups of numeric data sets and text attributes.
 * `bytes` gives the file as it stands, as often as wanted, so that a long run can be saved and taken up again.
 * Data sets are contiguous and not packed: these files are read many more times than they are written.
 */
export class H5Writer {
  readonly #memoryPath: string
  readonly #unlink: () => void
  readonly #readFile: () => Uint8Array
  readonly #file: File

  private constructor(memoryPath: string, file: File, readFile: () => Uint8Array, unlink: () => void) {
    this.#memoryPath = memoryPath
    this.#file = file
    this.#readFile = readFile
    this.#unlink = unlink
  }

  /** An empty file, or one that goes on where `start` (bytes of an HDF5 file) ends. */
  static async open(start: Uint8Array | null = null): Promise<H5Writer> {
    const h5wasm = await import('h5wasm')
    const { FS } = await h5wasm.ready
    writtenFiles++
    const memoryPath = `/output-${writtenFiles}.h5`
    if (start) FS.writeFile(memoryPath, start)
    const file = new h5wasm.File(memoryPath, start ? 'a' : 'w')
    // The library reports a file that it cannot open by its id alone.
    if (file.file_id < 0n) {
      if (start) FS.unlink(memoryPath)
      throw new StudioError({
        code: 'file-malformed',
        message: 'What was written so far is not a whole HDF5 file.',
        hint: 'Delete it; the run starts over.',
      })
    }
    return new H5Writer(
      memoryPath,
      file,
      () => FS.readFile(memoryPath) as Uint8Array,
      () => FS.unlink(memoryPath),
    )
  }

  /** Names of the groups at the root. */
  groups(): string[] {
    return this.#file.keys()
  }

  /** Makes the group when it is new. */
  group(name: string): H5GroupWriter {
    const found = this.#file.get(name)
    return new H5GroupWriter((found ?? this.#file.create_group(name)) as Group)
  }

  /** Text of an attribute of the root; null without one. */
  attribute(name: string): string | null {
    const value = this.#file.attrs[name]?.value
    return typeof value === 'string' ? value : null
  }

  setAttribute(name: string, text: string): void {
    if (this.#file.attrs[name]) this.#file.delete_attribute(name)
    this.#file.create_attribute(name, text)
  }

  /** The whole file as it stands; freshly allocated. */
  bytes(): Uint8Array {
    this.#file.flush()
    return this.#readFile()
  }

  close(): void {
    this.#file.close()
    this.#unlink()
  }

  toString(): string {
    return `H5Writer(${this.#memoryPath})`
  }
}

export class H5GroupWriter {
  readonly #group: Group

  constructor(group: Group) {
    this.#group = group
  }

  /** Stores `values` (row-major) as a data set of that shape; the type follows the array. */
  put(name: string, values: StoredArray, shape: readonly number[]): void {
    const count = shape.reduce((product, extent) => product * extent, 1)
    if (count !== values.length)
      throw new StudioError({
        code: 'internal',
        message: `The data set ${name} of ${shape.join(' x ')} was given ${values.length} numbers.`,
      })
    this.#group.create_dataset({ name, data: values, shape: [...shape], dtype: dtypeOf(values) })
  }
}

function dtypeOf(values: StoredArray): string {
  if (values instanceof Float32Array) return '<f'
  if (values instanceof Float64Array) return '<d'
  if (values instanceof Uint8Array) return '<B'
  if (values instanceof Int8Array) return '<b'
  if (values instanceof Uint16Array) return '<H'
  if (values instanceof Int16Array) return '<h'
  if (values instanceof Uint32Array) return '<I'
  return '<i'
}
