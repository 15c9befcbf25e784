/** Colours and sizes of what is drawn into a picture: the interface's own, read from its design tokens. */
export interface PictureStyle {
  readonly plate: string
  readonly line: string
  readonly text: string
  readonly quietText: string
  readonly family: string
}

export function pictureStyle(): PictureStyle {
  const tokens = getComputedStyle(document.documentElement)
  const token = (name: string) => tokens.getPropertyValue(name).trim()
  return {
    plate: token('--overlay'),
    line: token('--line-strong'),
    text: token('--text-1'),
    quietText: token('--text-2'),
    family: token('--font-family'),
  }
}

/** CSS pixels, as everything that is drawn: the picture's scale enlarges it with the view. */
export const FONT = { title: 12, text: 11 } as const
export const EDGE = 12
export const PADDING = 8
/** From one line of text to the next. */
export const LINE = 16

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** A rounded ground that text is readable on, whatever the view shows behind it. */
export function drawPlate(context: Context, style: PictureStyle, x: number, y: number, width: number, height: number) {
  context.beginPath()
  context.roundRect(x, y, width, height, 5)
  context.fillStyle = style.plate
  context.fill()
  context.strokeStyle = style.line
  context.lineWidth = 1
  context.stroke()
}

/** @param weight CSS font weight */
export function setFont(context: Context, style: PictureStyle, size: number, weight = 400): void {
  context.font = `${weight} ${size}px ${style.family}`
  context.textBaseline = 'middle'
}
