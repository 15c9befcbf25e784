import { BufferAttribute, type BufferGeometry, type NormalOrGLBufferAttributes } from 'three'

/** Draws one point in k of a geometry by an index over its arrays. Owns the index, which is made when first needed. */
export class Thinning {
  private readonly geometry: BufferGeometry<NormalOrGLBufferAttributes>
  private index: BufferAttribute | null = null
  private every = 1

  constructor(geometry: BufferGeometry<NormalOrGLBufferAttributes>) {
    this.geometry = geometry
  }

  apply(every: number, count: number): void {
    if (every === 1) {
      if (this.geometry.index) this.geometry.setIndex(null)
      this.geometry.setDrawRange(0, count)
      return
    }
    const wanted = Math.ceil(count / every)
    if (!this.index || this.every !== every || this.index.count < wanted) {
      this.release()
      this.every = every
      this.index = new BufferAttribute(
        Uint32Array.from({ length: Math.ceil(1.2 * wanted) }, (_, i) => i * every),
        1,
      )
    }
    if (this.geometry.index !== this.index) this.geometry.setIndex(this.index)
    this.geometry.setDrawRange(0, wanted)
  }

  /** Attaches the index, so that disposing of the geometry frees it with it. */
  attach(): void {
    if (this.index) this.geometry.setIndex(this.index)
  }

  private release(): void {
    if (!this.index) return
    this.geometry.setIndex(null)
    this.index = null
  }
}
