import type { ViewerTheme } from '../contract.ts'
import { wheelColours } from './flowWheel.ts'
import type { Rgb } from './oklab.ts'
import { instancePalette } from './palette.ts'
import { RAMP_LENGTH, RAMP_NAMES, type RampName, rampColours } from './ramps.ts'

/** Rows of the one texture that all shaders look colours up in; 256 texels wide. */
export const WHEEL_ROW = RAMP_NAMES.length
export const PALETTE_ROW = WHEEL_ROW + 1
export const TABLE_ROWS = PALETTE_ROW + 1
export const TABLE_WIDTH = RAMP_LENGTH

export function rampRow(name: RampName): number {
  return RAMP_NAMES.indexOf(name)
}

/** RGBA bytes, row after row, sRGB-encoded (the shaders write what they read). */
export function colourTableBytes(theme: ViewerTheme): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TABLE_ROWS * TABLE_WIDTH * 4)
  const write = (row: number, colours: readonly Rgb[]) => {
    colours.forEach(([r, g, b], i) => {
      bytes.set([Math.round(255 * r), Math.round(255 * g), Math.round(255 * b), 255], 4 * (row * TABLE_WIDTH + i))
    })
  }
  RAMP_NAMES.forEach((name, row) => {
    write(row, rampColours(name, theme))
  })
  write(WHEEL_ROW, wheelColours(theme))
  write(PALETTE_ROW, instancePalette())
  return bytes
}
