import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { InputFile } from '#model/formats/inputFile.ts'

/**
 * A file, or all files under a folder (recursively, sorted), as the readers take them. Paths inside start with the name of
 * what was given, as in a drop. Rejects with the file system's error when the path does not exist.
 */
export async function filesUnder(path: string): Promise<InputFile[]> {
  return collect(path, basename(path))
}

async function collect(path: string, name: string): Promise<InputFile[]> {
  const found = await stat(path)
  if (found.isFile()) return [nodeFile(path, name, found.size)]
  if (!found.isDirectory()) return []
  const names = (await readdir(path)).sort()
  const files: InputFile[] = []
  for (const child of names) files.push(...(await collect(join(path, child), `${name}/${child}`)))
  return files
}

function nodeFile(path: string, name: string, size: number): InputFile {
  return {
    path: name,
    size,
    async read(start = 0, end = size) {
      const handle = await open(path, 'r')
      try {
        const wanted = Math.max(0, Math.min(end, size) - start)
        const bytes = new Uint8Array(wanted)
        let at = 0
        while (at < wanted) {
          const { bytesRead } = await handle.read(bytes, at, wanted - at, start + at)
          if (bytesRead === 0) break
          at += bytesRead
        }
        return at === wanted ? bytes : bytes.slice(0, at)
      } finally {
        await handle.close()
      }
    },
  }
}
