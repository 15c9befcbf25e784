import { StudioError } from '#model/error/studioError.ts'
import { type GraphName, type ModelManifest, parseManifest } from '#model/network/manifest.ts'
import { checkGraph, refuseMisfits } from '#model/network/modelContract.ts'
import type { GraphFiles } from '#model/network/onnxGraphs.ts'
import { onnxSummary } from '#model/network/onnxSummary.ts'
import { type TaskOptions, throwIfCancelled } from '#model/task/task.ts'

/** A shipped model by its folder under `models/`, or files that the user dropped. */
export type ModelSource =
  | { readonly kind: 'shipped'; readonly name: string }
  | { readonly kind: 'files'; readonly name: string; readonly files: ReadonlyMap<string, File> }

export interface ModelFiles {
  readonly manifest: ModelManifest
  readonly graphs: GraphFiles
  /** Null when the model has none. */
  readonly golden: string | null
  readonly card: string | null
  /** Operators that keep the model off the GPU. */
  readonly offTheGpu: readonly string[]
}

/** Reads a model and checks that its graphs are the ones that its manifest describes. */
export async function readModel(source: ModelSource, task: TaskOptions): Promise<ModelFiles> {
  const read = source.kind === 'shipped' ? shippedFile(source.name) : droppedFile(source)
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  task.onProgress?.({ stage: 'Reading the model', done: 0, total: 3 })
  const manifest = parseManifest(decode(await read('manifest.json', task.signal)))
  const graph = async (name: GraphName) => {
    const { file, sha256 } = manifest.graphs[name]
    const bytes = await read(file, task.signal)
    await checkSum(bytes, sha256, file)
    return bytes
  }
  const encoder = await graph('encoder')
  task.onProgress?.({ stage: 'Reading the model', done: 1, total: 3 })
  const step = await graph('step')
  throwIfCancelled(task.signal)
  const reports = Object.entries({ encoder, step }).map(([name, bytes]) =>
    checkGraph(manifest, name as GraphName, onnxSummary(bytes, manifest.graphs[name as GraphName].file)),
  )
  refuseMisfits(manifest.name, reports)
  const optional = async (file: string) => {
    try {
      return decode(await read(file, task.signal))
    } catch (thrown) {
      if (StudioError.from(thrown).code === 'cancelled') throw thrown
      return null
    }
  }
  const golden = manifest.golden ? await optional(manifest.golden.file) : null
  return {
    manifest,
    graphs: { encoder, step },
    golden,
    card: await optional('MODEL_CARD.md'),
    offTheGpu: [...new Set(reports.flatMap(report => report.offTheGpu))],
  }
}

type ReadFile = (file: string, signal: AbortSignal | undefined) => Promise<Uint8Array>

function shippedFile(model: string): ReadFile {
  return async (file, signal) => {
    const url = new URL(`/models/${model}/${file}`, self.location.origin)
    const response = await fetch(url, { signal: signal ?? null }).catch((cause: unknown) => {
      throw StudioError.from(cause, file)
    })
    if (!response.ok)
      throw new StudioError({
        code: 'file-unreadable',
        message: `${url.pathname} could not be read: the server answered ${response.status}.`,
        hint: 'The folder public/models belongs beside the app; build it again.',
        file,
      })
    return new Uint8Array(await response.arrayBuffer())
  }
}

function droppedFile({ name, files }: Extract<ModelSource, { kind: 'files' }>): ReadFile {
  return async file => {
    const found = files.get(file)
    if (!found)
      throw new StudioError({
        code: 'file-unreadable',
        message: `The model ${name} has no ${file}; dropped were ${[...files.keys()].join(', ')}.`,
        hint: 'Drop manifest.json together with the graphs that it names.',
        file,
      })
    return new Uint8Array(await found.arrayBuffer())
  }
}

async function checkSum(bytes: Uint8Array, expected: string, file: string): Promise<void> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  const found = Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
  if (found === expected) return
  throw new StudioError({
    code: 'file-malformed',
    message: `${file} is not the graph that manifest.json describes: its SHA-256 starts with ${found.slice(0, 12)}, expected ${expected.slice(0, 12)}.`,
    hint: 'Export the model again, so that graphs and manifest belong together.',
    file,
  })
}
