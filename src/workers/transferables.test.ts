import { describe, expect, it } from 'vitest'
import { transferablesOf } from './transferables.ts'

describe('transferablesOf', () => {
  it('finds each buffer once, at any depth', () => {
    const shared = new Float32Array(4)
    const deep = { a: shared, b: [{ c: new Uint8Array(2) }, null, 'x'], d: { e: shared, f: new Float64Array(9) } }
    expect(transferablesOf(deep)).toEqual([shared.buffer, deep.b[0]!['c' as never]['buffer'], deep.d.f.buffer])
  })

  it('leaves views on larger buffers, shared memory and foreign objects to be copied', () => {
    const large = new Float32Array(100)
    expect(transferablesOf({ part: large.subarray(2, 5), map: new Map([['k', large]]) })).toEqual([])
    expect(transferablesOf(new Uint8Array(new SharedArrayBuffer(8)))).toEqual([])
  })
})
