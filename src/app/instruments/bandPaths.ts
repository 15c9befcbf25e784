import type { Band } from '#model/noise/degradation.ts'

/**
 * SVG paths of a line through the values that are known, one unit wide a step and one unit high, and of marks on them (drawn by round
 * ends of no length). What is not known or cannot be measured is passed over.
 */
export function linePath(
  values: readonly (number | undefined)[],
  highest: number,
): { readonly line: string; readonly marks: string } {
  const places = values.flatMap((value, x) =>
    value !== undefined && Number.isFinite(value) ? [`${x} ${Number((1 - value / highest).toFixed(4))}`] : [],
  )
  return {
    line: places.length > 1 ? `M${places.join('L')}` : '',
    marks: places.map(place => `M${place}h0`).join(''),
  }
}

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
