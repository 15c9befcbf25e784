import { expect, it } from 'vitest'
import { decodeFloat16 } from './float16.ts'

/** Widens the bits to those of a binary32, an independent way: exponent re-biased, subnormals shifted until normal. */
function widened(half: number): number {
  const sign = (half & 0x8000) << 16
  let exponent = (half >> 10) & 31
  let fraction = half & 0x3ff
  let bits: number
  if (exponent === 31) bits = sign | 0x7f800000 | (fraction << 13)
  else if (exponent === 0 && fraction === 0) bits = sign
  else {
    if (exponent === 0) {
      exponent = 1
      while ((fraction & 0x400) === 0) {
        fraction <<= 1
        exponent--
      }
      fraction &= 0x3ff
    }
    bits = sign | ((exponent + 112) << 23) | (fraction << 13)
  }
  return new Float32Array(Int32Array.of(bits).buffer)[0] as number
}

it('decodes all 65,536 half floats exactly', () => {
  const decoded = decodeFloat16(Uint16Array.from({ length: 65536 }, (_, bits) => bits))
  let wrong = 0
  for (let bits = 0; bits < 65536; bits++) if (!Object.is(decoded[bits], widened(bits))) wrong++
  expect(wrong).toBe(0)
  expect(decoded[0x3c00]).toBe(1)
  expect(decoded[0x7bff]).toBe(65504)
  expect(decoded[1]).toBe(2 ** -24)
})
