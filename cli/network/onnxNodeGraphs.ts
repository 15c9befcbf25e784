import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { NetworkGraphs, PointChunk, PointState } from '#model/network/networkGraphs.ts'

/** A model's graphs on onnxruntime-node's CPU provider. */
export class OnnxNodeGraphs implements NetworkGraphs {
  readonly #encoder: InferenceSession
  readonly #step: InferenceSession
  #maps: { own: Tensor; target: Tensor } | null = null

  private constructor(encoder: InferenceSession, step: InferenceSession) {
    this.#encoder = encoder
    this.#step = step
  }

  /** @param threads of one graph's run */
  static async open(encoder: Uint8Array, step: Uint8Array, threads: number): Promise<OnnxNodeGraphs> {
    const options: InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    }
    return new OnnxNodeGraphs(
      await InferenceSession.create(encoder, options),
      await InferenceSession.create(step, options),
    )
  }

  async encode(canvas0: Float32Array, canvas1: Float32Array): Promise<Float32Array> {
    const side = Math.sqrt(canvas0.length / 8)
    const canvas = (values: Float32Array) => new Tensor('float32', values, [1, 8, side, side])
    const { own, target, start } = await this.#encoder.run({ canvas0: canvas(canvas0), canvas1: canvas(canvas1) })
    this.#maps = { own: own as Tensor, target: target as Tensor }
    return (start as Tensor).data as Float32Array
  }

  async step(chunk: PointChunk): Promise<PointState> {
    if (!this.#maps) throw new Error('encode has to run before step.')
    const count = chunk.points.length / 3
    const rows = (values: Float32Array) => new Tensor('float32', values, [count, values.length / count])
    const made = await this.#step.run({
      ...this.#maps,
      points: rows(chunk.points),
      prior: rows(chunk.prior),
      hidden: rows(chunk.hidden),
      flow: rows(chunk.flow),
      mask: rows(chunk.mask),
    })
    const data = (name: string) => (made[name] as Tensor).data as Float32Array
    return { hidden: data('next_hidden'), flow: data('next_flow'), mask: data('next_mask') }
  }

  async release(): Promise<void> {
    await this.#encoder.release()
    await this.#step.release()
  }
}
