import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { encodeFeather, encodeNpy } from '../../tests/encodeSweeps.ts'

export interface LargeFile {
  readonly kind: string
  readonly path: string
}

/** Files large enough that reading one takes seconds, each of 3 million points or so; written into `folder`. */
export async function writeLargeFiles(folder: string): Promise<LargeFile[]> {
  mkdirSync(folder, { recursive: true })
  const count = 3_000_000
  const values = new Float32Array(4 * count)
  let state = 1
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    values[i] = Math.round((state / 2 ** 32) * 8000 - 4000) / 100
  }
  const bytes = new Uint8Array(values.buffer)
  const files: LargeFile[] = []
  const write = (kind: string, name: string, content: Uint8Array) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    files.push({ kind, path })
  }
  write('npz', 'points.npz', zipSync({ 'points.npy': encodeNpy('<f4', [count, 4], bytes) }, { level: 1 }))
  write('ascii PCD', 'points.pcd', asciiPcd(values, 1_000_000))
  const column = (axis: number) => Float32Array.from({ length: count }, (_, i) => values[4 * i + axis] as number)
  write(
    'feather',
    'points.feather',
    encodeFeather(
      [column(0), column(1), column(2)],
      new Uint8Array(count).map((_, i) => i % 64),
    ),
  )
  const h5 = join(folder, 'points.h5')
  await writeH5(h5, values.subarray(0, 3 * count), count)
  files.push({ kind: 'H5', path: h5 })
  return files
}

function asciiPcd(values: Float32Array, count: number): Uint8Array {
  const head = `VERSION 0.7\nFIELDS x y z intensity\nSIZE 4 4 4 4\nTYPE F F F F\nCOUNT 1 1 1 1\nWIDTH ${count}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS ${count}\nDATA ascii\n`
  const lines: string[] = []
  for (let i = 0; i < count; i++) lines.push(Array.from(values.subarray(4 * i, 4 * i + 4), v => v.toFixed(2)).join(' '))
  return new TextEncoder().encode(`${head}${lines.join('\n')}\n`)
}

/** Two sweeps as OpenSceneFlow lays them out. */
async function writeH5(path: string, positions: Float32Array, count: number): Promise<void> {
  const { default: h5wasm } = await import('h5wasm/node')
  await h5wasm.ready
  const file = new h5wasm.File(path, 'w')
  const identity = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
  for (const timestamp of ['1000000000', '1100000000']) {
    const group = file.create_group(timestamp)
    const chunks = [65536, 3]
    group.create_dataset({ name: 'lidar', data: positions, shape: [count, 3], chunks, compression: 4 })
    group.create_dataset({ name: 'pose', data: identity, shape: [4, 4] })
    group.create_dataset({ name: 'ground_mask', data: new Uint8Array(count), shape: [count] })
  }
  file.close()
}
