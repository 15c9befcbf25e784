/**
 * LZF (Lehmann's liblzf stream format, as PCL writes it): a control byte below 32 is a run of literals, else a match of
 * up to 264 bytes at most 8 KiB back. Throws plain errors with the byte.
 */
export function decodeLzf(input: Uint8Array, outputLength: number): Uint8Array {
  const output = new Uint8Array(outputLength)
  let from = 0
  let to = 0
  while (from < input.length) {
    const start = from
    const control = input[from++] as number
    if (control < 32) {
      const run = control + 1
      if (from + run > input.length || to + run > outputLength)
        throw new Error(`LZF: a run of ${run} bytes at byte ${start} does not fit`)
      output.set(input.subarray(from, from + run), to)
      from += run
      to += run
      continue
    }
    let length = control >> 5
    if (length === 7) length += input[from++] ?? missing(start)
    const distance = ((control & 31) << 8) + (input[from++] ?? missing(start)) + 1
    length += 2
    if (distance > to)
      throw new Error(`LZF: a match at byte ${start} reaches ${distance} bytes back, only ${to} are there`)
    if (to + length > outputLength) throw new Error(`LZF: a match of ${length} bytes at byte ${start} does not fit`)
    // Byte by byte: source and target may overlap.
    for (let i = 0; i < length; i++, to++) output[to] = output[to - distance] as number
  }
  if (to !== outputLength) throw new Error(`LZF: decoded ${to} bytes, expected ${outputLength}`)
  return output
}

function missing(at: number): never {
  throw new Error(`LZF: the stream ends inside the match at byte ${at}`)
}
