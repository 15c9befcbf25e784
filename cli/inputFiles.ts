import type { InputFile } from '#model/formats/inputFile.ts'
import { CommandError, EXIT } from './exitCode.ts'
import { filesUnder } from './nodeInput.ts'

/** The files of a path that a user named. @throws CommandError `input` when there is nothing */
export async function filesAt(path: string): Promise<InputFile[]> {
  try {
    return await filesUnder(path)
  } catch (thrown) {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    if (!missing) throw thrown
    throw new CommandError(EXIT.input, `There is no file or folder ${path}.`)
  }
}
