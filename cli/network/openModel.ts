import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as runtime from 'onnxruntime-node'
import { type GraphName, type ModelManifest, parseManifest } from '#model/network/manifest.ts'
import { OnnxGraphs } from '#model/network/onnxGraphs.ts'
import { CommandError, EXIT } from '../exitCode.ts'

/** The models that come with the project. */
const SHIPPED = resolve(import.meta.dirname, '../../public/models')
export const DEFAULT_MODEL = 'street'

export interface OpenModel {
  readonly manifest: ModelManifest
  readonly folder: string
  readonly graphs: OnnxGraphs
}

/**
 * @param name of a shipped model, or a folder with `manifest.json`
 * @param threads of one graph's run
 */
export async function openModel(name: string, threads = 2): Promise<OpenModel> {
  const folder = [resolve(SHIPPED, name), resolve(name)].find(path => existsSync(resolve(path, 'manifest.json')))
  if (!folder)
    throw new CommandError(
      EXIT.input,
      `There is no model ${name}: neither a shipped one of that name nor a folder with manifest.json.`,
      'Shipped: street, street-kitti, street-self-supervised. `python -m semanticflow_training export` writes such a folder.',
    )
  const path = resolve(folder, 'manifest.json')
  const manifest = parseManifest(await readFile(path, 'utf8'), path)
  const [encoder, step] = await Promise.all([
    graphBytes(folder, manifest, 'encoder'),
    graphBytes(folder, manifest, 'step'),
  ])
  return { manifest, folder, graphs: await OnnxGraphs.open(runtime, 'cpu', { encoder, step }, threads) }
}

async function graphBytes(folder: string, manifest: ModelManifest, name: GraphName): Promise<Uint8Array> {
  const { file, sha256 } = manifest.graphs[name]
  const path = resolve(folder, file)
  const bytes = await readFile(path)
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found === sha256) return bytes
  throw new CommandError(
    EXIT.input,
    `${path} is not the file that manifest.json describes: SHA-256 ${found.slice(0, 12)}..., expected ${sha256.slice(0, 12)}....`,
    'Export the model again, so that graphs and manifest belong together.',
  )
}
