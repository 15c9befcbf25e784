// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import {
  type Drop,
  type DropDirectoryEntry,
  type DropEntry,
  type DropFileEntry,
  filesFromList,
  readDrop,
} from './readDrop.ts'

const file = (name: string, bytes = 1) => new File([new Uint8Array(bytes)], name)

function fileEntry(path: string): DropFileEntry {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return { isFile: true, isDirectory: false, name, fullPath: path, file: success => success(file(name)) }
}

/** Hands out at most 100 entries a call, as browsers do. */
function folder(path: string, children: readonly DropEntry[]): DropDirectoryEntry {
  return {
    isFile: false,
    isDirectory: true,
    name: path.slice(path.lastIndexOf('/') + 1),
    fullPath: path,
    createReader: () => {
      let at = 0
      return {
        readEntries: success => {
          success(children.slice(at, at + 100))
          at += 100
        },
      }
    },
  }
}

function dropOf(entries: readonly (DropEntry | null)[], files: readonly File[] = []): Drop {
  return { items: entries.map(entry => ({ kind: 'file', webkitGetAsEntry: () => entry })), files }
}

describe('reading a drop', () => {
  it('walks folders of more than 100 entries to the end and keeps the structure', async () => {
    const sweeps = Array.from({ length: 250 }, (_, i) => fileEntry(`/drive/velodyne/${String(i).padStart(6, '0')}.bin`))
    const drive = folder('/drive', [folder('/drive/velodyne', sweeps), fileEntry('/drive/poses.txt')])
    const { files, unreadable } = await readDrop(dropOf([drive], [file('drive', 4096)]))
    expect(files).toHaveLength(251)
    expect(files.map(({ path }) => path)).toContain('drive/velodyne/000249.bin')
    expect(files.map(({ path }) => path)).toContain('drive/poses.txt')
    expect(files.some(({ path }) => path === 'drive')).toBe(false)
    expect(unreadable).toEqual([])
  })

  it('takes files and folders of one drop together, and leaves out what the system put there', async () => {
    const log = folder('/log', [fileEntry('/log/.DS_Store'), fileEntry('/log/a.feather')])
    const { files } = await readDrop(dropOf([log, fileEntry('/b.pcd')]))
    expect(files.map(({ path }) => path)).toEqual(['log/a.feather', 'b.pcd'])
  })

  it('reports what cannot be read and keeps the rest', async () => {
    const gone: DropFileEntry = { ...fileEntry('/log/gone.bin'), file: (_, failure) => failure(new Error('NotFound')) }
    const { files, unreadable } = await readDrop(dropOf([folder('/log', [gone, fileEntry('/log/here.bin')])]))
    expect(files.map(({ path }) => path)).toEqual(['log/here.bin'])
    expect(unreadable).toEqual([{ path: 'log/gone.bin', message: 'NotFound' }])
  })

  it('falls back to the plain list where there are no entries', async () => {
    const { files } = await readDrop(dropOf([null, null], [file('0.bin'), file('1.bin')]))
    expect(files.map(({ path }) => path)).toEqual(['0.bin', '1.bin'])
  })

  it('names the files of a picked folder by their path inside it', () => {
    const inFolder = file('0.bin')
    Object.defineProperty(inFolder, 'webkitRelativePath', { value: 'drive/velodyne/0.bin' })
    expect(filesFromList([inFolder]).map(({ path }) => path)).toEqual(['drive/velodyne/0.bin'])
  })
})
