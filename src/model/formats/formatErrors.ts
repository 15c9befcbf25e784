import { StudioError } from '../error/studioError.ts'

const grouped = (n: number | bigint) => n.toLocaleString('en-US')

/** A file ends before its own header (or record size) says it should. */
export function truncated(
  file: string,
  what: string,
  expectedBytes: number | bigint,
  foundBytes: number | bigint,
): StudioError {
  return new StudioError({
    code: 'file-truncated',
    message: `${what}: expected ${grouped(expectedBytes)} bytes, found ${grouped(foundBytes)}.`,
    hint: 'The file was cut short, often by an interrupted copy: fetch or export it again.',
    file,
  })
}

export function malformed(file: string, message: string, cause?: unknown): StudioError {
  return new StudioError({
    code: 'file-malformed',
    message,
    hint: 'The content does not follow its format: export the file again or check the program that wrote it.',
    file,
    cause,
  })
}

export function fieldMissing(file: string, missing: string, found: readonly string[]): StudioError {
  const present = found.length === 0 ? 'none' : found.join(', ')
  return new StudioError({
    code: 'field-missing',
    message: `Expected ${missing}; found the fields: ${present}.`,
    hint: 'A sweep needs coordinates named x, y and z.',
    file,
  })
}

export function noPoints(file: string, message: string): StudioError {
  return new StudioError({
    code: 'no-points',
    message,
    hint: 'There is nothing to show in this file.',
    file,
  })
}

export function notSupported(file: string, format: string, hint: string): StudioError {
  return new StudioError({ code: 'format-not-supported', message: `${format} is not read yet.`, hint, file })
}

/**
 * Runs a decoder; whatever it throws that is not a StudioError already (a range error inside a third-party reader, say)
 * becomes `file-malformed` with the file's name, so that no damaged byte shows as an internal error.
 */
export async function decoding<T>(file: string, format: string, decode: () => T | Promise<T>): Promise<T> {
  try {
    return await decode()
  } catch (thrown) {
    if (thrown instanceof StudioError) throw StudioError.from(thrown, file)
    if (thrown instanceof Error && thrown.name === 'AbortError') throw StudioError.from(thrown, file)
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw malformed(file, `${format} could not be decoded: ${reason}`, thrown)
  }
}

/** Reads bytes of a file; a failing disk or a file that vanished becomes `file-unreadable`. */
export async function readBytes(
  file: { readonly path: string; read(start?: number, end?: number): Promise<Uint8Array> },
  start?: number,
  end?: number,
): Promise<Uint8Array> {
  try {
    return await file.read(start, end)
  } catch (thrown) {
    if (thrown instanceof StudioError) throw StudioError.from(thrown, file.path)
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new StudioError({
      code: 'file-unreadable',
      message: `The file could not be read: ${reason}`,
      hint: 'It may have been moved, renamed or locked since it was opened: drop it again.',
      file: file.path,
      cause: thrown,
    })
  }
}
