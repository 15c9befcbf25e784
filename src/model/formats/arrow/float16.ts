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
