import { DataTexture, NearestFilter, RGBAFormat, UnsignedByteType } from 'three'
import { colourTableBytes, TABLE_ROWS, TABLE_WIDTH } from '../colour/colourTable.ts'
import type { ViewerTheme } from '../contract.ts'

/** The ramps, the wheel and the palette of the current theme, shared by all shaders. */
export class ColourTableTexture {
  readonly texture = new DataTexture(
    new Uint8Array(TABLE_WIDTH * TABLE_ROWS * 4),
    TABLE_WIDTH,
    TABLE_ROWS,
    RGBAFormat,
    UnsignedByteType,
  )
  private theme: ViewerTheme | null = null

  constructor() {
    this.texture.minFilter = NearestFilter
    this.texture.magFilter = NearestFilter
  }

  set(theme: ViewerTheme): void {
    if (theme === this.theme) return
    this.theme = theme
    const bytes = this.texture.image.data as Uint8Array
    bytes.set(colourTableBytes(theme))
    this.texture.needsUpdate = true
  }

  dispose(): void {
    this.texture.dispose()
  }
}
