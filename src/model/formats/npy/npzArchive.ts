import { decoding, malformed, notSupported } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'
import { type NpyArray, type NpyHeader, parseNpyHeader, readNpyArray } from './npyArray.ts'
import { readZipDirectory, readZipEntry, type ZipEntry } from './zipEntries.ts'

const HEADER_BYTES = 4096

/** The named arrays of a `.npz`: headers at once, values on demand. */
export class NpzArchive {
  readonly file: InputFile
  private readonly entries: ReadonlyMap<string, ZipEntry>

  private constructor(file: InputFile, entries: ReadonlyMap<string, ZipEntry>) {
    this.file = file
    this.entries = entries
  }

  static async open(file: InputFile): Promise<NpzArchive> {
    const all = await decoding(file.path, 'The ZIP directory', () => readZipDirectory(file))
    const arrays = all.filter(entry => entry.name.endsWith('.npy'))
    if (arrays.length === 0)
      throw notSupported(file.path, 'A ZIP archive without .npy arrays', 'Unpack it and drop the files inside.')
    return new NpzArchive(file, new Map(arrays.map(entry => [entry.name.slice(0, -4), entry])))
  }

  get names(): string[] {
    return [...this.entries.keys()]
  }

  has(name: string): boolean {
    return this.entries.has(name)
  }

  async header(name: string): Promise<NpyHeader> {
    const entry = this.entry(name)
    return decoding(this.file.path, `The array ${name}`, async () =>
      parseNpyHeader(this.file.path, await readZipEntry(this.file, entry, HEADER_BYTES)),
    )
  }

  async array(name: string): Promise<NpyArray> {
    const entry = this.entry(name)
    return decoding(this.file.path, `The array ${name}`, async () =>
      readNpyArray(this.file.path, await readZipEntry(this.file, entry)),
    )
  }

  /** The first of several names that is there; null without any. */
  async firstOf(...names: readonly string[]): Promise<NpyArray | null> {
    const name = names.find(candidate => this.has(candidate))
    return name === undefined ? null : this.array(name)
  }

  private entry(name: string): ZipEntry {
    const entry = this.entries.get(name)
    if (!entry) throw malformed(this.file.path, `The array ${name} is missing; found ${this.names.join(', ')}.`)
    return entry
  }
}
