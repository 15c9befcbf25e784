import { expect, it } from 'vitest'
import { decodeFloat16, encodeFloat16 } from './float16.ts'

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

it('encodes every half back to its own bits', () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, k) => k)
  const back = encodeFloat16(decodeFloat16(bits))
  const isNaNHalf = (half: number) => (half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0
  let wrong = 0
  for (let k = 0; k < 65536; k++) if (isNaNHalf(k) ? !isNaNHalf(back[k]!) : back[k] !== k) wrong++
  expect(wrong).toBe(0)
})

it('rounds to the nearest half, ties to even, up to infinity (all midpoints between finite halves)', () => {
  let wrong = 0
  for (let half = 0; half < 0x7bff; half++) {
    const [low, high] = [widened(half), widened(half + 1)]
    const middle = (low + high) / 2
    const nudge = (high - low) / 64
    const even = half & 1 ? half + 1 : half
    const [below, tie, above] = encodeFloat16(Float32Array.of(middle - nudge, middle, middle + nudge))
    if (below !== half || tie !== even || above !== half + 1) wrong++
  }
  expect(wrong).toBe(0)
  expect(Array.from(encodeFloat16(Float32Array.of(65519, 65520, 1e30, -1e-10)))).toEqual([
    0x7bff, 0x7c00, 0x7c00, 0x8000,
  ])
})
