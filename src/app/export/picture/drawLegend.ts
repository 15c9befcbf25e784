import type { Legend, LegendCategory } from '#viewer/index.ts'
import { drawPlate, EDGE, FONT, LINE, PADDING, type PictureStyle, setFont } from './pictureStyle.ts'

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

const RAMP = { width: 220, height: 10, ticks: 14 } as const
const WHEEL = 64
const SWATCH = 9

/** Draws how to read the colours into the lower left corner. @param height of the picture, CSS pixels */
export function drawLegend(context: Context, legend: Legend, style: PictureStyle, height: number): void {
  if (legend.kind === 'none') return
  const title = legend.kind === 'ramp' && legend.unit ? `${legend.title} (${legend.unit})` : legend.title
  const entries = legend.kind === 'ramp' ? legend.extra : legend.kind === 'categories' ? legend.entries : []
  const body = legend.kind === 'ramp' ? RAMP.height + RAMP.ticks : legend.kind === 'wheel' ? WHEEL : 0
  setFont(context, style, FONT.title, 600)
  let width = context.measureText(title).width
  setFont(context, style, FONT.text)
  for (const { name } of entries) width = Math.max(width, context.measureText(name).width + SWATCH + 6)
  if (legend.kind === 'ramp') width = Math.max(width, RAMP.width)
  const speeds = legend.kind === 'wheel' ? wheelWords(legend.metresPerSecond) : []
  for (const words of speeds) width = Math.max(width, WHEEL + 10 + context.measureText(words).width)
  const note = legend.kind === 'ramp' && legend.note ? wrapped(context, legend.note, width) : []
  const plate = 2 * PADDING + LINE + body + (body > 0 ? 2 : 0) + LINE * (entries.length + note.length)
  const x = EDGE
  const y = height - EDGE - plate
  drawPlate(context, style, x, y, width + 2 * PADDING, plate)
  const left = x + PADDING
  let top = y + PADDING
  setFont(context, style, FONT.title, 600)
  context.fillStyle = style.text
  context.textAlign = 'left'
  context.fillText(title, left, top + LINE / 2)
  top += LINE + 2
  if (legend.kind === 'ramp') drawRamp(context, legend, style, left, top)
  if (legend.kind === 'wheel') {
    drawWheel(context, legend, left, top)
    setFont(context, style, FONT.text)
    context.fillStyle = style.quietText
    for (const [i, words] of speeds.entries())
      context.fillText(words, left + WHEEL + 10, top + WHEEL / 2 + LINE * (i - (speeds.length - 1) / 2))
  }
  drawEntries(context, entries, style, left, top + body)
  setFont(context, style, FONT.text)
  context.fillStyle = style.quietText
  for (const [i, words] of note.entries()) context.fillText(words, left, top + body + LINE * (entries.length + i + 0.5))
}

/** Lines of at most that many pixels, broken between words. */
function wrapped(context: Context, text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word
    if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

function wheelWords(metresPerSecond: number): string[] {
  return ['up: ahead', 'middle: 0 m/s', `rim: \u2265 ${metresPerSecond} m/s`]
}

function drawRamp(
  context: Context,
  legend: Extract<Legend, { kind: 'ramp' }>,
  style: PictureStyle,
  left: number,
  top: number,
): void {
  const gradient = context.createLinearGradient(left, 0, left + RAMP.width, 0)
  for (const { at, colour } of legend.stops) gradient.addColorStop(at, colour)
  context.fillStyle = gradient
  context.fillRect(left, top, RAMP.width, RAMP.height)
  setFont(context, style, FONT.text)
  context.fillStyle = style.quietText
  for (const { at, text } of legend.ticks) {
    // At the ends the text grows inwards.
    context.textAlign = at < 0.02 ? 'left' : at > 0.985 ? 'right' : 'center'
    context.fillText(text, left + at * RAMP.width, top + RAMP.height + RAMP.ticks / 2 + 1)
  }
  context.textAlign = 'left'
}

/** Pixels of the wheel each way: sharp when the picture is enlarged four times. */
const WHEEL_PIXELS = 4 * WHEEL

/** Seen from above with the vehicle's front up: up = straight ahead, left = to the left. */
function drawWheel(context: Context, legend: Extract<Legend, { kind: 'wheel' }>, left: number, top: number): void {
  const canvas = new OffscreenCanvas(WHEEL_PIXELS, WHEEL_PIXELS)
  const wheel = canvas.getContext('2d')
  if (!wheel) return
  const radius = WHEEL_PIXELS / 2
  for (let y = 0; y < WHEEL_PIXELS; y++)
    for (let x = 0; x < WHEEL_PIXELS; x++) {
      const forward = (radius - y - 0.5) / radius
      const leftward = (radius - x - 0.5) / radius
      const share = Math.hypot(forward, leftward)
      if (share > 1) continue
      wheel.fillStyle = legend.colourAt(Math.atan2(leftward, forward), share)
      wheel.fillRect(x, y, 1, 1)
    }
  context.drawImage(canvas, left, top, WHEEL, WHEEL)
}

function drawEntries(
  context: Context,
  entries: readonly LegendCategory[],
  style: PictureStyle,
  left: number,
  top: number,
): void {
  setFont(context, style, FONT.text)
  for (const [i, { name, colour }] of entries.entries()) {
    const middle = top + LINE * (i + 0.5)
    context.fillStyle = colour
    context.fillRect(left, middle - SWATCH / 2, SWATCH, SWATCH)
    context.fillStyle = style.quietText
    context.fillText(name, left + SWATCH + 6, middle)
  }
}
