/** Bytes of every number in a value, however deep, and all its words: comparing millions of numbers one by one is slow. */
export function bitsOf(value: unknown): { numbers: Buffer; words: string } {
  const numbers: Uint8Array[] = []
  const words: string[] = []
  const visit = (part: unknown) => {
    if (typeof part === 'number') numbers.push(new Uint8Array(Float64Array.of(part).buffer))
    else if (ArrayBuffer.isView(part)) numbers.push(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
    else if (typeof part === 'object' && part !== null)
      for (const [name, inner] of Object.entries(part)) {
        words.push(name)
        visit(inner)
      }
    else words.push(String(part))
  }
  visit(value)
  return { numbers: Buffer.concat(numbers), words: words.join() }
}
