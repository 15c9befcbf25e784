import type { InferenceSession, InferenceSessionFactory, Tensor, TensorConstructor } from 'onnxruntime-common'
import type { NetworkGraphs, PointChunk, PointState } from './networkGraphs.ts'

/** onnxruntime for the web or for Node: both have this face. */
export interface OnnxRuntime {
  readonly InferenceSession: InferenceSessionFactory
  readonly Tensor: TensorConstructor
}

export interface GraphFiles {
  readonly encoder: Uint8Array
  readonly step: Uint8Array
}

/** A model's graphs on onnxruntime. On WebGPU the feature maps stay on the GPU between encoder and steps. */
export class OnnxGraphs implements NetworkGraphs {
  readonly #runtime: OnnxRuntime
  readonly #encoder: InferenceSession
  readonly #step: InferenceSession
  #maps: { own: Tensor; target: Tensor } | null = null
  /** One run at a time: sessions do not take a second. */
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(runtime: OnnxRuntime, encoder: InferenceSession, step: InferenceSession) {
    this.#runtime = runtime
    this.#encoder = encoder
    this.#step = step
  }

  /**
   * On WebGPU every operator has to run there: copies to the processor and back would cost more than the GPU gains.
   * @param threads of a graph's run; where the runtime decides, it was told before
   */
  static async open(
    runtime: OnnxRuntime,
    provider: 'webgpu' | 'wasm' | 'cpu',
    files: GraphFiles,
    threads?: number,
  ): Promise<OnnxGraphs> {
    const options = (keep: Record<string, 'gpu-buffer' | 'cpu'>): InferenceSession.SessionOptions => ({
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: 1 }),
      ...(provider === 'webgpu' && {
        preferredOutputLocation: keep,
        extra: { session: { disable_cpu_ep_fallback: '1' } },
      }),
    })
    const encoder = await runtime.InferenceSession.create(
      files.encoder,
      options({ own: 'gpu-buffer', target: 'gpu-buffer', start: 'cpu' }),
    )
    const step = await runtime.InferenceSession.create(
      files.step,
      options({ next_hidden: 'cpu', next_flow: 'cpu', next_mask: 'cpu' }),
    )
    return new OnnxGraphs(runtime, encoder, step)
  }

  encode(canvas0: Float32Array, canvas1: Float32Array): Promise<Float32Array> {
    return this.#chain(async () => {
      this.#dropMaps()
      const side = Math.sqrt(canvas0.length / 8)
      const canvas = (values: Float32Array) => new this.#runtime.Tensor('float32', values, [1, 8, side, side])
      const made = await this.#encoder.run({ canvas0: canvas(canvas0), canvas1: canvas(canvas1) })
      const { own, target, start } = made
      if (!own || !target || !start) throw new Error('the encoder did not give own, target and start')
      this.#maps = { own, target }
      return (await start.getData()) as Float32Array
    })
  }

  step(chunk: PointChunk): Promise<PointState> {
    return this.#chain(async () => {
      if (!this.#maps) throw new Error('encode has to run before step')
      const count = chunk.points.length / 3
      const rows = (values: Float32Array) => new this.#runtime.Tensor('float32', values, [count, values.length / count])
      const made = await this.#step.run({
        ...this.#maps,
        points: rows(chunk.points),
        prior: rows(chunk.prior),
        hidden: rows(chunk.hidden),
        flow: rows(chunk.flow),
        mask: rows(chunk.mask),
      })
      const data = async (name: string) => (await (made[name] as Tensor).getData()) as Float32Array
      return { hidden: await data('next_hidden'), flow: await data('next_flow'), mask: await data('next_mask') }
    })
  }

  async release(): Promise<void> {
    await this.#queue
    this.#dropMaps()
    await this.#encoder.release()
    await this.#step.release()
  }

  #dropMaps(): void {
    this.#maps?.own.dispose()
    this.#maps?.target.dispose()
    this.#maps = null
  }

  #chain<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(run)
    this.#queue = result.catch(() => undefined)
    return result
  }
}
