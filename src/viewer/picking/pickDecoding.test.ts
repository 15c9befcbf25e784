import { describe, expect, it } from 'vitest'
import { decodePick } from './pickDecoding.ts'

function square(size: number): {
  pixels: Uint8Array
  put: (x: number, y: number, sweep: 0 | 1, index: number) => void
} {
  const pixels = new Uint8Array(4 * size * size)
  const put = (x: number, y: number, sweep: 0 | 1, index: number) => {
    pixels.set([index & 255, (index >> 8) & 255, (index >> 16) & 255, sweep + 1], 4 * (y * size + x))
  }
  return { pixels, put }
}

describe('decoding of picks', () => {
  it('finds nothing in an empty square', () => {
    expect(decodePick(square(17).pixels, 17)).toBeNull()
  })

  it('takes the hit nearest to the cursor, whatever its sweep', () => {
    const { pixels, put } = square(17)
    put(0, 8, 0, 5)
    put(10, 9, 1, 70_000)
    put(4, 4, 0, 6)
    expect(decodePick(pixels, 17)).toEqual({ sweep: 1, index: 70_000 })
  })

  it('carries indices up to 24 bits', () => {
    for (const index of [0, 255, 256, 99_999, 0xffffff]) {
      const { pixels, put } = square(5)
      put(2, 2, 0, index)
      expect(decodePick(pixels, 5)).toEqual({ sweep: 0, index })
    }
  })

  it('reaches 8 px along the axes and no farther into the corners', () => {
    const edge = square(17)
    edge.put(8, 0, 0, 1)
    expect(decodePick(edge.pixels, 17)).toEqual({ sweep: 0, index: 1 })
    const corner = square(17)
    corner.put(0, 0, 0, 1)
    expect(decodePick(corner.pixels, 17)).toBeNull()
  })
})
