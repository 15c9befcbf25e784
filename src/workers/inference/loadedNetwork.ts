import { StudioError } from '#model/error/studioError.ts'
import { OnnxGraphs } from '#model/network/onnxGraphs.ts'
import { type TaskOptions, throwIfCancelled } from '#model/task/task.ts'
import type { LoadedModel, LoadOptions } from './inferenceContract.ts'
import { failureOf, NEVER_LOST, unlessLost, whenLost } from './lostDevice.ts'
import { type ModelFiles, readModel } from './modelFiles.ts'
import { loadRuntime } from './onnxRuntime.ts'
import { chooseProvider, findAdapter, type ProviderChoice, type ProviderInUse, wasmThreads } from './provider.ts'

/** Points of the run that compiles what the first real one would wait for. */
const WARM_UP_POINTS = 64

/** A model with a runtime of its own. */
export interface LoadedNetwork {
  readonly files: ModelFiles
  readonly graphs: OnnxGraphs
  readonly provider: ProviderInUse
  readonly milliseconds: LoadedModel['milliseconds']
  /** Why its GPU device is gone, once it is. */
  readonly lost: Promise<string>
}

/** Reads a model, opens its graphs with one provider and runs them once. WASM takes over from a GPU that cannot, and says why. */
export async function loadNetwork({ source, wish }: LoadOptions, task: TaskOptions): Promise<LoadedNetwork> {
  const start = performance.now()
  const files = await readModel(source, task)
  const read = performance.now() - start
  const gpu = Reflect.get(navigator, 'gpu') as Parameters<typeof findAdapter>[0]
  const choice = withoutOperators(chooseProvider(wish, wish === 'wasm' ? '' : await findAdapter(gpu)), files.offTheGpu)
  try {
    return await openWith(choice, files, read, task)
  } catch (thrown) {
    if (choice.provider === 'wasm' || StudioError.from(thrown).code === 'cancelled') throw thrown
    const reason = `WebGPU could not run the model (${StudioError.from(thrown).message})`
    return openWith({ provider: 'wasm', adapter: null, fallbackReason: reason }, files, read, task)
  }
}

/** A graph that would go to the processor and back at every such operator is faster there as a whole. */
function withoutOperators(choice: ProviderChoice, offTheGpu: readonly string[]): ProviderChoice {
  if (choice.provider === 'wasm' || offTheGpu.length === 0) return choice
  const fallbackReason = `WebGPU does not run the model's ${offTheGpu.join(', ')}`
  return { provider: 'wasm', adapter: null, fallbackReason }
}

/** Another provider for a model that is loaded, after the one in use failed. */
export function reopenOnWasm(files: ModelFiles, task: TaskOptions): Promise<LoadedNetwork> {
  return openWith({ provider: 'wasm', adapter: null, fallbackReason: null }, files, 0, task)
}

async function openWith(
  { provider, adapter, fallbackReason }: ProviderChoice,
  files: ModelFiles,
  read: number,
  task: TaskOptions,
): Promise<LoadedNetwork> {
  const threads = provider === 'wasm' ? wasmThreads(self.crossOriginIsolated, navigator.hardwareConcurrency || 2) : 1
  const label = provider === 'wasm' ? 'WebAssembly' : 'WebGPU'
  throwIfCancelled(task.signal)
  task.onProgress?.({ stage: `Opening the model on ${label}`, done: 2, total: 4 })
  const start = performance.now()
  const runtime = await loadRuntime(provider, threads)
  const graphs = await OnnxGraphs.open(runtime, provider, files.graphs)
  const lost = provider === 'webgpu' ? whenLost(runtime) : NEVER_LOST
  const opened = performance.now()
  throwIfCancelled(task.signal)
  task.onProgress?.({ stage: `Warming up on ${label}`, done: 3, total: 4 })
  try {
    await unlessLost(lost, warmUp(graphs, files))
  } catch (thrown) {
    throw await failureOf(thrown, lost)
  }
  return {
    files,
    graphs,
    provider: { name: provider, threads, adapter, fallbackReason },
    milliseconds: { read, open: opened - start, warmUp: performance.now() - opened },
    lost,
  }
}

async function warmUp(graphs: OnnxGraphs, { manifest }: ModelFiles): Promise<void> {
  const { grid, head, graphs: shapes } = manifest
  const empty = new Float32Array(8 * grid.pillars * grid.pillars)
  await graphs.encode(empty, empty)
  const hidden = Number(shapes.step.inputs['hidden']?.[1])
  await graphs.step({
    points: new Float32Array(3 * WARM_UP_POINTS),
    prior: new Float32Array(9 * WARM_UP_POINTS),
    hidden: new Float32Array(hidden * WARM_UP_POINTS),
    flow: new Float32Array(3 * WARM_UP_POINTS),
    mask: new Float32Array(head.outputs * WARM_UP_POINTS),
  })
}
