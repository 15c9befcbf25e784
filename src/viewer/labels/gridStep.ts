/** Spacing of rings or grid lines: 1, 2 or 5 times a power of ten, about a third of the camera's distance. */
export function gridStep(cameraDistanceMetres: number): number {
  const rough = Math.max(1e-6, 0.28 * cameraDistanceMetres)
  const power = 10 ** Math.floor(Math.log10(rough))
  const share = rough / power
  return (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10) * power
}

/** A length as short as it can be read: `2 mm`, `5 cm`, `20 m`, `1.5 km`. */
export function lengthText(metres: number): string {
  const trim = (v: number) => String(Number(v.toPrecision(3)))
  if (metres >= 1000) return `${trim(metres / 1000)} km`
  if (metres >= 1) return `${trim(metres)} m`
  if (metres >= 0.01) return `${trim(metres * 100)} cm`
  return `${trim(metres * 1000)} mm`
}
