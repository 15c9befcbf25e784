import type { Noise } from '#model/noise/coarseNoise.ts'
import { DEFAULT_NOISE, DEFAULT_NOISE_SEED, HIGHEST_NOISE_SEED } from '../stores/instrumentsSlice.ts'
import { numberOf } from './numberOf.ts'

/** What the address says of the noise that is put into the pseudo-labels. */
export interface NoiseChoices {
  readonly noise: Noise
  readonly noiseSeed: number
}

export const DEFAULT_NOISE_CHOICES: NoiseChoices = { noise: DEFAULT_NOISE, noiseSeed: DEFAULT_NOISE_SEED }

interface NoiseKey {
  readonly key: string
  readonly most: number
  readonly get: (choices: NoiseChoices) => number
  readonly set: (choices: NoiseChoices, value: number) => NoiseChoices
}

const DEGREES = Math.PI / 180

const KEYS: readonly NoiseKey[] = [
  segmentationKey('drop', 'drop', 1),
  segmentationKey('split', 'split', 1),
  segmentationKey('merge', 'merge', 1),
  segmentationKey('flip', 'flip', 1),
  segmentationKey('jitter', 'jitterMetres', 0.5),
  {
    key: 'noiseegoshift',
    most: 0.3,
    get: ({ noise }) => noise.ego.translationMetres,
    set: (choices, translationMetres) => withEgo(choices, { translationMetres }),
  },
  {
    key: 'noiseegoyaw',
    most: 1,
    // In degrees, as the slider shows it.
    get: ({ noise }) => Number((noise.ego.yawRadians / DEGREES).toPrecision(6)),
    set: (choices, degrees) => withEgo(choices, { yawRadians: degrees * DEGREES }),
  },
]

function segmentationKey(key: string, name: keyof Noise['segmentation'], most: number): NoiseKey {
  return {
    key: `noise${key}`,
    most,
    get: ({ noise }) => noise.segmentation[name],
    set: (choices, value) => ({
      ...choices,
      noise: { ...choices.noise, segmentation: { ...choices.noise.segmentation, [name]: value } },
    }),
  }
}

function withEgo(choices: NoiseChoices, change: Partial<Noise['ego']>): NoiseChoices {
  return { ...choices, noise: { ...choices.noise, ego: { ...choices.noise.ego, ...change } } }
}

/** Only what differs from the defaults is written. */
export function encodeNoise(choices: NoiseChoices, parameters: URLSearchParams): void {
  for (const { key, get } of KEYS) {
    const value = get(choices)
    if (value !== get(DEFAULT_NOISE_CHOICES)) parameters.set(key, String(value))
  }
  if (choices.noiseSeed !== DEFAULT_NOISE_SEED) parameters.set('noiseseed', String(choices.noiseSeed))
}

/** What is missing or out of range falls back to its default. */
export function decodeNoise(parameters: URLSearchParams): NoiseChoices {
  let choices = DEFAULT_NOISE_CHOICES
  for (const { key, most, set } of KEYS) {
    const value = numberOf(parameters.get(key))
    if (value !== null && value >= 0 && value <= most) choices = set(choices, value)
  }
  const seed = numberOf(parameters.get('noiseseed'))
  if (seed !== null && Number.isInteger(seed) && seed >= 0 && seed <= HIGHEST_NOISE_SEED)
    choices = { ...choices, noiseSeed: seed }
  return choices
}
