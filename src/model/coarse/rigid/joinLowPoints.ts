import { metresOutside, type Outline } from './outline.ts'
import type { RigidScene } from './rigidScene.ts'
import { thresholds } from './thresholds.ts'

const { LOWEST_METRES, MARGIN_METRES } = thresholds.joinLowPoints

/**
 * Returns called ground that lie above the road within the outline of a moving object are the object's. Standing things cannot be
 * there, so being within the outline is enough; what the threshold of the ground takes from a far car is a third of its returns.
 * @param objectOf N0; object index, -1 = none; written
 */
export function joinLowPoints(
  { positions0, height0 }: RigidScene,
  outlines: readonly Outline[],
  ground0: Uint8Array,
  objectOf: Int32Array,
): void {
  if (outlines.length === 0) return
  for (let i = 0; i < ground0.length; i++) {
    if (ground0[i] === 0) continue
    const height = height0[i] as number
    if (height < LOWEST_METRES) continue
    const x = positions0[3 * i] as number
    const y = positions0[3 * i + 1] as number
    const z = positions0[3 * i + 2] as number
    for (const outline of outlines)
      if (z <= outline.top && metresOutside(outline, x, y) <= MARGIN_METRES) {
        objectOf[i] = outline.object
        break
      }
  }
}
