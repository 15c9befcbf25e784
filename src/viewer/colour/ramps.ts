import type { ViewerTheme } from '../contract.ts'
import { type Rgb, srgbFromOklch } from './oklab.ts'

/**
 * Sequential maps, computed in OKLCH: lightness is linear in the value (so equal steps look equal, and the order survives
 * any colour vision), the hue turns along a fixed path, the chroma is what the sRGB gamut allows.
 * - `lagoon`: indigo, teal, yellow-green (the path of viridis): heights and fields
 * - `dune`: blue-grey to sand (the path of cividis, made for colour-blind readers): ranges, confidence
 * - `ember`: from nearly the background to a strong warm colour: magnitudes, where zero means nothing
 * - `balance`: the one map with a middle: blue below, orange above, nearly the background where both sides are equal
 */
export type RampName = 'lagoon' | 'dune' | 'ember' | 'balance'

export const RAMP_NAMES: readonly RampName[] = ['lagoon', 'dune', 'ember', 'balance']

/** Entries of a ramp in the colour table. */
export const RAMP_LENGTH = 256

interface RampPath {
  /** OKLab lightness at 0 and 1. */
  readonly lightness: readonly [number, number]
  /** Degrees, at 0, in the middle and at 1. */
  readonly hue: readonly [number, number, number]
  readonly chroma: readonly [number, number, number]
  /** Lightness half-way; then the hue does not turn but changes there. */
  readonly middleLightness?: number
}

const LAGOON_HUE = [290, 200, 105] as const
const DUNE_HUE = [262, 250, 92] as const
const EMBER_HUE = [330, 35, 95] as const
const BALANCE_HUE = [250, 0, 55] as const
const EMBER_HUE_ON_LIGHT = [70, 40, 5] as const

const DARK: Readonly<Record<RampName, RampPath>> = {
  lagoon: { lightness: [0.42, 0.9], hue: LAGOON_HUE, chroma: [0.16, 0.11, 0.18] },
  dune: { lightness: [0.42, 0.92], hue: DUNE_HUE, chroma: [0.09, 0.02, 0.13] },
  ember: { lightness: [0.42, 0.92], hue: EMBER_HUE, chroma: [0.02, 0.19, 0.17] },
  balance: { lightness: [0.76, 0.76], hue: BALANCE_HUE, chroma: [0.16, 0, 0.17], middleLightness: 0.5 },
}

/** On bright grounds the pale ends would vanish: the maps end darker, and `ember` runs from pale to dark. */
const LIGHT: Readonly<Record<RampName, RampPath>> = {
  lagoon: { lightness: [0.32, 0.78], hue: LAGOON_HUE, chroma: [0.17, 0.11, 0.17] },
  dune: { lightness: [0.33, 0.78], hue: DUNE_HUE, chroma: [0.09, 0.02, 0.13] },
  ember: { lightness: [0.78, 0.36], hue: EMBER_HUE_ON_LIGHT, chroma: [0.03, 0.17, 0.17] },
  balance: { lightness: [0.46, 0.46], hue: BALANCE_HUE, chroma: [0.16, 0, 0.17], middleLightness: 0.76 },
}

function through([a, b, c]: readonly [number, number, number], t: number): number {
  return t < 0.5 ? a + (b - a) * 2 * t : b + (c - b) * (2 * t - 1)
}

/** Shortest way round the circle between the path's stops. */
function hueThrough([a, b, c]: readonly [number, number, number], t: number): number {
  const step = (from: number, to: number) => ((to - from + 540) % 360) - 180
  const unwrapped = [a, a + step(a, b), a + step(a, b) + step(b, c)] as const
  return through(unwrapped, t)
}

const cache = new Map<string, readonly Rgb[]>()

/** `RAMP_LENGTH` colours, value 0 first. */
export function rampColours(name: RampName, theme: ViewerTheme): readonly Rgb[] {
  const key = `${name} ${theme === 'dark' ? 'dark' : 'light'}`
  const known = cache.get(key)
  if (known) return known
  const path = (theme === 'dark' ? DARK : LIGHT)[name]
  const colours = Array.from({ length: RAMP_LENGTH }, (_, i) => {
    const t = i / (RAMP_LENGTH - 1)
    const [low, high] = path.lightness
    const middle = path.middleLightness ?? (low + high) / 2
    const hue = path.middleLightness === undefined ? hueThrough(path.hue, t) : path.hue[t < 0.5 ? 0 : 2]
    return srgbFromOklch(through([low, middle, high], t), through(path.chroma, t), hue)
  })
  cache.set(key, colours)
  return colours
}
