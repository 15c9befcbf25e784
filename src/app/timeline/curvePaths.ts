const NICE = [1, 2, 5, 10]

/** A round number that no value exceeds; 1 when there is none. */
export function highestOf(values: readonly number[]): number {
  const highest = Math.max(0, ...values.filter(Number.isFinite))
  if (highest === 0) return 1
  const scale = 10 ** Math.floor(Math.log10(highest))
  // Not 0.30000000000000004.
  return Number(((NICE.find(nice => nice * scale >= highest) ?? 10) * scale).toPrecision(1))
}

/**
 * SVG paths of a curve with gaps, one unit wide a value and one unit high: a line through the middles of what follows one
 * another, a short line for a value that stands alone. Values that are not finite are gaps.
 */
export function curvePaths(values: readonly number[], highest: number): string[] {
  const paths: string[] = []
  let open: string[] = []
  const close = () => {
    if (open.length === 1) open = [(open[0] as string).replace(/^[\d.]+/, x => `${Number(x) - 0.5}`), `h1`]
    const [first, ...rest] = open
    if (first !== undefined) paths.push(`M${first}${rest.map(part => (part === 'h1' ? part : `L${part}`)).join('')}`)
    open = []
  }
  values.forEach((value, k) => {
    if (!Number.isFinite(value)) close()
    else open.push(`${k + 0.5} ${Number((1 - value / highest).toFixed(4))}`)
  })
  close()
  return paths
}
