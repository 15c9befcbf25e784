/** Bytes held by the buffers inside plain data (each buffer once); numbers and text are too small to count. */
export function byteSize(value: unknown): number {
  const seen = new Set<unknown>()
  let bytes = 0
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return
    seen.add(node)
    if (ArrayBuffer.isView(node)) {
      if (!seen.has(node.buffer)) {
        seen.add(node.buffer)
        bytes += node.buffer.byteLength
      }
      return
    }
    if (node instanceof ArrayBuffer) {
      bytes += node.byteLength
      return
    }
    for (const child of Array.isArray(node) ? node : Object.values(node)) visit(child)
  }
  visit(value)
  return bytes
}
