import { GLBufferAttribute } from 'three'
import { StudioError } from '#model/error/studioError.ts'

/** Arrays that the GPU takes as they are; doubles and wide integers of fields are converted before. */
export type UploadableArray = Float32Array | Uint8Array | Int8Array | Uint16Array | Int16Array | Int32Array

/** Buffers kept beyond what is on screen, for scrubbing back and forth without an upload. */
const KEPT_BYTES = 192 * 1024 * 1024
/** Capacities are rounded up so that sweeps of similar length reuse each other's buffers. */
const CAPACITY_STEP = 64 * 1024

interface GpuArray {
  readonly buffer: WebGLBuffer
  readonly capacity: number
  readonly length: number
  readonly type: number
  readonly elementBytes: number
  readonly attributes: Map<number, GLBufferAttribute>
  /** The array it was filled from, unless that has been collected. */
  readonly owner: WeakRef<UploadableArray>
  lastUsed: number
}

/**
 * Array buffers on the GPU by identity of the array: one upload however many panes and colour modes read it. Least recently used
 * arrays beyond 192 MB give their buffer to the next upload that fits. Owns its WebGL buffers; keeps no array alive.
 */
export class GpuArrays {
  private readonly gl: WebGL2RenderingContext
  private byArray = new WeakMap<UploadableArray, GpuArray>()
  private readonly entries = new Set<GpuArray>()
  private bytes = 0
  private clock = 0
  /** Arrays used at or after this tick are on screen and stay. */
  private pinnedSince = 0
  uploads = 0

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
  }

  /** Everything used from now on is on screen until the next call. */
  beginFrame(): void {
    this.pinnedSince = ++this.clock
  }

  /** The array as a vertex attribute of `itemSize` components; 32-bit integers arrive as integers, all others as floats. */
  attribute(array: UploadableArray, itemSize: number): GLBufferAttribute {
    const entry = this.byArray.get(array) ?? this.upload(array)
    entry.lastUsed = ++this.clock
    return viewOf(entry, itemSize, entry.type, entry.elementBytes)
  }

  /** Any uploaded array read as 32-bit integers: a stand-in for an integer attribute that the current colours do not read. */
  integerView(array: UploadableArray): GLBufferAttribute {
    const entry = this.byArray.get(array) ?? this.upload(array)
    entry.lastUsed = ++this.clock
    return viewOf(entry, 1, this.gl.INT, 4)
  }

  get count(): number {
    return this.entries.size
  }

  get byteLength(): number {
    return this.bytes
  }

  /** After a lost context: what was on the GPU is gone; the next use uploads again. */
  forgetAll(): void {
    this.byArray = new WeakMap()
    this.entries.clear()
    this.bytes = 0
  }

  clear(): void {
    for (const entry of this.entries) this.gl.deleteBuffer(entry.buffer)
    this.forgetAll()
  }

  dispose(): void {
    this.clear()
  }

  private upload(array: UploadableArray): GpuArray {
    const { gl } = this
    const needed = Math.max(4, array.byteLength)
    const reused = this.evict(needed)
    const capacity = reused?.capacity ?? Math.ceil(needed / CAPACITY_STEP) * CAPACITY_STEP
    const buffer = reused?.buffer ?? gl.createBuffer()
    if (!buffer)
      throw new StudioError({
        code: 'gpu-unavailable',
        message: `The GPU refused a buffer of ${capacity} bytes.`,
        hint: 'Close other tabs that use the GPU, or load a smaller sweep.',
      })
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
    if (!reused) {
      gl.bufferData(gl.ARRAY_BUFFER, capacity, gl.STATIC_DRAW)
      this.bytes += capacity
    }
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, array)
    gl.bindBuffer(gl.ARRAY_BUFFER, null)
    this.uploads++
    const entry: GpuArray = {
      buffer,
      capacity,
      length: array.length,
      type: typeOf(gl, array),
      elementBytes: array.BYTES_PER_ELEMENT,
      attributes: new Map(),
      owner: new WeakRef(array),
      lastUsed: ++this.clock,
    }
    this.byArray.set(array, entry)
    this.entries.add(entry)
    return entry
  }

  /** Frees what is over budget, oldest first, and hands on one freed buffer that holds `needed` bytes without waste. */
  private evict(needed: number): GpuArray | null {
    if (this.bytes + needed <= KEPT_BYTES) return null
    const old = [...this.entries].filter(e => e.lastUsed < this.pinnedSince)
    old.sort((a, b) => a.lastUsed - b.lastUsed)
    const fits = old.find(e => e.capacity >= needed && e.capacity <= 2 * needed + CAPACITY_STEP)
    if (fits) {
      this.drop(fits)
      return fits
    }
    for (const entry of old) {
      if (this.bytes + needed <= KEPT_BYTES) break
      this.gl.deleteBuffer(entry.buffer)
      this.drop(entry)
      this.bytes -= entry.capacity
    }
    return null
  }

  private drop(entry: GpuArray): void {
    this.entries.delete(entry)
    const array = entry.owner.deref()
    if (array) this.byArray.delete(array)
  }
}

function viewOf(entry: GpuArray, itemSize: number, type: number, elementBytes: number): GLBufferAttribute {
  const key = itemSize + 64 * type
  let view = entry.attributes.get(key)
  if (!view) {
    const count = Math.floor((entry.length * entry.elementBytes) / (itemSize * elementBytes))
    view = new GLBufferAttribute(entry.buffer, type, itemSize, elementBytes as 1 | 2 | 4, count)
    entry.attributes.set(key, view)
  }
  return view
}

function typeOf(gl: WebGL2RenderingContext, array: UploadableArray): number {
  if (array instanceof Float32Array) return gl.FLOAT
  if (array instanceof Int32Array) return gl.INT
  if (array instanceof Uint8Array) return gl.UNSIGNED_BYTE
  if (array instanceof Uint16Array) return gl.UNSIGNED_SHORT
  if (array instanceof Int8Array) return gl.BYTE
  return gl.SHORT
}
