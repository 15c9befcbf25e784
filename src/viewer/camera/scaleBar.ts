import type { CameraPose } from '../contract.ts'
import { lengthText } from '../labels/gridStep.ts'
import { FIELD_OF_VIEW_DEGREES } from './sharedCamera.ts'

export interface ScaleBar {
  readonly pixels: number
  /** `20 m`. */
  readonly text: string
}

/**
 * A round length across the view at the distance of the camera's target, the longest that fits into `mostPixels`. In perspective
 * it holds there alone: what is nearer looks longer.
 * @param paneHeightPixels height of one pane
 */
export function scaleBar({ position, target }: CameraPose, paneHeightPixels: number, mostPixels: number): ScaleBar {
  const distance = Math.hypot(...position.map((metres, axis) => metres - (target[axis] as number)))
  const half = Math.tan((FIELD_OF_VIEW_DEGREES * Math.PI) / 360)
  const metresPerPixel = (2 * distance * half) / paneHeightPixels
  const most = metresPerPixel * mostPixels
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = ([5, 2, 1].find(m => m * power <= most) ?? 1) * power
  return { pixels: metres / metresPerPixel, text: lengthText(metres) }
}
