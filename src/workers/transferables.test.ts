import { describe, expect, it } from 'vitest'
import { transferablesOf } from './transferables.ts'

describe('transferablesOf', () => {
  it('finds each large buffer once, at any depth', () => {
    const [shared, bytes, doubles] = [new Float32Array(4096), new Uint8Array(4096), new Float64Array(512)]
    const deep = { a: shared, b: [{ c: bytes }, null, 'x'], d: { e: shared, f: doubles } }
    expect(transferablesOf(deep)).toEqual([shared.buffer, bytes.buffer, doubles.buffer])
  })

  it('leaves small arrays to be copied: transforms are shared between results', () => {
    expect(transferablesOf({ rotation: new Float64Array(9), translation: new Float64Array(3) })).toEqual([])
  })

  it('leaves views on larger buffers, shared memory and foreign objects to be copied', () => {
    const large = new Float32Array(10_000)
    expect(transferablesOf({ part: large.subarray(2, 5000), map: new Map([['k', large]]) })).toEqual([])
    expect(transferablesOf(new Uint8Array(new SharedArrayBuffer(8192)))).toEqual([])
  })
})
