import type { ModelManifest } from './manifest.ts'
import { quantile } from './quantile.ts'

/** Rows of each instance from 1 on, in one array a name. */
export function rowsByInstance(instance: Int32Array): Map<number, Int32Array> {
  const rows = new Map<number, number[]>()
  for (let i = 0; i < instance.length; i++) {
    const name = instance[i] as number
    if (name === 0) continue
    const known = rows.get(name)
    if (known) known.push(i)
    else rows.set(name, [i])
  }
  return new Map([...rows].sort(([a], [b]) => a - b).map(([name, own]) => [name, Int32Array.from(own)]))
}

/** Length of the median of n x 3 vectors, axis by axis, metres. */
export function medianLength(vectors: ArrayLike<number>, rows: Int32Array): number {
  const middle = [0, 0, 0]
  const values = new Float64Array(rows.length)
  for (let axis = 0; axis < 3; axis++) {
    for (let k = 0; k < rows.length; k++) values[k] = vectors[3 * (rows[k] as number) + axis] as number
    middle[axis] = quantile(values, 0.5)
  }
  return Math.hypot(...middle)
}

/**
 * Takes out what stands: instances whose median residual flow is short or whose mean foreground probability is low, and foreground
 * points of no instance that move less than `stillMetres`. Changes `instance` and `foreground`.
 * @param flow n x 3 residual flow, metres
 */
export function leaveOutStanding(
  flow: Float32Array,
  instance: Int32Array,
  foreground: Uint8Array,
  probability: Float32Array,
  { stillMetres, fewestConfidence }: ModelManifest['grouping'],
): void {
  for (const rows of rowsByInstance(instance).values()) {
    let sum = 0
    for (const i of rows) sum += probability[i] as number
    if (medianLength(flow, rows) >= stillMetres && sum / rows.length >= fewestConfidence) continue
    for (const i of rows) {
      instance[i] = 0
      foreground[i] = 0
    }
  }
  for (let i = 0; i < instance.length; i++) {
    if (instance[i] !== 0 || foreground[i] !== 1) continue
    const length = Math.hypot(flow[3 * i] as number, flow[3 * i + 1] as number, flow[3 * i + 2] as number)
    if (length < stillMetres) foreground[i] = 0
  }
}
