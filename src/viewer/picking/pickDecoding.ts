export interface PickHit {
  readonly sweep: 0 | 1
  readonly index: number
}

/** Points this near to the cursor can be picked, however small they are drawn. */
export const PICK_RADIUS_PX = 8

/**
 * The hit nearest to the middle of a square of id pixels (RGBA: index little-endian in RGB, sweep + 1 in A), within the
 * inscribed circle; null when there is none.
 */
export function decodePick(pixels: Uint8Array, size: number): PickHit | null {
  const middle = (size - 1) / 2
  let best = (size / 2) ** 2
  let hit: PickHit | null = null
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const at = 4 * (y * size + x)
      const sweep = (pixels[at + 3] as number) - 1
      if (sweep !== 0 && sweep !== 1) continue
      const away = (x - middle) ** 2 + (y - middle) ** 2
      if (away >= best) continue
      best = away
      const index = (pixels[at] as number) | ((pixels[at + 1] as number) << 8) | ((pixels[at + 2] as number) << 16)
      hit = { sweep, index }
    }
  return hit
}
