import { readFile, rename, writeFile } from 'node:fs/promises'

/** Writes beside the target and renames, so that a file is there as a whole or not at all. */
export async function writeWholeFile(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`
  await writeFile(beside, bytes)
  await rename(beside, path)
}

/** Null when there is no such file. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}
