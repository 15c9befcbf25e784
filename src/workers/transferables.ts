/**
 * The buffers behind every typed array inside plain data, each once. What is returned is handed over: the sender must not keep
 * using it. Views on part of a larger buffer, shared memory and WebAssembly memory are left to be copied.
 */
export function transferablesOf(value: unknown): Transferable[] {
  const found = new Set<ArrayBuffer>()
  collect(value, found)
  return [...found]
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) found.add(value.buffer)
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, found)
  } else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) collect(item, found)
  }
}
