import type { Band } from '#model/noise/degradation.ts'

/**
 * SVG paths of a curve with its band, one unit wide a step and one unit high. Levels at which a metric cannot be measured (no
 * object left to find) are left out.
 */
export function bandPaths(bands: readonly Band[], highest: number): { readonly band: string; readonly line: string } {
  const y = (value: number) => Number((1 - value / highest).toFixed(4))
  const there = bands.map((band, x) => ({ band, x })).filter(({ band }) => Number.isFinite(band.mean))
  const path = (points: readonly string[]) => (points.length > 0 ? `M${points.join('L')}` : '')
  const upper = there.map(({ band, x }) => `${x} ${y(band.most)}`)
  const lower = there.map(({ band, x }) => `${x} ${y(band.least)}`).reverse()
  return {
    band: there.length > 0 ? `${path([...upper, ...lower])}Z` : '',
    line: path(there.map(({ band, x }) => `${x} ${y(band.mean)}`)),
  }
}
