import { distance, hexFromRgb, linearFromSrgb, type Oklab, oklabFromLinear, type Rgb, srgbFromOklch } from './oklab.ts'

/** Instances beyond this many share colours with earlier ones. */
export const PALETTE_SIZE = 64

interface Candidate {
  readonly rgb: Rgb
  readonly seen: Oklab
  readonly seenByDeuteranope: Oklab
}

/** Machado, Oliveira and Fernandes 2009, deuteranopia at severity 1, on linear sRGB. */
function deuteranope([r, g, b]: Rgb): Rgb {
  return [
    0.367322 * r + 0.860646 * g - 0.227968 * b,
    0.280085 * r + 0.672501 * g + 0.047413 * b,
    -0.01182 * r + 0.04294 * g + 0.968881 * b,
  ]
}

/** Bright enough for a dark ground, dark enough for paper; vivid enough not to be taken for the muted background. */
const LIGHTNESSES = [0.54, 0.62, 0.69, 0.75]
const CHROMAS = [0.11, 0.15, 0.2]
const HUE_STEP = 8
/** Orange: far from the blue-greys of the muted points. */
const FIRST = { lightness: 0.69, chroma: 0.15, hue: 55 }

function candidate(lightness: number, chroma: number, hue: number): Candidate {
  const rgb = srgbFromOklch(lightness, chroma, hue)
  const linear = linearFromSrgb(rgb)
  return { rgb, seen: oklabFromLinear(linear), seenByDeuteranope: oklabFromLinear(deuteranope(linear)) }
}

function difference(a: Candidate, b: Candidate): number {
  return 0.65 * distance(a.seen, b.seen) + 0.35 * distance(a.seenByDeuteranope, b.seenByDeuteranope)
}

/** Each colour is the candidate farthest from all before it, so the first k are well apart for every k. */
function makePalette(): readonly Rgb[] {
  const candidates: Candidate[] = []
  for (const lightness of LIGHTNESSES)
    for (const chroma of CHROMAS)
      for (let hue = 0; hue < 360; hue += HUE_STEP) candidates.push(candidate(lightness, chroma, hue))
  const chosen = [candidate(FIRST.lightness, FIRST.chroma, FIRST.hue)]
  const nearest = candidates.map(c => difference(c, chosen[0] as Candidate))
  while (chosen.length < PALETTE_SIZE) {
    let best = 0
    for (let i = 1; i < nearest.length; i++) if ((nearest[i] as number) > (nearest[best] as number)) best = i
    const next = candidates[best] as Candidate
    chosen.push(next)
    for (let i = 0; i < nearest.length; i++)
      nearest[i] = Math.min(nearest[i] as number, difference(next, candidates[i] as Candidate))
  }
  return chosen.map(c => c.rgb)
}

let palette: readonly Rgb[] | null = null

export function instancePalette(): readonly Rgb[] {
  palette ??= makePalette()
  return palette
}

export function paletteIndex(track: number): number {
  return ((track % PALETTE_SIZE) + PALETTE_SIZE) % PALETTE_SIZE
}

/** The colour of an object in every frame, pane, box and list; `#rrggbb`. */
export function instanceColour(track: number): string {
  return hexFromRgb(instancePalette()[paletteIndex(track)] as Rgb)
}
