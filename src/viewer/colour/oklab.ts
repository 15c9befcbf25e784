/** sRGB components, 0..1 each, gamma-encoded. */
export type Rgb = readonly [number, number, number]

/** OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab/): lightness 0..1, a (green-red), b (blue-yellow). */
export type Oklab = readonly [number, number, number]

function decodeGamma(v: number): number {
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
}

function encodeGamma(v: number): number {
  return v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055
}

export function linearFromSrgb([r, g, b]: Rgb): Rgb {
  return [decodeGamma(r), decodeGamma(g), decodeGamma(b)]
}

export function oklabFromLinear([r, g, b]: Rgb): Oklab {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

export function oklabFromSrgb(rgb: Rgb): Oklab {
  return oklabFromLinear(linearFromSrgb(rgb))
}

/** Linear components, outside 0..1 when the colour is not in the sRGB gamut. */
function linearFromOklab([L, a, b]: Oklab): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

const GAMUT_TOLERANCE = 1e-4

function inGamut(linear: Rgb): boolean {
  return linear.every(v => v >= -GAMUT_TOLERANCE && v <= 1 + GAMUT_TOLERANCE)
}

function atHue(lightness: number, chroma: number, hueDegrees: number): Oklab {
  const hue = (hueDegrees * Math.PI) / 180
  return [lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)]
}

/** The colour at this lightness and hue with `chroma`, or with as much of it as sRGB can show. */
export function srgbFromOklch(lightness: number, chroma: number, hueDegrees: number): Rgb {
  let linear = linearFromOklab(atHue(lightness, chroma, hueDegrees))
  if (!inGamut(linear)) {
    let low = 0
    let high = chroma
    for (let step = 0; step < 24; step++) {
      const middle = (low + high) / 2
      if (inGamut(linearFromOklab(atHue(lightness, middle, hueDegrees)))) low = middle
      else high = middle
    }
    linear = linearFromOklab(atHue(lightness, low, hueDegrees))
  }
  const encode = (v: number) => encodeGamma(Math.min(1, Math.max(0, v)))
  return [encode(linear[0]), encode(linear[1]), encode(linear[2])]
}

export function distance(a: Oklab, b: Oklab): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

export function hexFromRgb(rgb: Rgb): string {
  return `#${rgb
    .map(v =>
      Math.round(255 * v)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

export function rgbFromHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255]
}

export function mix(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])]
}
