/** Smaller buffers are copied: that costs nothing, and small things (a calibration's transform) are shared between results by design. */
const SMALLEST_TRANSFER_BYTES = 4096

/**
 * The large buffers behind every typed array inside plain data, each once. What is returned is handed over: the sender must not keep
 * using it. Views on part of a larger buffer, shared memory and WebAssembly memory are left to be copied.
 */
export function transferablesOf(value: unknown): Transferable[] {
  const found = new Set<ArrayBuffer>()
  collect(value, found)
  return [...found]
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteLength } = value
    if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && byteLength >= SMALLEST_TRANSFER_BYTES)
      found.add(buffer)
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, found)
  } else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) collect(item, found)
  }
}
