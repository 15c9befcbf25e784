import type { ModelManifest } from './manifest.ts'

/**
 * Probability of being foreground a point.
 * @param mask n x outputs
 */
export function foregroundProbability(mask: Float32Array, { kind, outputs }: ModelManifest['head']): Float32Array {
  const probability = new Float32Array(mask.length / outputs)
  for (let i = 0; i < probability.length; i++) {
    const at = outputs * i
    const logit = kind === 'votes' ? (mask[at] as number) : logSumExp(mask, at + 1, at + outputs) - (mask[at] as number)
    probability[i] = 1 / (1 + Math.exp(-logit))
  }
  return probability
}

function logSumExp(values: Float32Array, from: number, to: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (let k = from; k < to; k++) most = Math.max(most, values[k] as number)
  let sum = 0
  for (let k = from; k < to; k++) sum += Math.exp((values[k] as number) - most)
  return most + Math.log(sum)
}

/** The strongest slot of each foreground point, from 1; 0 elsewhere. */
export function strongestSlots(mask: Float32Array, foreground: Uint8Array, outputs: number): Int32Array {
  const instance = new Int32Array(foreground.length)
  for (let i = 0; i < instance.length; i++) {
    if (foreground[i] !== 1) continue
    let best = 1
    for (let slot = 2; slot < outputs; slot++)
      if ((mask[outputs * i + slot] as number) > (mask[outputs * i + best] as number)) best = slot
    instance[i] = best
  }
  return instance
}
