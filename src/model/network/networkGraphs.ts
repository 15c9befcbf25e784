/** State of p points between two iterations. */
export interface PointState {
  /** p x hidden. */
  readonly hidden: Float32Array
  /** p x 3 residual flow, metres a sweep, sweep 1's axes. */
  readonly flow: Float32Array
  /** p x outputs: foreground logit and centre vote (metres), or a logit a slot with slot 0 the background. */
  readonly mask: Float32Array
}

export interface PointChunk extends PointState {
  /** p x 3, metres, sweep 1's frame, z above the ground. */
  readonly points: Float32Array
  /** p x 9. */
  readonly prior: Float32Array
}

/** A model's two graphs in some runtime. The feature maps of the last pair stay inside, where the runtime keeps them. */
export interface NetworkGraphs {
  /**
   * Both canvases (8 x pillars x pillars) to feature maps.
   * @returns `start`: a row a cell, hidden state and first residual flow (x, y)
   */
  encode(canvas0: Float32Array, canvas1: Float32Array): Promise<Float32Array>
  /** One iteration over any number of points. */
  step(chunk: PointChunk): Promise<PointState>
}
