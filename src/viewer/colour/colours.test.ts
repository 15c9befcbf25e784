import { describe, expect, it } from 'vitest'
import type { ViewerTheme } from '../contract.ts'
import { THEMES } from '../theme.ts'
import { colourTableBytes, PALETTE_ROW, rampRow, TABLE_WIDTH, WHEEL_ROW } from './colourTable.ts'
import { flowColourRgb, flowSaturation, wheelColours } from './flowWheel.ts'
import { distance, hexFromRgb, oklabFromSrgb, rgbFromHex, srgbFromOklch } from './oklab.ts'
import { instanceColour, instancePalette, PALETTE_SIZE } from './palette.ts'
import { RAMP_NAMES, rampColours } from './ramps.ts'

const themes: readonly ViewerTheme[] = ['dark', 'light', 'paper']

/** WCAG 2.2 relative luminance contrast. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, b] = rgbFromHex(hex).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as [
      number,
      number,
      number,
    ]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

describe('OKLab', () => {
  it('agrees with the published values of pure colours', () => {
    // https://bottosson.github.io/posts/oklab/ and CSS Color 4: white, red and blue.
    expect(oklabFromSrgb([1, 1, 1])[0]).toBeCloseTo(1, 3)
    const red = oklabFromSrgb([1, 0, 0])
    expect([red[0], Math.hypot(red[1], red[2])].map(v => Number(v.toFixed(3)))).toEqual([0.628, 0.258])
    const blue = oklabFromSrgb([0, 0, 1])
    expect(Number(blue[0].toFixed(3))).toBe(0.452)
  })

  it('keeps lightness and hue when the chroma does not fit the gamut', () => {
    const lab = oklabFromSrgb(srgbFromOklch(0.7, 0.5, 200))
    expect(lab[0]).toBeCloseTo(0.7, 2)
    expect((Math.atan2(lab[2], lab[1]) * 180) / Math.PI + 360).toBeCloseTo(200, 0)
  })
})

describe('ramps', () => {
  for (const theme of themes)
    for (const name of RAMP_NAMES.filter(ramp => ramp !== 'balance'))
      it(`${name} on ${theme} is strictly monotone in lightness, in even steps`, () => {
        const lightness = rampColours(name, theme).map(rgb => oklabFromSrgb(rgb)[0])
        const steps = lightness.slice(1).map((l, i) => l - lightness[i]!)
        const mean = (lightness.at(-1)! - lightness[0]!) / steps.length
        for (const step of steps) expect(step / mean).toBeGreaterThan(0.5)
        for (const step of steps) expect(step / mean).toBeLessThan(1.5)
        expect(Math.abs(lightness.at(-1)! - lightness[0]!)).toBeGreaterThan(0.4)
      })

  it('balance is nearest to the background in its middle, alike on both sides, which differ in hue', () => {
    for (const theme of themes) {
      const labs = rampColours('balance', theme).map(oklabFromSrgb)
      const ground = oklabFromSrgb(rgbFromHex(THEMES[theme].background))
      const [low, high] = [labs[0]!, labs.at(-1)!]
      expect(Math.abs(low[0] - high[0])).toBeLessThan(0.01)
      expect(distance(low, high)).toBeGreaterThan(0.2)
      const apart = labs.map(lab => distance(lab, ground))
      expect(Math.min(...apart.slice(120, 136))).toBe(Math.min(...apart))
      for (let i = 1; i < 128; i++) expect(apart[i]!).toBeLessThan(apart[i - 1]! + 1e-3)
    }
  })

  it('ember starts near the muted ground and ends far from the background, on every theme', () => {
    for (const theme of themes) {
      const ember = rampColours('ember', theme)
      const background = THEMES[theme].background
      expect(contrast(hexFromRgb(ember.at(-1)!), background)).toBeGreaterThan(4.5)
      expect(contrast(hexFromRgb(ember[0]!), background)).toBeLessThan(contrast(hexFromRgb(ember.at(-1)!), background))
    }
  })
})

describe('instance palette', () => {
  const labs = instancePalette().map(oklabFromSrgb)
  const nearest = (count: number) => {
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) least = Math.min(least, distance(labs[i]!, labs[j]!))
    return least
  }

  it('keeps the first 12 colours at least 0.12 and all 64 at least 0.03 apart in OKLab', () => {
    expect(nearest(12)).toBeGreaterThan(0.12)
    expect(nearest(PALETTE_SIZE)).toBeGreaterThan(0.03)
  })

  it('stands out from every background and from the muted points', () => {
    for (const theme of themes)
      for (let track = 0; track < PALETTE_SIZE; track++) {
        expect(contrast(instanceColour(track), THEMES[theme].background)).toBeGreaterThan(1.7)
        expect(distance(labs[track]!, oklabFromSrgb(rgbFromHex(THEMES[theme].muted)))).toBeGreaterThan(0.08)
      }
  })

  it('is a function of the track alone, for any integer', () => {
    expect(instanceColour(3)).toBe(instanceColour(3 + PALETTE_SIZE))
    expect(instanceColour(-1)).toBe(instanceColour(PALETTE_SIZE - 1))
    expect(new Set(Array.from({ length: PALETTE_SIZE }, (_, i) => instanceColour(i))).size).toBe(PALETTE_SIZE)
  })
})

describe('flow wheel', () => {
  it('has one lightness all round and no jump between neighbours', () => {
    for (const theme of themes) {
      const labs = wheelColours(theme).map(oklabFromSrgb)
      const lightness = labs.map(l => l[0])
      expect(Math.max(...lightness) - Math.min(...lightness)).toBeLessThan(0.01)
      labs.forEach((lab, i) => {
        expect(distance(lab, labs[(i + 1) % labs.length]!)).toBeLessThan(0.02)
      })
    }
  })

  it('turns with the direction and pales to the muted colour with the speed', () => {
    const muted = oklabFromSrgb(rgbFromHex(THEMES.dark.muted))
    expect(distance(oklabFromSrgb(flowColourRgb(1, 0, 'dark')), muted)).toBeLessThan(1e-6)
    const opposite = [0, Math.PI].map(angle => oklabFromSrgb(flowColourRgb(angle, 1, 'dark')))
    expect(distance(opposite[0]!, opposite[1]!)).toBeGreaterThan(0.2)
    const shares = [0.1, 0.3, 0.6, 1].map(s => distance(oklabFromSrgb(flowColourRgb(2, s, 'dark')), muted))
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
    expect(flowSaturation(7)).toBe(1)
  })

  it('is continuous where the angle wraps', () => {
    const a = oklabFromSrgb(flowColourRgb(Math.PI - 1e-6, 1, 'paper'))
    const b = oklabFromSrgb(flowColourRgb(-Math.PI + 1e-6, 1, 'paper'))
    expect(distance(a, b)).toBeLessThan(1e-3)
  })
})

describe('colour table', () => {
  it('holds each map in the row that the shaders read', () => {
    const bytes = colourTableBytes('light')
    const texel = (row: number, i: number) =>
      hexFromRgb([0, 1, 2].map(c => bytes[4 * (row * TABLE_WIDTH + i) + c]! / 255) as [number, number, number])
    expect(texel(rampRow('dune'), 0)).toBe(hexFromRgb(rampColours('dune', 'light')[0]!))
    expect(texel(rampRow('ember'), 255)).toBe(hexFromRgb(rampColours('ember', 'light')[255]!))
    expect(texel(WHEEL_ROW, 64)).toBe(hexFromRgb(wheelColours('light')[64]!))
    expect(texel(PALETTE_ROW, 5)).toBe(instanceColour(5))
  })
})

describe('themes', () => {
  it('write in AA contrast on their backgrounds and plates', () => {
    for (const theme of themes) {
      expect(contrast(THEMES[theme].ink, THEMES[theme].background)).toBeGreaterThan(7)
      expect(contrast(THEMES[theme].ink, THEMES[theme].labelBackground)).toBeGreaterThan(7)
    }
  })
})
