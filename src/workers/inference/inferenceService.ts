import { StudioError } from '#model/error/studioError.ts'
import { convergenceOf } from '#model/network/convergence.ts'
import { goldenDifferences, parseGolden } from '#model/network/golden.ts'
import { firstGuessOf, type PredictedPair as PairToRead, predictionOf } from '#model/network/prediction.ts'
import type { IterationState } from '#model/network/refinement.ts'
import { readLast, refinePair } from '#model/network/refinePair.ts'
import type { Estimate } from '#model/sweep/estimate.ts'
import { type TaskOptions, throwIfCancelled } from '#model/task/task.ts'
import type { LoadedModel, LoadOptions, PredictedPair, PredictionInput, SelfTest } from './inferenceContract.ts'
import { type LoadedNetwork, loadNetwork, reopenOnWasm } from './loadedNetwork.ts'
import { failureOf, unlessLost } from './lostDevice.ts'

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
  #turns: Promise<unknown> = Promise.resolve()

  load(options: LoadOptions, task: TaskOptions): Promise<LoadedModel> {
    return this.#inTurn(() => this.#load(options, task), task)
  }

  predict(input: PredictionInput, task: TaskOptions): Promise<PredictedPair> {
    return this.#inTurn(() => this.#predict(input, task), task)
  }

  /** Runs the model on the scene that comes with it. */
  testItself(task: TaskOptions): Promise<SelfTest> {
    return this.#inTurn(() => this.#testItself(task), task)
  }

  /**
   * One at a time: a runtime that is opening a session takes no second one, and the graphs keep the feature maps of one pair between
   * their runs.
   */
  #inTurn<T>(run: () => Promise<T>, task: TaskOptions): Promise<T> {
    const result = this.#turns.then(() => {
      throwIfCancelled(task.signal)
      return run()
    })
    this.#turns = result.catch(() => undefined)
    return result
  }

  async #load(options: LoadOptions, task: TaskOptions): Promise<LoadedModel> {
    const before = this.#network
    this.#network = null
    this.#kept = null
    // Sessions on a device that is gone have nothing to give back.
    if (before) await unlessLost(before.lost, before.graphs.release()).catch(() => undefined)
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

  async #predict(input: PredictionInput, task: TaskOptions): Promise<PredictedPair> {
    const { manifest } = this.#loaded().files
    const { iterations } = input
    const { made: refined, recovery } = await this.#recovering(
      ({ graphs }, chunkPoints) => refinePair(graphs, manifest, input, { ...task, iterations, chunkPoints }),
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
      convergence: convergenceOf(refined, refined.pair.prepared.rows0, prediction.dynamic.length),
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

  async #testItself(task: TaskOptions): Promise<SelfTest> {
    const { files } = this.#loaded()
    if (files.golden === null)
      throw new StudioError({ code: 'file-unreadable', message: 'The model has no golden outputs to be tested with.' })
    const golden = parseGolden(files.golden)
    const start = performance.now()
    const { made: differences, recovery } = await this.#recovering(
      ({ graphs }) => goldenDifferences(graphs, files.manifest, golden),
      task,
    )
    return {
      differences,
      tolerance: golden.tolerance,
      // Sums over a canvas are compared with a tolerance of their own: they add thousands of terms.
      passed: Object.entries(differences).every(
        ([name, value]) => value <= (name.startsWith('canvas') ? 100 : 1) * golden.tolerance,
      ),
      milliseconds: performance.now() - start,
      provider: this.#loaded().provider,
      recovery,
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

  /** Once more by itself: with less memory on WASM, on WASM after the GPU failed. */
  async #recovering<T>(
    run: (network: LoadedNetwork, chunkPoints?: number) => Promise<T>,
    task: TaskOptions,
  ): Promise<{ made: T; recovery: string | null }> {
    const network = this.#loaded()
    try {
      return { made: await unlessLost(network.lost, run(network)), recovery: null }
    } catch (thrown) {
      const { code, message } = StudioError.from(thrown)
      if (code === 'cancelled') throw thrown
      if (network.provider.name === 'wasm')
        return { made: await run(network, SMALL_CHUNK), recovery: `Done in smaller parts after: ${message}` }
      // Nobody waits for it: a device that is gone may never answer.
      void network.graphs.release().catch(() => undefined)
      const [reopened, error] = await Promise.all([reopenOnWasm(network.files, task), failureOf(thrown, network.lost)])
      const reason = error.code === 'gpu-unavailable' ? error.message : `WebGPU failed while it ran (${message})`
      this.#network = { ...reopened, provider: { ...reopened.provider, fallbackReason: reason } }
      return {
        made: await run(this.#network),
        recovery: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}: this was done again on WebAssembly, which stays in use.`,
      }
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
