import type { ViewerTheme } from '../contract.ts'
import { THEMES } from '../theme.ts'
import { hexFromRgb, mix, type Rgb, rgbFromHex, srgbFromOklch } from './oklab.ts'

export const WHEEL_LENGTH = 256

/** Hue of motion straight ahead (+x), OKLCH degrees; motion to the left (+y) is a quarter turn on. */
const FORWARD_HUE = 145

const cache = new Map<ViewerTheme, readonly Rgb[]>()

/** Colours of full saturation around the wheel: entry 0 = +x, turning towards +y. Equal lightness, so no direction looks faster. */
export function wheelColours(theme: ViewerTheme): readonly Rgb[] {
  const known = cache.get(theme)
  if (known) return known
  const lightness = theme === 'dark' ? 0.76 : 0.6
  const colours = Array.from({ length: WHEEL_LENGTH }, (_, i) =>
    srgbFromOklch(lightness, 0.19, FORWARD_HUE + (360 * i) / WHEEL_LENGTH),
  )
  cache.set(theme, colours)
  return colours
}

/** Slow motion must be seen at all: saturation rises with the square root of speed / full scale. */
export function flowSaturation(speedShare: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, speedShare)))
}

/** The same arithmetic as the shader's `flowColour`. `angle` in radians from +x towards +y; `speedShare` = speed / full scale. */
export function flowColourRgb(angle: number, speedShare: number, theme: ViewerTheme): Rgb {
  const turn = angle / (2 * Math.PI)
  const at = (turn - Math.floor(turn)) * WHEEL_LENGTH
  const wheel = wheelColours(theme)
  const low = Math.floor(at) % WHEEL_LENGTH
  const full = mix(wheel[low] as Rgb, wheel[(low + 1) % WHEEL_LENGTH] as Rgb, at - Math.floor(at))
  return mix(rgbFromHex(THEMES[theme].muted), full, flowSaturation(speedShare))
}

export function flowColour(angle: number, speedShare: number, theme: ViewerTheme): string {
  return hexFromRgb(flowColourRgb(angle, speedShare, theme))
}
