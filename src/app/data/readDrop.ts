import type { DroppedFile } from '#workers/contract.ts'

/** The parts of the File and Directory Entries API that a drop needs; typed here so that tests can stand in for it. */
export interface DropEntry {
  readonly isFile: boolean
  readonly isDirectory: boolean
  readonly name: string
  readonly fullPath: string
}

export interface DropFileEntry extends DropEntry {
  file(success: (file: File) => void, failure: (error: unknown) => void): void
}

export interface DropDirectoryEntry extends DropEntry {
  createReader(): {
    readEntries(success: (entries: DropEntry[]) => void, failure: (error: unknown) => void): void
  }
}

export interface DropItem {
  readonly kind: string
  webkitGetAsEntry?(): DropEntry | null
}

export interface Drop {
  readonly items: ArrayLike<DropItem>
  readonly files: ArrayLike<File>
}

/** What could not even be listed; shown with the rest of the import report. */
export interface UnreadableEntry {
  readonly path: string
  readonly message: string
}

export interface DropContent {
  readonly files: readonly DroppedFile[]
  readonly unreadable: readonly UnreadableEntry[]
}

/** Files of the operating system that are never data. */
const IGNORED = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

/**
 * All files of a drop with their paths, folders walked. Must be called in the drop event itself: the entries are gone
 * afterwards. Without entries (a synthetic drop) the plain file list is taken.
 */
export async function readDrop(drop: Drop): Promise<DropContent> {
  const entries: DropEntry[] = []
  for (let i = 0; i < drop.items.length; i++) {
    const item = drop.items[i]
    const entry = item?.kind === 'file' ? (item.webkitGetAsEntry?.() ?? null) : null
    if (entry) entries.push(entry)
  }
  const plain = Array.from(drop.files)
  if (entries.length === 0) return { files: filesFromList(plain), unreadable: [] }
  const files: DroppedFile[] = []
  const unreadable: UnreadableEntry[] = []
  for (const entry of entries) await walk(entry, files, unreadable)
  return { files, unreadable }
}

/** From a file input: a folder pick names each file's path inside the folder. */
export function filesFromList(list: readonly File[]): DroppedFile[] {
  return list
    .filter(file => !IGNORED.has(file.name))
    .map(file => ({ path: file.webkitRelativePath || file.name, file }))
}

async function walk(entry: DropEntry, files: DroppedFile[], unreadable: UnreadableEntry[]): Promise<void> {
  const path = entry.fullPath.replace(/^\/+/, '') || entry.name
  if (IGNORED.has(entry.name)) return
  try {
    if (isFile(entry)) {
      files.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) })
    } else if (isDirectory(entry)) {
      for (const child of await listDirectory(entry)) await walk(child, files, unreadable)
    }
  } catch (thrown) {
    unreadable.push({ path, message: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}

/** `readEntries` gives at most 100 at a time and an empty list at the end. */
async function listDirectory(directory: DropDirectoryEntry): Promise<DropEntry[]> {
  const reader = directory.createReader()
  const children: DropEntry[] = []
  for (;;) {
    const some = await new Promise<DropEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) break
    children.push(...some)
  }
  return children.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

function isFile(entry: DropEntry): entry is DropFileEntry {
  return entry.isFile
}

function isDirectory(entry: DropEntry): entry is DropDirectoryEntry {
  return entry.isDirectory
}
