import { StudioError } from '../error/studioError.ts'
import type { FileReport } from './importReport.ts'
import type { InputFile } from './inputFile.ts'

/** The reports of one drop, one a file, in the order of the files. */
export class ReportBook {
  private readonly reports = new Map<string, FileReport>()

  sweep(file: InputFile, format: string, note: string, warnings: readonly string[] = []): void {
    this.put(file, 'sweep', format, note, warnings)
  }

  sidecar(file: InputFile, format: string, note: string, warnings: readonly string[] = []): void {
    this.put(file, 'sidecar', format, note, warnings)
  }

  ignored(file: InputFile, format: string, note: string): void {
    this.put(file, 'ignored', format, note, [])
  }

  /** Keeps the error in the report; the rest of the drop goes on. `cancelled` is thrown on: it is no fault of the file. */
  failed(file: InputFile, format: string, thrown: unknown): void {
    const error = StudioError.from(thrown, file.path)
    if (error.code === 'cancelled') throw error
    this.put(file, 'failed', format, error.message, [])
    const report = this.reports.get(file.path)
    if (report) this.reports.set(file.path, { ...report, error: error.toDetails() })
  }

  has(file: InputFile): boolean {
    return this.reports.has(file.path)
  }

  of(file: { readonly path: string }): FileReport | undefined {
    return this.reports.get(file.path)
  }

  all(): FileReport[] {
    return [...this.reports.values()]
  }

  private put(
    file: InputFile,
    outcome: FileReport['outcome'],
    format: string,
    note: string,
    warnings: readonly string[],
  ): void {
    this.reports.set(file.path, { path: file.path, bytes: file.size, outcome, format, note, warnings })
  }
}
