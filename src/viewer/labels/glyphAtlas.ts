import { CanvasTexture, LinearFilter } from 'three'
import { StudioError } from '#model/error/studioError.ts'

const FONT = '500 12px ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'
const LINE_PX = 16
const ATLAS_PX = 384
/** Known from the start, so that the texture is uploaded once. */
const COMMON = ' 0123456789.,-+−≥·/%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_()#:'

export interface Glyph {
  /** Left edge, top edge, width, height in the texture, 0..1. */
  readonly uv: readonly [number, number, number, number]
  /** Pen advance, device pixels. */
  readonly advance: number
  /** Width of the drawn cell, device pixels. */
  readonly width: number
}

/** Letters drawn by the browser at the device's own resolution, one texture for all labels. Owns the texture. */
export class GlyphAtlas {
  readonly texture: CanvasTexture
  readonly lineHeight: number
  private readonly context: CanvasRenderingContext2D
  private readonly glyphs = new Map<string, Glyph>()
  private x = 1
  private y = 1

  constructor(pixelRatio: number) {
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(ATLAS_PX * pixelRatio)
    canvas.height = canvas.width
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new StudioError({ code: 'internal', message: 'The browser offers no 2-D canvas for labels.' })
    this.context = context
    context.font = FONT.replace('12px', `${12 * pixelRatio}px`)
    context.textBaseline = 'middle'
    context.fillStyle = '#ffffff'
    this.lineHeight = Math.round(LINE_PX * pixelRatio)
    this.texture = new CanvasTexture(canvas)
    this.texture.minFilter = LinearFilter
    this.texture.magFilter = LinearFilter
    this.texture.generateMipmaps = false
    this.texture.flipY = false
    for (const letter of COMMON) this.glyph(letter)
  }

  glyph(letter: string): Glyph {
    const known = this.glyphs.get(letter)
    if (known) return known
    const { canvas } = this.context
    const advance = this.context.measureText(letter).width
    const width = Math.ceil(advance) + 2
    if (this.x + width + 1 > canvas.width) {
      this.x = 1
      this.y += this.lineHeight + 1
    }
    // A full atlas shows blanks for letters that no label has needed so far.
    const full = this.y + this.lineHeight > canvas.height
    if (!full) this.context.fillText(letter, this.x + 1, this.y + this.lineHeight / 2)
    const uv = [
      this.x / canvas.width,
      this.y / canvas.height,
      full ? 0 : width / canvas.width,
      full ? 0 : this.lineHeight / canvas.height,
    ] as const
    const glyph = { uv, advance, width }
    this.glyphs.set(letter, glyph)
    if (!full) this.x += width + 1
    this.texture.needsUpdate = true
    return glyph
  }

  widthOf(text: string): number {
    let width = 0
    for (const letter of text) width += this.glyph(letter).advance
    return width
  }

  dispose(): void {
    this.texture.dispose()
  }
}
