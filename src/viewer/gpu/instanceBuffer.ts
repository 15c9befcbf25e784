import {
  BufferAttribute,
  DynamicDrawUsage,
  InstancedBufferGeometry,
  InstancedInterleavedBuffer,
  InterleavedBufferAttribute,
} from 'three'

export interface InstanceLayout {
  /** Attribute names and their numbers of floats, in order. */
  readonly attributes: readonly (readonly [name: string, size: number])[]
  /** Corners of one instance, x, y, z each, triangles. */
  readonly corners: readonly number[]
}

/** Floats of many like instances, interleaved. Capacity grows by halves and never shrinks; `commit` uploads what is used. */
export class InstanceBuffer {
  readonly geometry = new InstancedBufferGeometry()
  readonly stride: number
  private readonly layout: InstanceLayout
  private buffer: InstancedInterleavedBuffer

  constructor(layout: InstanceLayout, capacity = 64) {
    this.layout = layout
    this.stride = layout.attributes.reduce((sum, [, size]) => sum + size, 0)
    this.geometry.setAttribute('position', new BufferAttribute(Float32Array.from(layout.corners), 3))
    this.buffer = this.attach(capacity)
    this.geometry.instanceCount = 0
  }

  /** Room for `count` instances; what was written before may be lost. */
  reserve(count: number): Float32Array {
    if (count * this.stride > this.buffer.array.length) {
      this.geometry.dispose()
      this.buffer = this.attach(Math.ceil(1.5 * count))
    }
    return this.buffer.array as Float32Array
  }

  commit(count: number): void {
    this.geometry.instanceCount = count
    if (count === 0) return
    this.buffer.clearUpdateRanges()
    this.buffer.addUpdateRange(0, count * this.stride)
    this.buffer.needsUpdate = true
  }

  dispose(): void {
    this.geometry.dispose()
  }

  private attach(capacity: number): InstancedInterleavedBuffer {
    const buffer = new InstancedInterleavedBuffer(new Float32Array(capacity * this.stride), this.stride, 1)
    buffer.setUsage(DynamicDrawUsage)
    let offset = 0
    for (const [name, size] of this.layout.attributes) {
      this.geometry.setAttribute(name, new InterleavedBufferAttribute(buffer, size, offset))
      offset += size
    }
    return buffer
  }
}
