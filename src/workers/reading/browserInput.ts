import { StudioError } from '#model/error/studioError.ts'
import type { InputFile } from '#model/formats/inputFile.ts'
import type { DroppedFile } from '../contract.ts'

/** A dropped File as the readers take it. The File stays a handle: bytes are read when asked for. */
export function inputFromDrop({ path, file }: DroppedFile): InputFile {
  return {
    path,
    size: file.size,
    async read(start = 0, end = file.size) {
      try {
        return new Uint8Array(await file.slice(start, end).arrayBuffer())
      } catch (cause) {
        throw new StudioError({
          code: 'file-unreadable',
          message: `Bytes ${start} to ${end} could not be read from the disk.`,
          hint: 'The file may have been moved, changed or locked since it was dropped; drop it again.',
          file: path,
          cause,
        })
      }
    },
  }
}
