import { StudioError } from '#model/error/studioError.ts'
import type { Legend, ScaleBar } from '#viewer/index.ts'
import { drawLegend } from './drawLegend.ts'
import { drawPlate, EDGE, FONT, LINE, PADDING, type PictureStyle, setFont } from './pictureStyle.ts'

export interface PictureParts {
  /** The view as the GPU drew it. */
  readonly view: ImageBitmap
  /** Pixels of the view in a CSS pixel of the interface. */
  readonly pixelRatio: number
  readonly legend: Legend | null
  readonly scaleBar: ScaleBar | null
  /** What is seen: sequence, frame, estimates. */
  readonly caption: string
}

const BAR_HEIGHT = 5

/** The view with its caption, legend and scale bar, as PNG of the view's own size. */
export function composePicture(parts: PictureParts, style: PictureStyle): Promise<Blob> {
  const { view, pixelRatio, legend, scaleBar, caption } = parts
  const canvas = new OffscreenCanvas(view.width, view.height)
  const context = canvas.getContext('2d', { alpha: false })
  if (!context)
    throw new StudioError({ code: 'internal', message: 'The browser gave no canvas to compose the picture on.' })
  context.drawImage(view, 0, 0)
  context.scale(pixelRatio, pixelRatio)
  const width = view.width / pixelRatio
  const height = view.height / pixelRatio
  if (caption !== '') drawCaption(context, caption, style)
  if (legend) drawLegend(context, legend, style, height)
  if (scaleBar) drawScaleBar(context, scaleBar, style, width, height)
  return canvas.convertToBlob({ type: 'image/png' })
}

function drawCaption(context: OffscreenCanvasRenderingContext2D, caption: string, style: PictureStyle): void {
  setFont(context, style, FONT.title)
  drawPlate(context, style, EDGE, EDGE, context.measureText(caption).width + 2 * PADDING, LINE + PADDING)
  context.fillStyle = style.text
  context.fillText(caption, EDGE + PADDING, EDGE + (LINE + PADDING) / 2)
}

function drawScaleBar(
  context: OffscreenCanvasRenderingContext2D,
  { pixels, text }: ScaleBar,
  style: PictureStyle,
  width: number,
  height: number,
): void {
  const words = `${text} at the centre of the view`
  setFont(context, style, FONT.text)
  const inner = Math.max(pixels, context.measureText(words).width)
  const plateHeight = 2 * PADDING + LINE + BAR_HEIGHT + 2
  const left = width - EDGE - 2 * PADDING - inner
  const top = height - EDGE - plateHeight
  drawPlate(context, style, left, top, inner + 2 * PADDING, plateHeight)
  const start = left + PADDING + (inner - pixels) / 2
  const base = top + plateHeight - PADDING
  context.strokeStyle = style.text
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(start, base - BAR_HEIGHT)
  context.lineTo(start, base)
  context.lineTo(start + pixels, base)
  context.lineTo(start + pixels, base - BAR_HEIGHT)
  context.stroke()
  context.fillStyle = style.text
  context.textAlign = 'center'
  context.fillText(words, left + PADDING + inner / 2, top + PADDING + LINE / 2)
  context.textAlign = 'left'
}
