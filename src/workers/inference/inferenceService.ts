import { StudioError } from '#model/error/studioError.ts'
import { convergenceOf } from '#model/network/convergence.ts'
import { goldenDifferences, parseGolden } from '#model/network/golden.ts'
import { firstGuessOf, type PredictedPair as PairToRead, predictionOf } from '#model/network/prediction.ts'
import type { IterationState } from '#model/network/refinement.ts'
import { type RefinedPair, readLast, refinePair } from '#model/network/refinePair.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import { type TaskOptions, throwIfCancelled } from '#model/task/task.ts'
import type { LoadedModel, LoadOptions, PredictedPair, PredictionInput, SelfTest } from './inferenceContract.ts'
import { type LoadedNetwork, loadNetwork, reopenOnWasm } from './loadedNetwork.ts'

/** Points a step when memory was short. */
const SMALL_CHUNK = 2048

/** Iterations of the pair that is looked at; a few megabytes each. */
interface KeptIterations {
  readonly key: string
  readonly pair: PairToRead
  readonly iterations: readonly IterationState[]
}

/** Owns the model that is loaded and the iterations of the pair that is looked at. */
export class InferenceService {
  #network: LoadedNetwork | null = null
  #kept: KeptIterations | null = null
  #loads: Promise<unknown> = Promise.resolve()

  /** One at a time: a runtime that is opening a session takes no second one. */
  load(options: LoadOptions, task: TaskOptions): Promise<LoadedModel> {
    const result = this.#loads.then(() => this.#load(options, task))
    this.#loads = result.catch(() => undefined)
    return result
  }

  async #load(options: LoadOptions, task: TaskOptions): Promise<LoadedModel> {
    throwIfCancelled(task.signal)
    const before = this.#network
    this.#network = null
    this.#kept = null
    await before?.graphs.release()
    this.#network = await loadNetwork(options, task)
    const { files, provider, milliseconds } = this.#network
    return {
      manifest: files.manifest,
      provider,
      card: files.card,
      canTestItself: files.golden !== null,
      offTheGpu: files.offTheGpu,
      milliseconds,
    }
  }

  async predict(input: PredictionInput, task: TaskOptions): Promise<PredictedPair> {
    const { manifest } = this.#loaded().files
    const { iterations } = input
    const { refined, recovery } = await this.#refine(
      chunkPoints => refinePair(this.#loaded().graphs, manifest, input, { ...task, iterations, chunkPoints }),
      task,
    )
    const { prediction, polished, milliseconds } = readLast(refined, manifest)
    if (input.lookedAt) this.#kept = { key: input.key, pair: refined.pair, iterations: refined.iterations }
    return {
      prediction,
      polished,
      timings: { ...refined.milliseconds, ...milliseconds },
      provider: this.#loaded().provider,
      recovery,
      changes: changesOf(refined.iterations, prediction.dynamic, refined.pair.prepared.rows0),
      convergence: convergenceOf(refined.iterations, refined.pair.prepared.rows0, prediction.dynamic.length),
    }
  }

  /** The prediction after another number of iterations, of the pair that was last predicted to be looked at. */
  async iteration(key: string, index: number, _task: TaskOptions): Promise<Estimate> {
    const kept = this.#kept
    const state = kept?.key === key ? kept.iterations[index] : undefined
    if (!kept || !state)
      throw new StudioError({
        code: 'internal',
        message: `Iteration ${index} of this pair is not kept.`,
        hint: 'Go to another frame and back.',
      })
    return (index === 0 ? firstGuessOf : predictionOf)(kept.pair, state, this.#loaded().files.manifest)
  }

  /** Runs the model on the scene that comes with it. */
  async testItself(_task: TaskOptions): Promise<SelfTest> {
    const { files, graphs } = this.#loaded()
    if (files.golden === null)
      throw new StudioError({ code: 'file-unreadable', message: 'The model has no golden outputs to be tested with.' })
    const golden = parseGolden(files.golden)
    const start = performance.now()
    const differences = await goldenDifferences(graphs, files.manifest, golden)
    return {
      differences,
      tolerance: golden.tolerance,
      // Sums over a canvas are compared with a tolerance of their own: they add thousands of terms.
      passed: Object.entries(differences).every(
        ([name, value]) => value <= (name.startsWith('canvas') ? 100 : 1) * golden.tolerance,
      ),
      milliseconds: performance.now() - start,
    }
  }

  #loaded(): LoadedNetwork {
    if (this.#network) return this.#network
    throw new StudioError({
      code: 'internal',
      message: 'No model is loaded.',
      hint: 'Choose a model in the Network tab.',
    })
  }

  /** Once more by itself: with less memory, then on WASM. */
  async #refine(
    run: (chunkPoints?: number) => Promise<RefinedPair>,
    task: TaskOptions,
  ): Promise<{ refined: RefinedPair; recovery: string | null }> {
    try {
      return { refined: await run(), recovery: null }
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (error.code === 'cancelled') throw error
      const { provider, files } = this.#loaded()
      if (provider.name === 'wasm')
        return { refined: await run(SMALL_CHUNK), recovery: `Done in smaller parts after: ${error.message}` }
      const reason = `WebGPU failed while it ran (${error.message})`
      this.#network = await reopenOnWasm(files, reason, task)
      return { refined: await run(), recovery: `${reason}; done again on WebAssembly.` }
    }
  }
}

/** Mean change of the flow by iteration over the points that are called moving in the end, metres. */
function changesOf(iterations: readonly IterationState[], dynamic: Float32Array, rows0: Int32Array): number[] {
  return iterations.map((state, k) => {
    const before = iterations[k - 1]
    if (!before) return 0
    let sum = 0
    let count = 0
    for (let i = 0; i < rows0.length; i++) {
      if ((dynamic[rows0[i] as number] as number) < 0.5) continue
      const d = (axis: number) => (state.flow[3 * i + axis] as number) - (before.flow[3 * i + axis] as number)
      sum += Math.hypot(d(0), d(1), d(2))
      count++
    }
    return count === 0 ? 0 : sum / count
  })
}
