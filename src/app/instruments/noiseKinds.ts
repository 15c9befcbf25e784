import type { NoiseKind } from '#model/noise/degradation.ts'

/** Names of the kinds of noise, and their levels in words. */
export const NOISE_WORDS: Readonly<
  Record<NoiseKind, { readonly label: string; readonly text: (level: number) => string }>
> = {
  drop: { label: 'Objects dropped', text: level => `${Math.round(100 * level)} %` },
  split: { label: 'Objects split', text: level => `${Math.round(100 * level)} %` },
  merge: { label: 'Objects merged', text: level => `${Math.round(100 * level)} %` },
  flip: { label: 'Standing blob called moving', text: level => `${Math.round(100 * level)} %` },
  jitter: { label: 'Jitter of motions', text: level => `${Math.round(100 * level)} cm` },
  'ego-translation': { label: 'Shift of the ego motion', text: level => `${Math.round(100 * level)} cm` },
  'ego-yaw': { label: 'Yaw of the ego motion', text: level => `${((level * 180) / Math.PI).toFixed(2)}°` },
}
