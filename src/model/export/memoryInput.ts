import type { InputFile } from '../formats/inputFile.ts'

/** Bytes at hand as the readers take a file: what was written is read back before it is handed over. */
export function memoryInput(path: string, bytes: Uint8Array): InputFile {
  return {
    path,
    size: bytes.length,
    read: async (start = 0, end = bytes.length) => bytes.slice(start, Math.min(end, bytes.length)),
  }
}
