/** Value of one IEEE 754 binary16 given by its bits. */
export function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

let table: Float32Array | null = null

/** Decodes N half floats (exact: every half is a float32). A table of all 65,536 values is made at the first call. */
export function decodeFloat16(halves: Uint16Array): Float32Array {
  if (!table) table = Float32Array.from({ length: 65536 }, (_, bits) => float16(bits))
  const values = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) values[i] = table[halves[i] as number] as number
  return values
}

/** N numbers as the bits of the nearest half floats, ties to even; beyond 65,504 they are infinite. */
export function encodeFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) halves[i] = halfOf(bits[i] as number)
  return halves
}

function halfOf(single: number): number {
  const sign = (single >>> 16) & 0x8000
  const exponent = ((single >>> 23) & 0xff) - 127
  const fraction = single & 0x7fffff
  if (exponent === 128) return sign | 0x7c00 | (fraction ? 0x200 : 0)
  if (exponent > 15) return sign | 0x7c00
  // Below 2^-14 halves are multiples of 2^-24: the leading one moves into the fraction.
  const isNormal = exponent >= -14
  const dropped = isNormal ? 13 : 13 - 14 - exponent
  if (dropped > 24) return sign
  const whole = isNormal ? ((exponent + 15) << 23) | fraction : fraction | 0x800000
  const kept = whole >>> dropped
  const rest = whole - kept * 2 ** dropped
  const half = 2 ** (dropped - 1)
  // A carry out of the fraction raises the exponent, up to infinity, as it should.
  return sign | (kept + (rest > half || (rest === half && kept & 1) ? 1 : 0))
}
